"""What the picture of a click map shows: the values of one page, segment, band and date."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from transforms.heat.periods import Period, Span
from transforms.heat.sizes import CELL_PX

CLICKS: Final = "clicks"
"""The kind of map that has all clicks; the others show some of them."""

MOVES: Final = "moves"
"""The kind of map that has no clicks, but rests of the mouse."""

CLICK_RATE: Final = "click_rate"
"""The kind of map that has them by the page views that had their place on the screen."""

CLICKS_BEFORE: Final = "clicks_before:"
VALUE_BEFORE: Final = "value_before:"
"""How kinds of maps of a goal begin, of the clicks before it and of the value that followed them;
their end is the goal.
"""

NIGHTLY: Final = (
    *(CLICKS, "rage_clicks", "dead_clicks", "suspected_dead_clicks", "error_clicks"),
    MOVES,
)
"""Kinds that every night draws, and those before goals; of others the grids are published, and
drawn on request.
"""

LEAST_SEEN: Final = 30
"""A rate of fewer page views than this is chance: one click more would change its colour."""


def nightly(kinds: Iterable[str]) -> list[str]:
    """The kinds that a night draws of these, and all those that it always looks for.

    >>> nightly(["clicks", "first_clicks", "clicks_before:b", "clicks_before:a"])[-3:]
    ['moves', 'clicks_before:a', 'clicks_before:b']
    """
    return [*NIGHTLY, *sorted({kind for kind in kinds if kind.startswith(CLICKS_BEFORE)})]


def words_of(kind: str) -> str:
    """A kind of clicks for people.

    >>> words_of("rage_clicks"), words_of("clicks_before:sign_up"), words_of("moves")
    ('rage clicks', 'clicks before sign_up', 'rests of the mouse')
    """
    if kind == MOVES:
        return "rests of the mouse"
    name, _, goal = kind.partition(":")
    return " ".join([*name.split("_"), *([goal] if goal else [])])


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
        title: the headline, such as `Pricing: clicks`.
        kind: which clicks: `clicks` are all. Of `MOVES` all that is said of clicks here is true of
            rests of the mouse.
        page: name of the page where the title is another; None where it is in the title.
        date: the day, or the first one of the week or month.
        segment: label of the segment.
        band: name of the viewport band.
        reference_width_px: css width the band is drawn at.
        page_height_px: css height of the page.
        page_density: clicks per 20 x 20 px of the page, cells of 8 px (`grids.smooth`).
        fixed_density: the same for fixed elements, row 0 at the top of the screen.
        sigma_px: bandwidth of its smoothing, css px.
        scale_maximum: the density that gets the hottest colour (`grids.scale_maximum`).
        clicks: all clicks, whether drawn or not.
        users: distinct people who clicked.
        page_views: page views; None when the export has none.
        below_fold_share: share of the clicks below the first screen, 0 to 1.
        fixed_clicks: clicks on fixed elements.
        fold_px: median viewport height, css px.
        reach: (y in css px, share of page views that got there), from the top down.
        elements: the most clicked elements, by rank.
        suppressed_share: share of the clicks hidden because too few people made them.
        out_of_range_clicks: clicks outside of the page, not drawn.
        unlocated_clicks: clicks without a position, not drawn.
        anchored_clicks: clicks drawn at their place in the median box of their element.
        in_scroller_clicks: clicks in a part that scrolls by itself and was scrolled.
        unseen_clicks: clicks where too few page views got, not drawn on a map of rates.
        minimum_cell_users: fewest people a cell may show.
        cells_px: edges of the cells that are drawn, css px, from the smallest.
        grid_id: name of the grid (`grids.grid_id`).
        screenshot: picture of the page as PNG, of any width; None when there is none.
        notes: more sentences for the footer.
        span: the days of the week or month; None for a day.
        scale_whose: whose scale it is on, when one was asked for.
        beyond_scale_share: share of the drawn clicks, 0 to 1, where it is hotter than that scale.
    """

    title: str
    date: dt.date
    segment: str
    band: str
    reference_width_px: int
    page_height_px: int
    page_density: NDArray[np.float64]
    sigma_px: int
    scale_maximum: float
    clicks: int
    users: int
    minimum_cell_users: int
    grid_id: str
    kind: str = "clicks"
    cells_px: tuple[int, ...] = (CELL_PX,)
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
    anchored_clicks: int = 0
    in_scroller_clicks: int = 0
    unseen_clicks: int = 0
    page: str | None = None
    screenshot: bytes | None = None
    notes: tuple[str, ...] = ()
    span: Span | None = None
    scale_whose: str | None = None
    beyond_scale_share: float = 0.0

    @property
    def period(self) -> Period:
        """What it is of."""
        return self.span.period if self.span else "day"
