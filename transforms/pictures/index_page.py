"""The page that lists pictures, for a browser: one day, week or month, its features, their segments
and bands.

What to put here: HTML of values. No script and no file from elsewhere is needed to read it. Which
pictures there are and where the page lies is the caller's business.
"""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import groupby
from typing import Final, NamedTuple
from urllib.parse import quote

from transforms.heat.change_map import KIND as CHANGES
from transforms.heat.change_map import in_words
from transforms.heat.click_map import CLICK_RATE, MOVES, words_of

STYLE: Final = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 72rem; margin: 0 auto; padding: 1rem; }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: 0 0 1rem; padding: 0; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; overflow-wrap: anywhere; }
section { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 1rem; }
figure { margin: 0; }
figure img { width: 100%; aspect-ratio: 4 / 5; background: #fff; border: 1px solid #8888; }
figcaption { font-size: .875rem; overflow-wrap: anywhere; }
"""


Links = Mapping[str, Sequence[tuple[str, str]]]
"""Words and paths of other pages, by what these are."""

MATRICES: Final = {
    "feature_segments": "Features by segment",
    "hours": "People by weekday and hour",
    "transitions": "The page after each page",
}
"""Names of the pictures that are of no page, by kind."""


class Listed(NamedTuple):
    """One picture: `path` leads from the page to the PNG, `thumbnail` is a data URI; `people` are
    None where too few clicked to say, and there are no `clicks` where none are shown.
    """

    feature: str
    segment: str
    band: str
    path: str
    thumbnail: str
    alt: str
    clicks: int | None
    people: int | None
    kind: str = "clicks"
    period: str = "day"
    views: int | None = None


def index_page(title: str, links: Links, pictures: Sequence[Listed]) -> str:
    """A page of the pictures of a day, week or month, in the order they come in, those of a feature
    together.
    """
    return "\n".join(_lines(title, links, pictures))


def _lines(title: str, links: Links, pictures: Sequence[Listed]) -> Iterator[str]:
    yield "<!doctype html>"
    yield f'<html lang="en"><head><meta charset="utf-8"><title>Heatmaps of {_shown(title)}</title>'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<style>{STYLE}</style></head><body>"
    yield f"<h1>Heatmaps of {_shown(title)}</h1>"
    for name, of in links.items():
        yield f'<nav aria-label="{_shown(name)}">'
        for words, path in of:
            yield f'<a href="{quote(path, "/=~")}">{_shown(words)}</a>'
        yield "</nav>"
    features = [(feature, list(of)) for feature, of in groupby(pictures, lambda one: one.feature)]
    if all(one.clicks is None or one.kind == MOVES for one in pictures):
        yield "<p>No place on a page was clicked by enough people to be shown.</p>"
    yield '<nav aria-label="Features">'
    for number, (feature, _) in enumerate(features):
        yield f'<a href="#f{number}">{_shown(feature)}</a>'
    yield "</nav>"
    for number, (feature, of_feature) in enumerate(features):
        yield f'<h2 id="f{number}">{_shown(feature)}</h2><section>'
        yield from map(_figure, of_feature)
        yield "</section>"
    yield "</body></html>\n"


def _figure(one: Listed) -> str:
    return (
        f'<figure><a href="{quote(one.path, "/=~")}">'
        f'<img loading="lazy" src="{escape(one.thumbnail)}" alt="{_shown(one.alt)}"></a>'
        f"<figcaption>{_caption(one)}</figcaption></figure>"
    )


def _caption(one: Listed) -> str:
    if name := MATRICES.get(one.kind):
        return f"<b>{name}</b>, of the {one.period}"
    of = f"<b>{_shown(one.segment)}</b>, {_shown(one.band)}"
    if one.kind.startswith(CHANGES):
        others = in_words(one.kind.removeprefix(CHANGES))
        return f"{of}<br>clicks compared with {_shown(others)}"
    if one.clicks is None:
        return f"{of}<br>{_shown(one.kind.replace('_', ' '))} of {one.views or 0:,} page views"
    if one.kind == CLICK_RATE:
        return f"{of}<br>clicks by {one.views or 0:,} page views that saw their place"
    people = "too few people to say" if one.people is None else f"{one.people:,} people"
    people = "1 person" if one.people == 1 else people
    return f"{of}<br>{one.clicks:,} {_shown(words_of(one.kind))} of {people}"


def _shown(text: str) -> str:
    """A name as words of a page, which neither marks up nor turns round what is beside it.

    >>> _shown("<b>\u202e")
    '&lt;b&gt;\ufffd'
    """
    return escape("".join(c if c.isprintable() else "\ufffd" for c in text))
