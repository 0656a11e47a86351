"""What decoded events will come to: which tables and pictures stay empty, and for want of what.

`heatmaps check` says it of a sample, a night of its new files. What to put here: what can be seen
in the events themselves, and the setting that would change it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from orchestration.settings import Export
from orchestration.settings.problems import shown
from orchestration.warehouse.books import DecodedFile
from transforms.decoders.plan import CUT, UNREADABLE
from transforms.decoders.profiles import PROFILES
from transforms.decoders.registry import LAYOUTS
from transforms.events import KINDS

PEOPLE: Final = ("user_id", "anonymous_id", "person_id")

HEATMAPS: Final = {"posthog_events": "posthog_heatmaps", "umami": "umami_heatmaps"}
"""Formats whose vendor keeps the positions of clicks in a table of their own, and its format."""

WORDS_SHOWN: Final = 8
LONGEST_WORD: Final = 40
"""Characters; what is longer is no name of a kind, and may be anything."""

COUNTS: Final = f"""
select
    count(*) as events,
    count(coalesce({", ".join(PEOPLE)})) as of_people,
    count(*) filter (kind = 'page_view') as page_views,
    count(*) filter (kind = 'click') as clicks,
    count(*) filter (kind = 'click' and page_x + page_y is not null) as placed,
    count(*) filter (kind = 'click' and viewport_width is not null) as sized,
    count(*) filter (kind = 'click' and url_path is not null) as on_a_page,
    max(page_x) filter (kind = 'click') as largest_x,
    max(page_y) filter (kind = 'click') as largest_y
from read_parquet($files)
"""


@dataclass(frozen=True)
class Outlook:
    """Counts of events, of clicks with what a heatmap needs, and of words that have no kind."""

    events: int
    of_people: int
    page_views: int
    clicks: int
    placed: int
    sized: int
    on_a_page: int
    largest_x: float | None
    largest_y: float | None
    kindless: Mapping[str, int]


@dataclass(frozen=True)
class Lack:
    """What will be missing, in words, and the setting for it."""

    text: str
    remedy: str
    brings_nothing: bool = False
    """Whether nothing at all can come of the export as long as this is so."""


def unlike(decoded: DecodedFile, export: Export) -> str:
    """What none of a file's lines is, where all of them are unreadable; nothing otherwise."""
    unread = sum(decoded.reject_reasons.get(reason, 0) for reason in (*UNREADABLE, CUT))
    if not decoded.line_count or unread < decoded.line_count or export.format not in LAYOUTS:
        return ""
    return f"none of its lines is of {LAYOUTS[export.format].rows}"


def event_files(warehouse: Path, decoded: DecodedFile) -> list[str]:
    """The Parquet files of events that decoding a file below `warehouse` has written."""
    name = f"{decoded.export}-{decoded.file_id}.parquet"
    return [str(warehouse / "events" / f"event_date={day}" / name) for day in decoded.days]


def look(files: Sequence[str], export: Export) -> Outlook:
    """Count what is in files of events."""
    if not files:
        return Outlook(0, 0, 0, 0, 0, 0, 0, None, None, {})
    with duckdb.connect() as duck:
        (counts,) = duck.execute(COUNTS, {"files": list(files)}).fetchall()
        return Outlook(*(*counts, _kindless(duck, files, export)))


def lacks(outlook: Outlook, export: Export, formats: Collection[str]) -> Iterator[Lack]:
    """Yield what is missing; `formats` are those of all exports, which may complete each other."""
    if not outlook.events:
        yield Lack("it has no event", "see columns, format and pattern", brings_nothing=True)
        return
    if export.format in (*PROFILES, "clarity"):
        return  # what it tells is of no visit
    for lack in _of_words(outlook, export):
        yield lack
        if lack.brings_nothing:
            return
    if not outlook.of_people:
        yield Lack(
            "no line names a person: all that counts people is withheld",
            _remedy(export, "map user_id or anonymous_id in columns:"),
            brings_nothing=export.format == "table" and not set(PEOPLE) & export.columns.keys(),
        )
    if not outlook.page_views and export.format not in HEATMAPS.values():
        yield Lack(
            "no rates, no reach, no time on page: no event is a page view",
            _remedy(export, "give the word of page views the kind page_view"),
        )
    yield from _of_heatmaps(outlook, export, formats)


def _of_words(outlook: Outlook, export: Export) -> Iterator[Lack]:
    if not outlook.kindless:
        return
    words = list(outlook.kindless)
    named = [
        f"{shown(word)} ({outlook.kindless[word]:,})"
        for word in words[:WORDS_SHOWN]
        if len(word) <= LONGEST_WORD and "@" not in word
    ]
    if len(words) > len(named):
        named.append(f"{len(words) - len(named):,} others")
    column = ", ".join(export.columns["kind"].names)
    remedy = f"kind: {{column: {column}, values: {{<word>: click, <word>: page_view}}}}"
    if sum(outlook.kindless.values()) == outlook.events:
        text = f"no click and no page view is found: no kind is given for {', '.join(named)}"
        yield Lack(text, f"write {remedy}", brings_nothing=True)
    else:
        text = f"no kind is given for {', '.join(named)}: these are custom events"
        yield Lack(text, f"where one is a click or page view, write {remedy}")


def _of_heatmaps(outlook: Outlook, export: Export, formats: Collection[str]) -> Iterator[Lack]:
    if table := HEATMAPS.get(export.format):
        if table not in formats and outlook.placed == 0:
            yield Lack(
                f"no heatmap: {LAYOUTS[export.format].rows} have no coordinates",
                f"add an export of format {table}, the table that has them",
            )
        return
    if not outlook.clicks:
        remedy = _remedy(export, "give the word of clicks the kind click")
        yield Lack("no heatmap: no event is a click", remedy)
    elif not outlook.on_a_page:
        remedy = _remedy(export, "map page or url in columns:")
        yield Lack("no heatmap: no click has a page", remedy)
    elif not outlook.placed:
        remedy = _remedy(export, "map page_x and page_y in columns:")
        yield Lack("no heatmap: no click has coordinates (page_x and page_y)", remedy)
    elif not outlook.sized:
        remedy = _remedy(export, "map viewport_width in columns:, or give one in defaults:")
        yield Lack("no heatmap: no click has a viewport size (viewport_width)", remedy)
    elif export.format == "table" and (unit := _unit_of(outlook)):
        yield Lack(
            f"all clicks are in one corner: page_x and page_y are {unit}, not pixels",
            "say their unit, as in page_y: {column: y, unit: fraction, of: document}",
        )


def _unit_of(outlook: Outlook) -> str:
    """What coordinates probably are that are too small to be pixels; nothing if they are not.

    Ten clicks within 1 px of a corner, or 100 px, happen on no real page by chance.
    """
    largest = max(outlook.largest_x or 0, outlook.largest_y or 0)
    if outlook.placed < 10 or largest > 100:
        return ""
    return "fractions" if largest <= 1 else "percent"


def _kindless(duck: Any, files: Sequence[str], export: Export) -> dict[str, int]:
    """Words of a table's column of kinds that no kind is given for, the most frequent first."""
    kind = export.columns.get("kind")
    if kind is None or not kind.names or "event_name" in export.columns:
        return {}
    rows = duck.execute(
        """
        select coalesce(event_name, ''), count(*) from read_parquet($files)
        where kind = 'custom' and coalesce(event_name, '') not in (select unnest($known::varchar[]))
        group by 1 order by 2 desc, 1
        """,
        {"files": list(files), "known": list(kind.values or KINDS)},
    ).fetchall()
    return dict(rows)


def _remedy(export: Export, of_table: str) -> str:
    """A remedy in the settings of a table; the vendors' formats have no setting for it."""
    return of_table if export.format == "table" else f"its format, {export.format}, has none here"
