"""Click rates: the clicks of a place by the page views that had it on the screen.

A click map shows few clicks at the foot of a page, because few people get there. Here each click
weighs the more the fewer page views got to its depth.
"""

from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.heat import content, grids
from transforms.heat.click_map import CLICK_RATE, CLICKS, LEAST_SEEN, ClickMap
from transforms.heat.page_maps import (
    EVERYBODY,
    PageMarts,
    click_maps,
    content_ids,
    of_segments,
)
from transforms.heat.scroll_map import STEP_PX


def click_rate(page: PageMarts, segment: str, *, minimum_cell_users: int) -> ClickMap | None:
    """The map of a segment, on the scale of everybody; None without a reach, or without any click
    that enough page views had on the screen.

    Clicks on fixed elements count as they are: these are always on the screen. A place that fewer
    than `LEAST_SEEN` page views got to is left blank, and single clicks fade as on a click map.
    """
    if page.reach.is_empty() or page.grids.is_empty() or page.grids["kind"][0] != CLICKS:
        return None
    everybody = _rate(page, EVERYBODY, minimum_cell_users)
    if segment == EVERYBODY or everybody is None or everybody.page_views is None:
        return everybody
    scale = everybody.scale_maximum * 1000 / everybody.page_views
    return _rate(page, segment, minimum_cell_users, scale)


def content_id(page: PageMarts, *, minimum_cell_users: int) -> str:
    """16 hex digits of everything the map of everybody is drawn from, without drawing it."""
    of_segment = page.grids.filter(segment=EVERYBODY)
    alone = replace(page, grids=of_segment, elements=page.elements.clear())
    ids = content_ids(alone, minimum_cell_users=minimum_cell_users)
    steps = of_segments(page.reach)[EVERYBODY].select("depth_px", "reaching_count")
    return content.content_id(ids.get(EVERYBODY, ""), kind=CLICK_RATE, steps=steps)


def _rate(
    page: PageMarts, segment: str, minimum_cell_users: int, scale: float | None = None
) -> ClickMap | None:
    cells = _weighed(page, segment)
    seen = cells.filter(pl.col("weight").is_not_null())
    if seen.is_empty():
        return None
    of_segment = replace(
        page,
        grids=page.grids.filter(segment=segment).with_columns(kind=pl.lit(CLICK_RATE)),
        elements=page.elements.clear(),
    )
    (plain,) = click_maps(replace(of_segment, cells=seen), minimum_cell_users=minimum_cell_users)
    weighed = seen.with_columns(pl.col("clicks") * pl.col("weight"))
    (rated,) = click_maps(
        replace(of_segment, cells=weighed), minimum_cell_users=minimum_cell_users, scale=scale
    )
    unseen = cells.filter(pl.col("weight").is_null())["clicks"].sum()
    return replace(
        rated,
        page_density=_certain(rated.page_density, plain),
        fixed_clicks=plain.fixed_clicks,
        unseen_clicks=round(float(unseen)),
    )


def _weighed(page: PageMarts, segment: str) -> pl.DataFrame:
    """The cells of a segment, and by how much their clicks count more because not every page view
    had them on the screen: `weight`, null where too few had or nothing is known.
    """
    steps = page.reach.filter(segment=segment).select(
        pl.col("depth_px").cast(pl.Int64), "page_view_count", "reaching_count"
    )
    middle = pl.col("y_px").cast(pl.Int64) + pl.col("cell_px") // 2
    weight = pl.col("page_view_count") / pl.col("reaching_count")
    return (
        page.cells.filter(segment=segment)
        .with_columns(depth_px=middle.clip(0) // STEP_PX * STEP_PX)
        .join(steps, on="depth_px", how="left", maintain_order="left")
        .with_columns(
            weight=pl.when(pl.col("layer") == "fixed")
            .then(1.0)
            .when(pl.col("reaching_count") >= LEAST_SEEN)
            .then(weight)
        )
    )


def _certain(density: NDArray[np.float64], plain: ClickMap) -> NDArray[np.float64]:
    """A density of weighed clicks that fades where there are fewer than two overlapping ones."""
    one = grids.one_click(plain.sigma_px)
    rise = np.clip((plain.page_density - 0.6 * one) / (1.6 * one), 0, 1)
    return np.round(density * rise * rise * (3 - 2 * rise), 6)
