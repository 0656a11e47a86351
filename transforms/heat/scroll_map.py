"""How far people scroll a page, and where they stay: the values of one segment, band and date."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.heat import content, grids
from transforms.heat.periods import Period, Span, span_of

REACH: Final = "scroll_reach"
ATTENTION: Final = "attention"
"""What colours the page: how many page views got there, or how long they stayed."""

RENDERERS: Final[Mapping[str, str]] = {REACH: "scroll-map 3", ATTENTION: "attention-map 3"}
"""Changes when the same values would give another picture, so that all are drawn again."""

STEP_PX: Final = 100
"""Reach and attention are known by steps of as many css px."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ScrollMap:
    """Everything the picture of a scroll map needs.

    Attributes:
        kind: what colours the page, `REACH` or `ATTENTION`.
        title: the headline.
        page: name of the page where the title is another; None where it is in the title.
        feature: the feature.
        date: the day, or the first one of the week or month.
        segment: label of the segment.
        band: name of the viewport band.
        reference_width_px: css width the band is drawn at.
        page_height_px: css height of the page.
        fold_px: median viewport height, css px.
        page_views: page views whose depth is known.
        without_scroll: page views of which nothing is known of scrolling.
        reach: share of the page views, 0 to 1, that got to the top of each step, from the top down.
        attention_seconds: engaged time of each step, s; None where it is not known.
        attention_page_views: page views that this time is of.
        scale_maximum: the value with the last colour: a share of 1, or seconds a page view.
        grid_id: name of the grid (`grids.grid_id`).
        screenshot: picture of the page as PNG, of any width; None when there is none.
        span: the days of the week or month; None for a day.
    """

    kind: str = REACH
    title: str
    page: str | None
    feature: str
    date: dt.date
    segment: str
    band: str
    reference_width_px: int
    page_height_px: int
    fold_px: int | None
    page_views: int
    without_scroll: int
    reach: NDArray[np.float64]
    attention_seconds: NDArray[np.float64] | None
    attention_page_views: int
    scale_maximum: float = 1.0
    grid_id: str
    screenshot: bytes | None
    span: Span | None = None

    @property
    def period(self) -> Period:
        """What it is of."""
        return self.span.period if self.span else "day"

    def reach_at(self, depth_px: float) -> float:
        """The share of the page views that got to a depth, css px.

        Known by steps: between two of them the share falls evenly.
        """
        depths = np.arange(len(self.reach) + 1) * STEP_PX
        # nobody is known to have got to the step below the last one
        return round(float(np.interp(depth_px, depths, [*self.reach, 0.0])), 6)

    def depth_of(self, share: float) -> float | None:
        """The depth, css px, that this share of the page views got to; None if none is known."""
        depths = np.arange(len(self.reach) + 1) * STEP_PX
        falling = np.array([*self.reach, 0.0])
        if not len(self.reach) or self.reach[0] < share:
            return None
        return round(float(np.interp(-share, -falling, depths)), 3)

    @property
    def attention_rate(self) -> NDArray[np.float64] | None:
        """Seconds a page view that each step was on the screen; None where nothing is known, or it
        never was.
        """
        if not self.attention_page_views or self.attention_seconds is None:
            return None
        seconds = self.attention_seconds
        return seconds / self.attention_page_views if seconds.max(initial=0) > 0 else None

    @property
    def attention_below_fold(self) -> float | None:
        """The share of the engaged time in steps that begin below the fold."""
        if self.attention_seconds is None or self.fold_px is None:
            return None
        total = float(self.attention_seconds.sum())
        first = -(-self.fold_px // STEP_PX)
        return float(self.attention_seconds[first:].sum()) / total if total > 0 else None


def scroll_maps(
    pages: pl.DataFrame, reach: pl.DataFrame, *, page_height_px: int, screenshot: bytes | None
) -> Iterator[ScrollMap]:
    """The scroll map of each segment of a page, band and date that has one, by segment.

    Args:
        pages: rows of heatmap_grids, or of those of weeks or months.
        reach: rows of scroll_reach_daily, or of weeks or months.
        page_height_px: css height that all of them are drawn at.
        screenshot: PNG of the page, of any width, or None.
    """
    known = {row["segment"]: row for row in pages.to_dicts()}
    for (segment,), rows in reach.sort("segment", "depth_px").group_by(
        "segment", maintain_order=True
    ):
        if page := known.get(segment):
            yield _scroll_map(page, rows, page_height_px=page_height_px, screenshot=screenshot)


def attention_maps(maps: Sequence[ScrollMap], pages: pl.DataFrame) -> Iterator[ScrollMap]:
    """The attention map of each of these scroll maps that knows any, all on one scale.

    Args:
        maps: the scroll maps of all segments of a page, band and date.
        pages: their rows of heatmap_grids.
    """
    known = {row["segment"]: row for row in pages.to_dicts()}
    rates = {one.segment: rate for one in maps if (rate := one.attention_rate) is not None}
    longest = max((float(rate.max()) for rate in rates.values()), default=0.0)
    for one in maps:
        if one.segment in rates:
            yield replace(
                one,
                kind=ATTENTION,
                scale_maximum=round(longest, 6),
                title=_title(known[one.segment], ATTENTION),
                grid_id=_grid_id(known[one.segment], ATTENTION),
            )


def _title(page: Mapping[str, Any], kind: str) -> str:
    return f"{page['feature_title'] or page['feature']}: {kind.replace('_', ' ')}"


def _grid_id(page: Mapping[str, Any], kind: str) -> str:
    return grids.grid_id(
        {
            **{name: page[name] for name in ("feature", "segment", "band", "drawn_width_px")},
            "date": page["event_date"].isoformat(),
            "kind": kind,
            "rules": page["rules_id"],
            "renderer": RENDERERS[kind],
            **({"period": page["period"]} if page.get("period", "day") != "day" else {}),
        }
    )


def _scroll_map(
    page: Mapping[str, Any], rows: pl.DataFrame, *, page_height_px: int, screenshot: bytes | None
) -> ScrollMap:
    first = rows.row(0, named=True)
    has_attention = first["attention_page_view_count"] is not None
    span = span_of(page)
    if span is not None:
        # other days may be withheld of scrolling than of clicks
        span = replace(span, left_out_day_count=first["left_out_day_count"])
    return ScrollMap(
        title=_title(page, REACH),
        page=page["feature"] if page["feature_title"] else None,
        feature=page["feature"],
        date=page["event_date"],
        segment=page["segment"],
        band=page["band"],
        reference_width_px=int(page["drawn_width_px"]),
        page_height_px=page_height_px,
        fold_px=first["fold_px"],
        page_views=int(first["page_view_count"]),
        without_scroll=int(first["without_scroll_count"] or 0),
        reach=(rows["reaching_count"] / rows["page_view_count"]).to_numpy(),
        attention_seconds=rows["attention_seconds"].to_numpy() if has_attention else None,
        attention_page_views=int(first["attention_page_view_count"] or 0),
        grid_id=_grid_id(page, REACH),
        screenshot=screenshot,
        span=span,
    )


def content_id(scroll_map: ScrollMap) -> str:
    """16 hex digits of all that is drawn: with the same ones it is the same picture."""
    # a day has no span
    parts = {name: value for name, value in vars(scroll_map).items() if value is not None}
    return content.content_id(RENDERERS[scroll_map.kind], **parts)


def share_seeing(reach: pl.DataFrame, element: Mapping[str, Any]) -> float | None:
    """The share of the page views of a segment and band, by its rows of scroll_reach, that had the
    `y_px` of an element on the screen; None where nothing is known of it.
    """
    at_px = 0 if element["layer"] == "fixed" else element["y_px"]
    if at_px is None:
        return None
    step = int(max(at_px, 0)) // STEP_PX * STEP_PX
    for reaching, views in reach.filter(depth_px=step)["reaching_count", "page_view_count"].rows():
        return float(reaching / views)
    return None
