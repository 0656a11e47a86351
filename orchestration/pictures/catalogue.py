"""The catalogue of pictures, marts.heatmap_images, and whether files are as it says.

What to put here: rows. What a picture shows is in `transforms/heat/page_maps.py`.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

import duckdb
import polars as pl

from orchestration.pictures.picture import Row
from orchestration.warehouse.folder import Warehouse
from orchestration.warehouse.own_tables import OwnTable
from orchestration.warehouse.window import Window
from transforms.heat.change_map import KIND as CHANGES
from transforms.heat.click_map import CLICKS
from transforms.heat.pairs import WEEK
from transforms.heat.periods import LONGER, Period, end_of, first_of

COLUMNS = {
    "feature": (
        "VARCHAR NOT NULL",
        "The feature: a page, or a name of a rule; `(all)` for the product.",
    ),
    "segment": ("VARCHAR NOT NULL", "The segment: `all`, or attribute=value."),
    "band": (
        "VARCHAR NOT NULL",
        "Viewport band of the seed viewport_bands; `(all)` for all of them together.",
    ),
    "kind": (
        "VARCHAR NOT NULL",
        "What the picture shows: `clicks`, or another kind of heatmap_grids; `scroll_reach`;"
        " `click_rate` (clicks by the page views that saw the place);"
        " `attention` (seconds a page view that each 100 px were on the screen); `elements` (how"
        " often each is clicked; in the band `(all)` where no place is known); `changes:` and whom"
        " people are compared with, as in heatmap_changes, whose page differs;"
        " `contact_sheet` (the maps of all segments and bands on one scale, `(all)`); or a matrix:"
        " `feature_segments` (people by feature and segment), `hours` (by weekday and hour),"
        " `transitions` (page after page).",
    ),
    "period": (
        "VARCHAR NOT NULL",
        "`day`, `week` (an ISO week) or `month`; the last two may not be over.",
    ),
    "grid_id": ("VARCHAR NOT NULL", "Hash of the rules and parameters that shape the grid."),
    "content_id": (
        "VARCHAR NOT NULL",
        "Hash of all that is drawn: while it is the same, so is the file.",
    ),
    "rel_path": ("VARCHAR NOT NULL", "Path of the PNG below the folder of the warehouse."),
    "image_url": ("VARCHAR", "Where the PNG is served; null without image_base_url."),
    "thumb_uri": ("VARCHAR NOT NULL", "A small picture as a data URI."),
    "thumb_html": ("VARCHAR NOT NULL", "The small picture as an <img> with its words."),
    "alt_text": ("VARCHAR NOT NULL", "What the picture shows, in words."),
    "sha256": ("VARCHAR NOT NULL", "Checksum of the PNG."),
    "size_bytes": ("BIGINT NOT NULL", "Size of the PNG, bytes."),
    "click_count": (
        "BIGINT",
        "All clicks of the grid, or rests of the mouse, each counted once; null of other kinds.",
    ),
    "user_count": (
        "BIGINT",
        "Distinct people who clicked, or of a matrix; null where withheld or not counted.",
    ),
    "page_view_count": (
        "BIGINT",
        "Page views, of a scroll map those whose depth is known; null where withheld or not"
        " counted.",
    ),
    "scale_maximum": ("DOUBLE NOT NULL", "Value at the top of the colour scale."),
    "page_sha256": ("VARCHAR", "Checksum of the screenshot under the heat; null without one."),
    "renderer": ("VARCHAR NOT NULL", "Name and version of what drew it."),
    "event_date": (
        "DATE NOT NULL",
        "Date in the warehouse time zone; of a week or month its first.",
    ),
}
"""Type and meaning of each column of marts.heatmap_images."""

TABLE = OwnTable(
    "heatmap_images", "One row per picture. Files lie below the folder of the warehouse.", COLUMNS
)

GRIDS: Final[Mapping[Period, str]] = {
    "day": "heatmap_grids",
    "week": "heatmap_grids_weekly",
    "month": "heatmap_grids_monthly",
}
CELLS: Final[Mapping[Period, str]] = {
    "day": "heatmap_cells",
    "week": "heatmap_cells_weekly",
    "month": "heatmap_cells_monthly",
}
REACHES: Final[Mapping[Period, str]] = {
    "day": "scroll_reach_daily",
    "week": "scroll_reach_weekly",
    "month": "scroll_reach_monthly",
}
ELEMENTS: Final[Mapping[Period, str]] = {
    "day": "heatmap_elements",
    "week": "heatmap_elements_weekly",
    "month": "heatmap_elements_monthly",
}
VALUES: Final[Mapping[Period, str]] = {
    "day": "heatmap_values",
    "week": "heatmap_values_weekly",
    "month": "heatmap_values_monthly",
}
"""The tables of maps by what these are of."""

UNDRAWN = "select segment from marts.dim_segments where not is_drawn"
"""Segments whose maps are drawn only when somebody asks."""


def days_to_draw(marts: duckdb.DuckDBPyConnection, window: Window) -> Sequence[date]:
    """Days of the window with grids or with pictures, and the day before it: late page leaves move
    its fold.
    """
    rows = marts.execute(
        """
        select event_date from marts.heatmap_grids
        where event_date >= $first - 1 and event_date < $end
        union
        select event_date from marts.heatmap_images
        where event_date >= $first - 1 and event_date < $end
        order by event_date
        """,
        {"first": window.first, "end": window.end},
    ).fetchall()
    return [day for (day,) in rows]


def firsts(period: Period, window: Window) -> list[date]:
    """The first dates of the weeks or months that the days of a window, and the day before it, are
    in.

    >>> [day.day for day in firsts("week", Window(date(2026, 11, 9), date(2026, 11, 16)))]
    [2, 9, 16]
    """
    there = [first_of(period, window.first - timedelta(days=1))]
    while (following := end_of(period, there[-1])) < window.end:
        there.append(following)
    return there


def dates_to_draw(marts: duckdb.DuckDBPyConnection, window: Window) -> dict[Period, Sequence[date]]:
    """The first dates of all that a run of a window draws."""
    return {
        "day": days_to_draw(marts, window),
        **{period: firsts(period, window) for period in LONGER},
    }


def weeks_compared(window: Window) -> list[date]:
    """The Mondays of weeks whose comparisons a run of a window may have written: those that its
    days have a part in, and of weeks before that were over without a night of their own.
    """
    reached = Window(window.first - 2 * WEEK, window.last + 2 * WEEK)
    return firsts("week", reached)


def is_of_changes(row: Row) -> bool:
    """Whether a picture shows a comparison."""
    return bool(row["kind"].startswith(CHANGES))


def rows_of(marts: duckdb.DuckDBPyConnection, day: date) -> dict[str, Row]:
    """The catalogue of one day, by path."""
    frame = pl.DataFrame(marts.sql("from marts.heatmap_images where event_date = ?", params=[day]))
    return {str(row["rel_path"]): row for row in frame.to_dicts()}


def replace_day(marts: duckdb.DuckDBPyConnection, day: date, rows: Sequence[Row]) -> None:
    """Write the catalogue of one day, all or nothing."""
    some = [json.dumps(rows, default=str)] if rows else []
    TABLE.replace(marts, day, day + timedelta(days=1), some)


def drop_uncatalogued(warehouse: Warehouse, window: Window) -> int:
    """Delete pictures of the window that the published catalogue no longer lists; how many."""
    with duckdb.connect(str(warehouse.published), read_only=True) as published:
        rows = published.execute("select rel_path from marts.heatmap_images").fetchall()
    listed = {warehouse.root / path for (path,) in rows}
    of_periods = {first.isoformat() for period in LONGER for first in firsts(period, window)}
    of_periods |= {monday.isoformat() for monday in weeks_compared(window)}
    dropped = 0
    for file in warehouse.heatmaps.glob("date=*/feature=*/segment=*/band=*/*.png"):
        day = file.parents[3].name.removeprefix("date=")
        is_in_window = window.first.isoformat() <= day < window.end.isoformat()
        if (is_in_window or day in of_periods) and file not in listed:
            file.unlink()
            dropped += 1
    return dropped


def is_whole(warehouse: Warehouse, row: Row) -> bool:
    """Whether the file of a picture is there, with the bytes that were drawn."""
    file = warehouse.root / row["rel_path"]
    return file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == row["sha256"]


def pictures_of(marts: duckdb.DuckDBPyConnection, window: Window) -> list[Row]:
    """The rows of all pictures that a run of a window draws."""
    days = {day for of in dates_to_draw(marts, window).values() for day in of}
    mondays = {*weeks_compared(window)}
    return [
        row
        for day in sorted(days | mondays)
        for row in rows_of(marts, day).values()
        if day in days or is_of_changes(row)
    ]


def broken(warehouse: Warehouse, rows: Sequence[Row]) -> list[str]:
    """Paths of pictures that are not on disk as they were drawn."""
    return [row["rel_path"] for row in rows if not is_whole(warehouse, row)]


def read(marts: duckdb.DuckDBPyConnection, query: str, **values: Any) -> pl.DataFrame:
    """The rows of a query; none where a run has left the table out."""
    try:
        return pl.DataFrame(marts.sql(query, params=values))
    except duckdb.CatalogException:
        return pl.DataFrame()


def undrawn(marts: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """Segments whose maps are drawn only when somebody asks."""
    return frozenset(segment for (segment,) in marts.execute(UNDRAWN).fetchall())


def most_clicked(marts: duckdb.DuckDBPyConnection, day: date, count: int = 6) -> list[Row]:
    """The rows of the pictures of a day, of all people, that have most clicks, most first."""
    frame = pl.DataFrame(
        marts.sql(
            f"""
            from marts.heatmap_images
            where event_date = $day and segment = 'all' and kind = '{CLICKS}' and period = 'day'
            order by click_count desc, feature, band limit $count
            """,
            params={"day": day, "count": count},
        )
    )
    return list(frame.to_dicts())
