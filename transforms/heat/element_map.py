"""Which elements of a page people click, and how often: the values of a segment, band and date."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from transforms.heat import content, grids
from transforms.heat.page_maps import PageMarts, names_of, of_segments, page_height

RENDERER: Final = "element-map 2"
"""Changes when the same values would give another picture, so that all are drawn again."""

KIND: Final = "elements"

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
        clicks: its clicks.
        users: people who clicked it.
        rate: its clicks by the page views of the page; without page views its share of the clicks.
        seen: share of the page views, 0 to 1, that had it on the screen; None when unknown.
        x_px: median of its clicks, css px at the reference width; None when unknown.
        y_px: css px from the top of the page, or of the screen for a fixed element.
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
        title: the headline.
        page: name of the page where the title is another; None where it is in the title.
        feature: the feature.
        date: the day.
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
    """

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

    @property
    def clicks(self) -> int:
        """Clicks on the elements that are shown."""
        return sum(element.clicks for element in self.elements)


def element_maps(page: PageMarts) -> Iterator[ElementMap]:
    """The element map of each segment of a page and band of which a place is known, by segment, all
    on one scale.

    `page.elements` has rows of heatmap_elements, and the `exposure_rate` of element_clicks_daily.
    """
    known = {row["segment"]: row for row in page.viewed.sort("segment").to_dicts()}
    elements = of_segments(page.elements)
    placed = {
        segment: elements[segment].sort("rank")
        for segment in known
        if elements[segment]["x_px"].count()
    }
    found = {segment: _elements(known[segment], rows) for segment, rows in placed.items()}
    hottest = max((one.rate for some in found.values() for one in some), default=0.0)
    for segment, shown in found.items():
        grid = known[segment]
        width = int(grid["drawn_width_px"])
        yield _element_map(
            grid,
            shown,
            element_count=placed[segment].height,
            scale_maximum=round(hottest, 9),
            reference_width_px=width,
            page_height_px=page_height(page, width),
            screenshot=page.screenshot,
        )


def element_list(grid: Mapping[str, Any], rows: pl.DataFrame) -> ElementMap:
    """The elements of a page whose places are not known.

    Args:
        grid: feature, feature_title, segment, event_date and page_view_count of the page.
        rows: its rows of element_clicks_daily, with the columns that heatmap_elements has.
    """
    elements = _elements(grid, rows.sort("rank"))
    return _element_map(
        {**grid, "band": EVERY, "fold_px": None, "rules_id": None},
        elements,
        element_count=rows.height,
        scale_maximum=round(max(one.rate for one in elements), 9),
        reference_width_px=None,
        page_height_px=0,
        screenshot=None,
    )


def _elements(grid: Mapping[str, Any], rows: pl.DataFrame) -> tuple[Element, ...]:
    listed = rows.head(LISTED).to_dicts()
    page_views = grid["page_view_count"]
    return tuple(
        Element(
            rank=row["rank"],
            label=name,
            clicks=row["click_count"],
            users=row["user_count"],
            rate=row["click_count"] / page_views if page_views else row["click_share"],
            seen=row["exposure_rate"],
            x_px=row["x_px"],
            y_px=row["y_px"],
            width_px=row["width_px"],
            height_px=row["height_px"],
            is_fixed=row["layer"] == "fixed",
        )
        for row, name in zip(listed, names_of(listed), strict=True)
    )


def _element_map(
    grid: Mapping[str, Any],
    elements: Sequence[Element],
    *,
    element_count: int,
    scale_maximum: float,
    reference_width_px: int | None,
    page_height_px: int,
    screenshot: bytes | None,
) -> ElementMap:
    return ElementMap(
        title=f"{grid['feature_title'] or grid['feature']}: elements",
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
                "kind": KIND,
                "rules": grid["rules_id"],
                "renderer": RENDERER,
            }
        ),
        screenshot=screenshot,
    )


def content_id(element_map: ElementMap) -> str:
    """16 hex digits of all that is drawn: with the same ones it is the same picture."""
    return content.content_id(RENDERER, **vars(element_map))
