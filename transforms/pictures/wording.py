"""The words of a picture: title lines, key figures, footnotes, and its alt text.

What to put here: sentences made of the values of a click map. What not to: where they are drawn.
"""

import re
from typing import Final

from transforms.heat.click_map import (
    CLICK_RATE,
    CLICKS,
    CLICKS_BEFORE,
    LEAST_SEEN,
    MOVES,
    VALUE_BEFORE,
    ClickMap,
    words_of,
)
from transforms.heat.grids import UNIT_PX
from transforms.heat.sizes import CELL_PX
from transforms.pictures.lettering import cleaned
from transforms.pictures.period_wording import left_out, period_words, since, so_far

MOST: Final = 0.5
"""A picture that hides a larger share of the clicks says so in large letters."""

SMALL_SAMPLE: Final = 30
"""Fewer people than this are a small sample: one more or less changes every share."""


_THIS: Final = {"day": "on this day", "week": "in this week", "month": "in this month"}
_ON: Final = {"day": " on", "week": " in the", "month": " in"}


def percent(share: float) -> str:
    """A share for people.

    >>> [percent(share) for share in (0, 0.002, 0.126, 0.996, 1)]
    ['0%', '<1%', '13%', '>99%', '100%']
    """
    rounded = round(share * 100)
    if rounded == 0 and share > 0:
        return "<1%"
    if rounded == 100 and share < 1:
        return ">99%"
    return f"{rounded}%"


def goal_of_value(click_map: ClickMap) -> str:
    """The goal whose value the colours are; empty where they are none."""
    return click_map.kind.removeprefix(VALUE_BEFORE) if _is_value(click_map) else ""


def _is_value(click_map: ClickMap) -> bool:
    return click_map.kind.startswith(VALUE_BEFORE)


def kind_words(click_map: ClickMap) -> str:
    """Which clicks, in words."""
    if goal := goal_of_value(click_map):
        return cleaned(words_of(f"{CLICKS_BEFORE}{goal}"))
    return CLICKS if click_map.kind == CLICK_RATE else cleaned(words_of(click_map.kind))


def _counted(click_map: ClickMap) -> str:
    """What the colours count, in one word."""
    return "rests" if click_map.kind == MOVES else CLICKS


def subtitle(click_map: ClickMap) -> list[str]:
    """Page, day, week or month, segment and band."""
    return [
        *([cleaned(click_map.page)] if click_map.page else []),
        period_words(click_map.period, click_map.date),
        *so_far(click_map.span),
        *since(click_map.span),
        f"segment: {cleaned(click_map.segment)}",
        f"{cleaned(click_map.band)}, {click_map.reference_width_px} px wide",
    ]


def key_figures(click_map: ClickMap) -> list[tuple[str, str]]:
    """Number and label of each key figure; what is not known is left out."""
    kind = kind_words(click_map)
    users = "user" if click_map.users == 1 else "users"
    figures = [
        (f"{click_map.clicks:,}", _one(kind) if click_map.clicks == 1 else kind),
        (f"{click_map.users:,}", users if click_map.kind == MOVES else f"{users} clicked"),
    ]
    if click_map.page_views is not None:
        figures.append((f"{click_map.page_views:,}", "page views"))
    if click_map.below_fold_share is not None:
        figures.append((percent(click_map.below_fold_share), "below fold"))
    if click_map.fixed_clicks and click_map.clicks:
        figures.append((percent(click_map.fixed_clicks / click_map.clicks), "on fixed elements"))
    return figures


def _one(kind: str) -> str:
    """The name of a kind for one click.

    >>> _one("rage clicks"), _one("clicks before buying clicks"), _one("rests of the mouse")
    ('rage click', 'click before buying clicks', 'rest of the mouse')
    """
    return re.sub(r"\b(click|rest)s\b", r"\1", kind, count=1)


def views_of_legend(click_map: ClickMap) -> int:
    """How many page views the clicks of the legend are of."""
    return 100 if click_map.kind == CLICK_RATE else 1000


def legend(click_map: ClickMap) -> str:
    """The unit of the colours."""
    per = f" per {views_of_legend(click_map):,} page views"
    if click_map.kind == CLICK_RATE:
        return f"clicks{per} that saw the place, on {UNIT_PX} × {UNIT_PX} px"
    views = "" if click_map.page_views is None else per
    whose = f" {click_map.scale_whose}" if click_map.scale_whose else ""
    counts = kind_words(click_map)
    if _is_value(click_map):
        counts = f"value of {cleaned(goal_of_value(click_map))}"
    return f"{counts}{views} on {UNIT_PX} × {UNIT_PX} px, square-root scale{whose}"


def density_words(density: float) -> str:
    """A density with as many digits as it deserves.

    >>> [density_words(density) for density in (0, 0.04, 2.34, 1234.5)]
    ['0', '0.04', '2.3', '1,234']
    """
    if density == 0 or density >= 9.95:
        return f"{density:,.0f}"
    return f"{density:.1f}" if density >= 0.095 else f"{density:.2f}"


def warnings(click_map: ClickMap) -> list[str]:
    """What a reader must know first: that most clicks are hidden, and that few people made them."""
    said = []
    lost = click_map.out_of_range_clicks + click_map.unlocated_clicks
    undrawn = lost + click_map.unseen_clicks
    hidden = click_map.suppressed_share + undrawn / max(click_map.clicks, 1)
    if hidden > MOST:
        counted = _counted(click_map)
        said.append(f"{percent(hidden)} of the {counted} are not drawn: {_why_hidden(click_map)}")
    if 0 < click_map.users < SMALL_SAMPLE:
        said.append(f"small sample: {_people(click_map.users)}")
    return said


def _why_hidden(click_map: ClickMap) -> str:
    if click_map.suppressed_share > MOST / 2:
        return "too few people"
    lost = click_map.out_of_range_clicks + click_map.unlocated_clicks
    return (
        "too few page views got there" if click_map.unseen_clicks > lost else "no place on the page"
    )


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


def empty_notice(click_map: ClickMap) -> str | None:
    """The sentence on a map without heat, which says why; None when there is heat."""
    fixed = click_map.fixed_density
    if click_map.page_density.any() or (fixed is not None and fixed.any()):
        return None
    counted = _counted(click_map)
    if not click_map.clicks:
        return f"No {counted} {_THIS[click_map.period]}"
    if click_map.suppressed_share > 0:
        people = click_map.minimum_cell_users
        return f"No place has {counted} of {people} people: nothing may be shown"
    return f"No {_one(counted)} has a place on the page"


def footnotes(click_map: ClickMap) -> list[str]:
    """How the picture was made, and what it does not show."""
    notes = _how_made(click_map)
    counted = _counted(click_map)
    if click_map.suppressed_share:
        notes.append(f"{percent(click_map.suppressed_share)} of {counted} hidden: too few people")
    for count, reason in (
        (click_map.out_of_range_clicks, "outside of the page"),
        (click_map.unlocated_clicks, "without a place"),
        (click_map.unseen_clicks, f"where fewer than {LEAST_SEEN} page views got"),
    ):
        if count:
            notes.append(f"not drawn: {count:,} {reason}")
    notes += left_out(click_map.span)
    if click_map.in_scroller_clicks:
        share = percent(click_map.in_scroller_clicks / max(click_map.clicks, 1))
        notes.append(
            f"{share} of the {counted} are in a part that scrolls by itself: what they hit is not"
            " what lies there"
        )
    if click_map.fixed_clicks:
        notes.append(
            f"fixed elements (dotted boxes): {click_map.fixed_clicks:,} {counted}, "
            "drawn where they sit on screen"
        )
    same = f"share of the {counted}" if click_map.page_views is None else "value"
    where = f"all segments of page and {click_map.period}"
    if click_map.scale_whose:
        where = f"every picture on the scale {click_map.scale_whose}"
        notes.append(_beyond(click_map))
    notes.append(f"same colour = same {same} in {where}")
    return [*notes, *click_map.notes, f"grid {click_map.grid_id}"]


def _beyond(click_map: ClickMap) -> str:
    """What of a map is hotter than the scale it was asked for on."""
    share = click_map.beyond_scale_share
    if not share:
        return "no place is hotter than the scale"
    counted = _counted(click_map)
    return f"beyond the scale: places with {percent(share)} of the {counted} that are drawn"


def _how_made(click_map: ClickMap) -> list[str]:
    sizes = " and ".join(f"{size}" for size in click_map.cells_px) or f"{CELL_PX}"
    notes = [f"cell {sizes} px", f"smoothing {click_map.sigma_px} px"]
    if click_map.kind == MOVES:
        notes.append("rest: the mouse stayed where it was for mouse_rest_seconds or longer")
    if _is_value(click_map):
        notes.append("value, rounded, of all sessions that clicked and reached the goal later")
        notes.append("told of several people of whom nobody has more than half")
    if click_map.minimum_cell_users > 1:
        notes.append(f"cells merged until {click_map.minimum_cell_users} people share one")
    if click_map.anchored_clicks:
        notes.append(
            f"{click_map.anchored_clicks:,} of {click_map.clicks:,} clicks drawn at their place in"
            " the median box of their element"
        )
    if click_map.kind == CLICK_RATE:
        notes.append("saw: scrolled to the place, by steps of 100 px; square-root scale")
    return notes


def alt_text(click_map: ClickMap) -> str:
    """The picture in words, for those who cannot see it."""
    page = f" on {cleaned(click_map.page)}," if click_map.page else _ON[click_map.period]
    when = ", ".join(
        [
            period_words(click_map.period, click_map.date),
            *so_far(click_map.span),
            *since(click_map.span),
        ]
    )
    name = "Mouse map" if click_map.kind == MOVES else "Click map"
    name = "Value map" if _is_value(click_map) else name
    words = [
        f"{name} of {cleaned(click_map.title)}{page} {when}, "
        f"segment {cleaned(click_map.segment)}, {cleaned(click_map.band)}: "
        + ", ".join(f"{number} {label}" for number, label in key_figures(click_map))
        + ".",
        *(f"{warning[0].upper()}{warning[1:]}." for warning in warnings(click_map)),
    ]
    if click_map.elements:
        most = ", ".join(
            f"{cleaned(element.label)} ({percent(element.share)})"
            for element in click_map.elements[:3]
        )
        words.append(f"Most clicked: {most}.")
    if notice := empty_notice(click_map):
        words.append(f"{notice}.")
    return " ".join(words)
