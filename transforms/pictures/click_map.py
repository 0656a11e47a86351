"""What a click map shows, and its words: the values a picture is drawn from.

What to put here: the bundle of values and the sentences made of them. What not to: places, colours
and letters (`images.py` and the modules it calls).
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from transforms.heat.grids import SIGMA_PX
from transforms.heat.sizes import CELL_PX
from transforms.pictures.lettering import cleaned

_MONTHS: Final = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)


@dataclass(frozen=True, kw_only=True)
class RankedElement:
    """One of the most clicked elements.

    Attributes:
        rank: 1 is the most clicked.
        label: what people see of it.
        clicks: its clicks.
        share: its share of the clicks, 0 to 1.
        x_px: its place, css px at the reference width; None when unknown.
        y_px: css px from the top of the page, or of the screen for a fixed element.
        is_fixed: it stays in place on the screen.
    """

    rank: int
    label: str
    clicks: int
    share: float
    x_px: float | None = None
    y_px: float | None = None
    is_fixed: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class ClickMap:
    """Everything the picture of one page, segment, viewport band and date needs.

    Attributes:
        title: the headline, such as `/pricing: clicks`.
        date: the day.
        segment: label of the segment.
        band: name of the viewport band.
        reference_width_px: css width the band is drawn at.
        page_height_px: css height of the page.
        page_density: clicks per 20 x 20 px of the page, cells of 8 px (`grids.smooth`).
        fixed_density: the same for fixed elements, row 0 at the top of the screen.
        scale_maximum: the density that gets the hottest colour (`grids.scale_maximum`).
        clicks: all clicks, whether drawn or not.
        users: distinct people who clicked.
        page_views: page views; None when the export does not tell.
        below_fold_share: share of the clicks below the first screen, 0 to 1.
        fixed_clicks: clicks on fixed elements.
        fold_px: median viewport height, css px.
        reach: (y in css px, share of page views that got there), from the top down.
        elements: the most clicked elements, by rank.
        suppressed_share: share of the clicks hidden because too few people made them.
        out_of_range_clicks: clicks outside of the page, not drawn.
        unlocated_clicks: clicks without a position, not drawn.
        minimum_users: fewest people a cell may show.
        grid_id: name of the grid (`grids.grid_id`).
        screenshot: picture of the page as PNG, of any width; None when there is none.
        notes: more sentences for the footer.
    """

    title: str
    date: dt.date
    segment: str
    band: str
    reference_width_px: int
    page_height_px: int
    page_density: NDArray[np.float64]
    scale_maximum: float
    clicks: int
    users: int
    minimum_users: int
    grid_id: str
    page_views: int | None = None
    below_fold_share: float | None = None
    fold_px: int | None = None
    fixed_density: NDArray[np.float64] | None = None
    fixed_clicks: int = 0
    reach: tuple[tuple[float, float], ...] = ()
    elements: tuple[RankedElement, ...] = ()
    suppressed_share: float = 0.0
    out_of_range_clicks: int = 0
    unlocated_clicks: int = 0
    screenshot: bytes | None = None
    notes: tuple[str, ...] = ()


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


def day(date: dt.date) -> str:
    """A date for people, the same under every locale.

    >>> day(dt.date(2026, 11, 2))
    '2 Nov 2026'
    """
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def subtitle(click_map: ClickMap) -> list[str]:
    """Date, segment and band."""
    return [
        day(click_map.date),
        f"segment: {cleaned(click_map.segment)}",
        f"{cleaned(click_map.band)}, {click_map.reference_width_px} px wide",
    ]


def key_figures(click_map: ClickMap) -> list[tuple[str, str]]:
    """Number and label of each key figure; what is not known is left out."""
    figures = [
        (f"{click_map.clicks:,}", "click" if click_map.clicks == 1 else "clicks"),
        (f"{click_map.users:,}", "user clicked" if click_map.users == 1 else "users clicked"),
    ]
    if click_map.page_views is not None:
        figures.append((f"{click_map.page_views:,}", "page views"))
    if click_map.below_fold_share is not None:
        figures.append((percent(click_map.below_fold_share), "below fold"))
    if click_map.fixed_clicks and click_map.clicks:
        figures.append((percent(click_map.fixed_clicks / click_map.clicks), "on fixed elements"))
    return figures


def empty_notice(click_map: ClickMap) -> str | None:
    """The sentence that stands on a map without heat; None when there is some.

    Nothing drawn is told apart: no clicks, none with a place, none that may be shown.
    """
    fixed = click_map.fixed_density
    if click_map.page_density.any() or (fixed is not None and fixed.any()):
        return None
    if not click_map.clicks:
        return "No clicks on this day"
    if click_map.suppressed_share > 0:
        return f"No place was clicked by {click_map.minimum_users} people: nothing may be shown"
    return "No click has a place on the page"


def footnotes(click_map: ClickMap) -> list[str]:
    """How the picture was made, and what it does not show."""
    people = click_map.minimum_users
    notes = [f"cell {CELL_PX} px", f"smoothing {SIGMA_PX} px"]
    if people > 1:
        notes.append(f"cells merged until {people} people share one")
    if click_map.suppressed_share:
        notes.append(f"{percent(click_map.suppressed_share)} of clicks hidden: too few people")
    for count, reason in (
        (click_map.out_of_range_clicks, "outside of the page"),
        (click_map.unlocated_clicks, "without a place"),
    ):
        if count:
            notes.append(f"not drawn: {count:,} {reason}")
    if click_map.fixed_clicks:
        notes.append(
            f"fixed elements (dotted boxes): {click_map.fixed_clicks:,} clicks, "
            "drawn where they sit on screen"
        )
    same = "share of clicks" if click_map.page_views is None else "clicks per 1,000 page views"
    notes.append(f"same colour = same {same} in all segments of page and day")
    return [*notes, *click_map.notes, f"grid {click_map.grid_id}"]


def alt_text(click_map: ClickMap) -> str:
    """The picture in words, for those who cannot see it."""
    words = [
        f"Click map of {cleaned(click_map.title)} on {day(click_map.date)}, "
        f"segment {cleaned(click_map.segment)}, {cleaned(click_map.band)}: "
        + ", ".join(f"{number} {label}" for number, label in key_figures(click_map))
        + "."
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
