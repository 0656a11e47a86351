"""Which elements of a page people click, and how often: of a segment, a band, and a date."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from transforms.heat import content, grids
from transforms.heat.page_maps import PageMarts, of_segments, page_height
from transforms.heat.periods import Period, Span, span_of
from transforms.heat.ranked_elements import names_of
from transforms.heat.scroll_map import share_seeing

RENDERER: Final = "element-map 4"
"""Changes when the same values would give another picture, so that all are drawn again."""

KIND: Final = "elements"

CONVERSION: Final = "conversion_per_click"
VALUE: Final = "value_per_click"
"""Kinds of maps of elements by what follows a click: the share of the sessions with one that reach
a goal, and the value of this goal by session. A kind is one of these, `:` and the goal.
"""

EVERY: Final = "(all)"
"""The band of a list of elements whose places are not known."""

LISTED: Final = 20
"""So many of the most clicked elements are drawn and listed."""


@dataclass(frozen=True, kw_only=True)
class Element:
    """One of the most clicked elements.

    Attributes:
        rank: 1 is the most clicked.
        label: what people see of it.
        clicks: its clicks; on a map of a goal the sessions with one.
        users: people who clicked it.
        rate: its clicks by the page views of the page; without page views its share of the clicks.
            On a map of a goal the measure that its kind names.
        seen: share of the page views, 0 to 1, that had it on the screen; None when unknown.
        x_px: median of its clicks, css px at the reference width; None when unknown.
        y_px: css px from the top of the page, or of the screen for a fixed element.
        left_px: left edge of its box, css px; None when unknown: then its clicks are its middle.
        top_px: upper edge of its box, css px from the top of the page.
        width_px: width of its box, css px at the reference width; None when unknown.
        height_px: height of its box, css px.
        is_fixed: it stays in place on the screen.
    """

    rank: int
    label: str
    clicks: int
    users: int
    rate: float
    seen: float | None = None
    x_px: int | None = None
    y_px: int | None = None
    left_px: int | None = None
    top_px: int | None = None
    width_px: int | None = None
    height_px: int | None = None
    is_fixed: bool = False

    @property
    def has_place(self) -> bool:
        """Whether it is known where it lies."""
        return self.x_px is not None and self.y_px is not None


@dataclass(frozen=True, kw_only=True)
class ElementMap:
    """Everything the picture of a page's elements needs.

    Attributes:
        kind: `KIND`, or one of a goal.
        title: the headline.
        page: name of the page where the title is another; None where it is in the title.
        feature: the feature.
        date: the day, or the first of the week or month.
        segment: label of the segment.
        band: name of the viewport band; `EVERY` where no place is known.
        reference_width_px: css width the band is drawn at; None where no place is known.
        page_height_px: css height of the page.
        fold_px: median viewport height, css px.
        page_views: page views; None when the export has none.
        elements: the most clicked ones, by rank.
        element_count: all that may be shown.
        scale_maximum: the rate that gets the hottest colour.
        grid_id: name of the grid (`grids.grid_id`).
        screenshot: picture of the page as PNG, of any width; None when there is none.
        span: the days of the week or month; None for a day.
    """

    kind: str = KIND
    title: str
    page: str | None
    feature: str
    date: dt.date
    segment: str
    band: str
    reference_width_px: int | None
    page_height_px: int
    fold_px: int | None
    page_views: int | None
    elements: tuple[Element, ...]
    element_count: int
    scale_maximum: float
    grid_id: str
    screenshot: bytes | None
    span: Span | None = None

    @property
    def period(self) -> Period:
        """What it is of."""
        return self.span.period if self.span else "day"

    @property
    def measure(self) -> str:
        """What its rates are: `KIND`, `CONVERSION` or `VALUE`."""
        return measure_and_goal(self.kind)[0]

    @property
    def goal(self) -> str:
        """The goal; empty where it is of none."""
        return measure_and_goal(self.kind)[1]

    @property
    def clicks(self) -> int:
        """Clicks on the elements that are shown."""
        return sum(element.clicks for element in self.elements)


def is_of_elements(kind: str) -> bool:
    """Whether a map of a kind is one of elements."""
    return kind == KIND or measure_and_goal(kind)[0] in (CONVERSION, VALUE)


def measure_and_goal(kind: str) -> tuple[str, str]:
    """What a map of elements is of.

    >>> measure_and_goal("value_per_click:a: b"), measure_and_goal("elements")
    (('value_per_click', 'a: b'), ('elements', ''))
    """
    measure, _, goal = kind.partition(":")
    return measure, goal


def element_maps(page: PageMarts, kind: str = KIND) -> Iterator[ElementMap]:
    """The element map of each segment of a page and band of which a place is known, by segment, all
    on one scale.

    `page.elements` has rows of heatmap_elements; for a goal also the `rate`, and sessions for
    clicks. How many saw an element is said by the reach of the band.
    """
    known = {row["segment"]: row for row in page.viewed.sort("segment").to_dicts()}
    elements = of_segments(page.elements)
    placed = {
        segment: elements[segment].sort("rank")
        for segment in known
        if elements[segment].height and elements[segment]["x_px"].count()
    }
    reach = page.reach_of
    found = {one: _elements(known[one], rows, reach[one]) for one, rows in placed.items()}
    hottest = max((one.rate for some in found.values() for one in some), default=0.0)
    if not hottest:
        return
    for segment, shown in found.items():
        grid = known[segment]
        width = int(grid["drawn_width_px"])
        yield _element_map(
            grid,
            shown,
            element_count=placed[segment].height,
            scale_maximum=round(hottest, 9),
            kind=kind,
            reference_width_px=width,
            page_height_px=page_height(page, width),
            screenshot=page.screenshot,
        )


def element_list(
    grid: Mapping[str, Any], rows: pl.DataFrame, kind: str = KIND
) -> ElementMap | None:
    """The elements of a page whose places are not known; None if nothing ever follows their clicks.

    Args:
        grid: feature, feature_title, segment, event_date, page_view_count, days (`span_of`).
        rows: its elements, with the columns that `element_maps` takes, and their `exposure_rate`.
        kind: `KIND`, or one of a goal.
    """
    elements = _elements(grid, rows.sort("rank"))
    hottest = max(one.rate for one in elements)
    if not hottest:
        return None
    return _element_map(
        {**grid, "band": EVERY, "fold_px": None, "rules_id": None},
        elements,
        element_count=rows.height,
        scale_maximum=round(hottest, 9),
        kind=kind,
        reference_width_px=None,
        page_height_px=0,
        screenshot=None,
    )


def _elements(
    grid: Mapping[str, Any], rows: pl.DataFrame, reach: pl.DataFrame | None = None
) -> tuple[Element, ...]:
    listed = rows.head(LISTED).to_dicts()
    page_views = grid["page_view_count"]
    return tuple(
        Element(
            rank=row["rank"],
            label=name,
            clicks=row["click_count"],
            users=row["user_count"],
            rate=_rate(row, page_views),
            seen=row["exposure_rate"] if reach is None else share_seeing(reach, row),
            x_px=row["x_px"],
            y_px=row["y_px"],
            left_px=row["left_px"],
            top_px=row["top_px"],
            width_px=row["width_px"],
            height_px=row["height_px"],
            is_fixed=row["layer"] == "fixed",
        )
        for row, name in zip(listed, names_of(listed), strict=True)
    )


def _rate(row: Mapping[str, Any], page_views: int | None) -> float:
    if "rate" in row:
        return float(row["rate"])
    return float(row["click_count"] / page_views if page_views else row["click_share"])


def _title(grid: Mapping[str, Any], kind: str) -> str:
    measure, goal = measure_and_goal(kind)
    name = grid["feature_title"] or grid["feature"]
    return f"{name}: {measure.replace('_', ' ')}" + (f", {goal}" if goal else "")


def _element_map(
    grid: Mapping[str, Any],
    elements: Sequence[Element],
    *,
    element_count: int,
    scale_maximum: float,
    kind: str,
    reference_width_px: int | None,
    page_height_px: int,
    screenshot: bytes | None,
) -> ElementMap:
    span = span_of(grid)
    return ElementMap(
        kind=kind,
        title=_title(grid, kind),
        page=grid["feature"] if grid["feature_title"] else None,
        feature=grid["feature"],
        date=grid["event_date"],
        segment=grid["segment"],
        band=grid["band"],
        reference_width_px=reference_width_px,
        page_height_px=page_height_px,
        fold_px=grid["fold_px"],
        page_views=grid["page_view_count"] or None,
        elements=tuple(elements),
        element_count=element_count,
        scale_maximum=scale_maximum,
        grid_id=grids.grid_id(
            {
                **{name: grid[name] for name in ("feature", "segment", "band")},
                "drawn_width_px": reference_width_px,
                "date": grid["event_date"].isoformat(),
                "kind": kind,
                "rules": grid["rules_id"],
                "renderer": RENDERER,
                **({"period": span.period} if span else {}),
            }
        ),
        screenshot=screenshot,
        span=span,
    )


def content_id(element_map: ElementMap) -> str:
    """16 hex digits of all that is drawn: with the same ones it is the same picture."""
    # its kind is in the name of the grid, and a day has no span
    parts = {**vars(element_map)}
    del parts["kind"]
    if element_map.span is None:
        del parts["span"]
    return content.content_id(RENDERER, **parts)
