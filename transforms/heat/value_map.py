"""Value maps: where sessions clicked that reached a goal later, by the value that they brought.

Each place has the whole value of each session that clicked it, as heatmaps of revenue show it.
"""

from dataclasses import replace

import polars as pl

from transforms.heat.click_map import VALUE_BEFORE, ClickMap
from transforms.heat.page_maps import PageMarts, click_maps


def value_map(page: PageMarts, values: pl.DataFrame, goal: str) -> ClickMap | None:
    """The map of everybody; None where no value may be told.

    Args:
        page: clicks before the goal, of a day, week or month.
        values: rows of heatmap_values, or of its weeks or months, of the page, band and goal.
        goal: the goal.
    """
    told = values.filter(pl.col("value") > 0)
    if told.is_empty() or page.grids.is_empty():
        return None
    of_goal = replace(
        page,
        grids=page.grids.with_columns(
            kind=pl.lit(f"{VALUE_BEFORE}{goal}"), suppressed_click_count=pl.lit(0.0)
        ),
        cells=told.with_columns(pl.col("value").alias("clicks"), segment=pl.lit("all")),
    )
    (shown,) = click_maps(of_goal, minimum_cell_users=1)
    # what lies on fixed elements is a value here, and no number of clicks
    return replace(shown, fixed_clicks=0)
