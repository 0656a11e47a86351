"""From the marts of one page, band and day to the click map of each segment.

What to put here: which number of which table a picture shows. What a picture looks like is in
`images.py`.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray
from PIL import Image

from transforms.heat import content, grids
from transforms.heat.click_map import CLICKS, ClickMap, words_of
from transforms.heat.periods import span_of
from transforms.heat.ranked_elements import ranked
from transforms.heat.sizes import CELL_PX, TALLEST_PAGE_PX

RENDERER: Final = "click-map 6"
"""Changes when the same clicks would give another picture, so that all are drawn again."""

EVERYBODY: Final = "all"
"""The segment of all people; of it a night draws maps that others have only when asked for."""

SHORTEST_PAGE_PX: Final = 400


@dataclass(frozen=True)
class PageMarts:
    """Rows of the marts for one feature, band and day, all segments; columns as in the marts. Grids
    of a week or month have a column `period`, too.

    `grids` are those of one kind that show clicks, and `cells` theirs; `viewed` are those of all
    clicks that are not withheld. `screenshot` is a PNG of the page, of any width, or None. What is
    made of them more than once, by the pictures of a page and its contact sheet, is kept.
    """

    grids: pl.DataFrame
    viewed: pl.DataFrame
    cells: pl.DataFrame
    elements: pl.DataFrame
    reach: pl.DataFrame
    screenshot: bytes | None

    @cached_property
    def cells_of(self) -> Mapping[str, pl.DataFrame]:
        """The cells of each segment."""
        return of_segments(self.cells)

    @cached_property
    def reach_of(self) -> Mapping[str, pl.DataFrame]:
        """The reach of each segment."""
        return of_segments(self.reach)

    @cached_property
    def elements_of(self) -> Mapping[str, pl.DataFrame]:
        """The elements of each segment."""
        return of_segments(self.elements)

    @cached_property
    def densities(self) -> Sequence[tuple[NDArray[np.float64], NDArray[np.float64] | None]]:
        """The density of the page, and of fixed elements, of each of the grids, as smooth as fits
        its width.
        """
        return self.smoothed(grids.sigma_px(self.width_px))

    @property
    def width_px(self) -> int:
        """The css px that the grids are drawn at."""
        return int(self.grids["drawn_width_px"][0])

    def smoothed(
        self, sigma_px: int
    ) -> Sequence[tuple[NDArray[np.float64], NDArray[np.float64] | None]]:
        """The same at a bandwidth, css px."""
        width = self.width_px
        height = page_height(self, width)
        return [
            _densities(self.cells_of[segment], width, height, sigma_px)
            for segment in self.grids["segment"]
        ]


def parted(rows: pl.DataFrame, *names: str) -> Mapping[tuple[Any, ...], pl.DataFrame]:
    """The rows by the values of these columns; none of values that there are not."""
    return defaultdict(rows.clear, rows.partition_by(names, as_dict=True) if rows.height else {})


def of_segments(rows: pl.DataFrame) -> Mapping[str, pl.DataFrame]:
    """The rows of each segment; none of one that has none."""
    parts = parted(rows, "segment")
    return defaultdict(rows.clear, {segment: own for (segment,), own in parts.items()})


def click_maps(
    page: PageMarts,
    *,
    minimum_cell_users: int,
    scale: float | None = None,
    segments: Collection[str] | None = None,
    sigma_px: int | None = None,
) -> Iterator[ClickMap]:
    """The click map of each segment, or of some, in the order of `page.grids`, all on one scale:
    that of `grids.shared_scale` of all segments, of kinds but all clicks that of everybody, or one
    that is given; as smooth as fits its width, or as is given.
    """
    rows = page.grids.to_dicts()
    if not rows or segments is not None and not segments:
        return
    width = page.width_px
    height = page_height(page, width)
    sigma = sigma_px or grids.sigma_px(width)
    is_own = sigma == grids.sigma_px(width)
    densities = page.densities if is_own else page.smoothed(sigma)
    views = [_views(row) for row in rows]
    if scale is None:
        # of other kinds a night looks at nobody else
        everybody = [n for n, row in enumerate(rows) if row["segment"] == EVERYBODY]
        compared = everybody if everybody and rows[0]["kind"] != CLICKS else range(len(rows))
        scale = grids.shared_scale(
            [grids.overlaid(*densities[n]) for n in compared], [views[n] for n in compared]
        )
    for row, (page_density, fixed_density), page_views in zip(rows, densities, views, strict=True):
        if segments is not None and row["segment"] not in segments:
            continue
        is_fixed, cell_px, *_, in_cells = grids.places(page.cells_of[row["segment"]])
        clicks = int(row["click_count"])
        yield ClickMap(
            title=f"{row['feature_title'] or row['feature']}: {words_of(row['kind'])}",
            kind=row["kind"],
            page=row["feature"] if row["feature_title"] else None,
            date=row["event_date"],
            segment=row["segment"],
            band=row["band"],
            reference_width_px=width,
            page_height_px=height,
            page_density=page_density,
            fixed_density=fixed_density,
            sigma_px=sigma,
            scale_maximum=grids.scale_maximum(scale, page_views=page_views, sigma_px=sigma),
            clicks=clicks,
            users=int(row["user_count"] or 0),
            page_views=row["page_view_count"] or None,
            below_fold_share=(row["below_fold_count"] or 0) / clicks,
            fixed_clicks=round(float(in_cells[is_fixed == 1].sum())),
            fold_px=row["fold_px"],
            reach=_reach(page.reach_of[row["segment"]]),
            elements=ranked(page.elements_of[row["segment"]]),
            suppressed_share=float(row["suppressed_click_count"]) / clicks,
            out_of_range_clicks=int(row["out_of_range_count"]),
            unlocated_clicks=int(row["unlocated_count"]),
            anchored_clicks=int(row["anchored_count"] or 0),
            in_scroller_clicks=int(row["in_scroller_count"] or 0),
            minimum_cell_users=minimum_cell_users,
            cells_px=tuple(int(edge) for edge in np.unique(cell_px)),
            grid_id=grids.grid_id(_identity(row, minimum_cell_users)),
            screenshot=page.screenshot,
            span=span_of(row),
        )


def content_ids(page: PageMarts, *, minimum_cell_users: int) -> dict[str, str]:
    """By segment 16 hex digits of everything its click map is drawn from: with the same ones it is
    the same picture. They are known before anything is smoothed, which takes most of the time.
    """
    rows = page.grids.to_dicts()
    if not rows:
        return {}
    shown = [
        content.content_id("", cells=grids.places(page.cells_of[row["segment"]])) for row in rows
    ]
    shared = content.content_id(
        RENDERER,
        height_px=page_height(page, int(rows[0]["drawn_width_px"])),
        minimum_cell_users=minimum_cell_users,
        scale=[*zip(map(_views, rows), shown, strict=True)],
        screenshot=page.screenshot,
    )
    return {
        row["segment"]: content.content_id(
            shared,
            row=row,
            cells=own,
            reach=_reach(page.reach_of[row["segment"]]),
            elements=ranked(page.elements_of[row["segment"]]),
        )
        for row, own in zip(rows, shown, strict=True)
    }


def _views(row: Mapping[str, Any]) -> int:
    """What a rate of clicks is by: an export of clicks alone has no page views, and then colours
    compare shares of the clicks.
    """
    return int(row["page_view_count"] or row["click_count"])


def _identity(row: Mapping[str, Any], minimum_cell_users: int) -> dict[str, object]:
    """What makes this grid this grid, but for the clicks."""
    day: dt.date = row["event_date"]
    layout_date: dt.date | None = row.get("layout_date")
    return {
        "date": day.isoformat(),
        "feature": row["feature"],
        "segment": row["segment"],
        "band": row["band"],
        "drawn_width_px": row["drawn_width_px"],
        "kind": row["kind"],
        "cell_px": CELL_PX,
        "minimum_cell_users": minimum_cell_users,
        "rules": row["rules_id"],
        "smoothing_px": grids.sigma_px(int(row["drawn_width_px"])),
        "renderer": RENDERER,
        **({"period": row["period"]} if row.get("period", "day") != "day" else {}),
        **({"layout_date": layout_date.isoformat()} if layout_date else {}),
    }


def page_height(page: PageMarts, width: int) -> int:
    """Css height that all pictures of a page, band and day are drawn at, `width` css px wide."""
    shown = page.viewed if page.grids.is_empty() else page.grids
    heights = [one for one in shown["document_height_px"].to_list() if one is not None]
    known = [
        *heights,
        *(fold for fold in shown["fold_px"].to_list() if fold is not None),
        _shown_height(page.screenshot, width) if page.screenshot else SHORTEST_PAGE_PX,
    ]
    at_least = min(int(max(known)), TALLEST_PAGE_PX)
    height = grids.grid_height_px(page.cells, layer="page", at_least_px=at_least)
    if page.screenshot or heights:
        return height
    # the height is not known: leave room below the lowest spot
    return min(height + 3 * grids.SIGMA_PX, TALLEST_PAGE_PX)


def _shown_height(screenshot: bytes, width: int) -> int:
    with Image.open(BytesIO(screenshot)) as image:
        return round(image.height * width / image.width)


def _densities(
    cells: pl.DataFrame, width: int, height: int, sigma_px: int
) -> tuple[NDArray[np.float64], NDArray[np.float64] | None]:
    on_page = grids.dense_grid(cells, layer="page", width_px=width, height_px=height)
    page = grids.smooth(on_page, sigma_px=sigma_px)
    if not grids.places(cells)[0].any():
        return page, None
    fixed_height = grids.grid_height_px(cells, layer="fixed", at_least_px=200)
    fixed = grids.dense_grid(cells, layer="fixed", width_px=width, height_px=fixed_height)
    return page, grids.smooth(fixed, sigma_px=sigma_px)


def _reach(reach: pl.DataFrame) -> tuple[tuple[float, float], ...]:
    """The deepest point that each tenth of the page views reached."""
    if reach.is_empty():
        return ()
    ticks: dict[int, tuple[float, float]] = {}
    columns = reach["depth_px", "reaching_count", "page_view_count"]
    for depth, reaching, views in sorted(columns.iter_rows()):
        ticks[int(10 * reaching / views)] = (float(depth), reaching / views)
    return tuple(sorted(ticks.values()))
