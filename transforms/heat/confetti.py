"""Confetti: clicks as points in the colour of their segment, the values of an attribute together.

Points are made of published cells, so that they tell no more than the click map of each segment:
where in its cell a click was nobody says, and what is withheld of a segment is in none.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.heat import grids
from transforms.heat.page_maps import PageMarts, page_height
from transforms.heat.periods import Span, span_of

RENDERER: Final = "confetti 2"
KIND: Final = "confetti"

COLOURED: Final = 6
"""So many segments have a colour of their own; all others share grey."""

MOST_POINTS: Final = 6_000
"""More would be one blot: then a point stands for several clicks."""

_STEP: Final = (0.7548776662466927, 0.5698402909980532)
"""Places in a cell, one after the other: far from each other however many there are."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Group:
    """The points of one segment, or of all that have no colour of their own.

    Attributes:
        label: the value of the attribute.
        clicks: its clicks in cells.
        points: places in css px at the reference width, shape (points, 2): x and y.
        left_out_day_count: days of the week or month that are withheld and do not count.
    """

    label: str
    clicks: float
    points: NDArray[np.float64]
    left_out_day_count: int = 0


@dataclass(frozen=True, kw_only=True, eq=False)
class Confetti:
    """Everything the picture of a page's confetti needs.

    Attributes:
        title: the headline.
        page: name of the page where the title is another; None where it is in the title.
        date: the day, or the first one of the week or month.
        span: the days of the week or month; None for a day.
        attribute: what the segments are values of.
        band: name of the viewport band.
        reference_width_px: css width the band is drawn at.
        page_height_px: css height of the page.
        fold_px: median viewport height, css px.
        groups: most clicks first; those without a colour of their own last.
        grey_count: how many segments are in the last group; 0 if each has a colour.
        clicks_of_point: how many clicks a point stands for.
        without_cell: clicks of these segments in no cell: too few people, or no place.
        minimum_cell_users: fewest people of a segment a cell may show.
        grid_id: name of the grid (`grids.grid_id`).
        screenshot: picture of the page as PNG, of any width; None when there is none.
    """

    title: str
    page: str | None
    date: dt.date
    span: Span | None
    attribute: str
    band: str
    reference_width_px: int
    page_height_px: int
    fold_px: int | None
    groups: tuple[Group, ...]
    grey_count: int
    clicks_of_point: int
    without_cell: float
    minimum_cell_users: int
    grid_id: str
    screenshot: bytes | None


def confetti(page: PageMarts, attribute: str, *, minimum_cell_users: int) -> Confetti | None:
    """The clicks of the segments of an attribute; None where no cell of any of them is shown."""
    prefix = f"{attribute}="
    cells = page.cells.filter(pl.col("segment").str.starts_with(prefix))
    shown = page.grids.filter(pl.col("segment").is_in(cells["segment"].unique().implode()))
    if shown.is_empty():
        return None
    order = shown.sort("cell_click_count", "segment", descending=[True, False])
    per_point = max(1, -(-round(float(cells["clicks"].sum())) // MOST_POINTS))
    found = [
        Group(
            label=segment.removeprefix(prefix),
            clicks=float(clicks),
            points=_points(cells.filter(segment=segment), per_point),
            left_out_day_count=days,
        )
        for segment, clicks, days in _of_segments(order)
    ]
    first = order.row(0, named=True)
    width = int(first["drawn_width_px"])
    return Confetti(
        title=f"{first['feature_title'] or first['feature']}: clicks by {attribute}",
        page=first["feature"] if first["feature_title"] else None,
        date=first["event_date"],
        span=span_of(first),
        attribute=attribute,
        band=first["band"],
        reference_width_px=width,
        page_height_px=page_height(page, width),
        fold_px=first["fold_px"],
        groups=tuple(_coloured(found)),
        grey_count=max(len(found) - COLOURED, 0),
        clicks_of_point=per_point,
        without_cell=float((order["click_count"] - order["cell_click_count"]).sum()),
        minimum_cell_users=minimum_cell_users,
        grid_id=grids.grid_id(
            {
                **{name: first[name] for name in ("feature", "band", "drawn_width_px")},
                "attribute": attribute,
                "date": first["event_date"].isoformat(),
                "period": first.get("period", "day"),
                "kind": KIND,
                "rules": first["rules_id"],
                "renderer": RENDERER,
            }
        ),
        screenshot=page.screenshot,
    )


def _of_segments(grids: pl.DataFrame) -> Iterator[tuple[str, float, int]]:
    """Segment, clicks in cells, and the days of its week or month that are withheld."""
    for row in grids.to_dicts():
        yield row["segment"], row["cell_click_count"], row.get("left_out_day_count") or 0


def _coloured(found: list[Group]) -> Iterator[Group]:
    yield from found[:COLOURED]
    if others := found[COLOURED:]:
        yield Group(
            label="others",
            clicks=sum(one.clicks for one in others),
            points=np.vstack([one.points for one in others]),
        )


def _points(cells: pl.DataFrame, per_point: int) -> NDArray[np.float64]:
    """A point for each so many clicks of a segment, somewhere in their cell: shares of a click
    that lies in several cells add up from one to the next.
    """
    rows = cells.sort("layer", "cell_px", "y_px", "x_px")
    sums = np.round(rows["clicks"].to_numpy().cumsum(), 6) / per_point
    reached = np.floor(sums + 0.5).astype(np.int64)
    counts = np.diff(reached, prepend=0)
    corner = rows.select("x_px", "y_px").to_numpy().astype(np.float64)
    edge = rows["cell_px"].to_numpy().astype(np.float64)
    place = np.modf(np.arange(1, counts.sum() + 1)[:, None] * np.array(_STEP))[0]
    return np.repeat(corner, counts, axis=0) + place * np.repeat(edge, counts)[:, None]
