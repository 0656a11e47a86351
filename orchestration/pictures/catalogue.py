"""The catalogue of pictures, marts.heatmap_images, and whether grids and files are as it says.

What to put here: rows. What a picture shows is in `transforms/heat/page_maps.py`.
"""

import hashlib
from collections.abc import Sequence
from datetime import date

import duckdb
import polars as pl

from orchestration.pictures.page import Row
from orchestration.warehouse.folder import Warehouse
from orchestration.warehouse.window import Window

TABLE = """
create schema if not exists marts;
create table if not exists marts.heatmap_images (
    feature varchar not null,
    segment varchar not null,
    band varchar not null,
    kind varchar not null,
    grid_id varchar not null,
    content_id varchar not null,
    rel_path varchar not null,
    image_url varchar,
    thumb_uri varchar not null,
    thumb_html varchar not null,
    alt_text varchar not null,
    sha256 varchar not null,
    size_bytes bigint not null,
    click_count bigint not null,
    user_count bigint,
    page_view_count bigint,
    scale_maximum double not null,
    page_sha256 varchar,
    renderer varchar not null,
    event_date date not null
);
comment on table marts.heatmap_images is
    'One row per picture. Files lie below the folder of the warehouse.';
"""

SHOWS_NOTHING = "cell_click_count = 0 or drawn_width_px is null"
"""A grid whose every cell is suppressed would be a picture of nothing."""


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


def rows_of(marts: duckdb.DuckDBPyConnection, day: date) -> dict[str, Row]:
    """The catalogue of one day, by path."""
    frame = pl.DataFrame(marts.sql("from marts.heatmap_images where event_date = ?", params=[day]))
    return {str(row["rel_path"]): row for row in frame.to_dicts()}


def replace_day(marts: duckdb.DuckDBPyConnection, day: date, rows: Sequence[Row]) -> None:
    """Write the catalogue of one day, all or nothing."""
    marts.execute("begin")
    marts.execute("delete from marts.heatmap_images where event_date = ?", [day])
    if rows:
        # in one statement: an insert for each row took as long as drawing its picture
        query = "insert into marts.heatmap_images by name select unnest($rows, recursive := true)"
        marts.execute(query, {"rows": rows})
    marts.execute("commit")


def drop_uncatalogued(warehouse: Warehouse, window: Window) -> int:
    """Delete pictures of the window that the published catalogue no longer lists; how many."""
    with duckdb.connect(str(warehouse.published), read_only=True) as published:
        rows = published.execute("select rel_path from marts.heatmap_images").fetchall()
    listed = {warehouse.root / path for (path,) in rows}
    dropped = 0
    for file in warehouse.heatmaps.glob("date=*/feature=*/segment=*/band=*/*.png"):
        day = file.parents[3].name.removeprefix("date=")
        if window.first.isoformat() <= day < window.end.isoformat() and file not in listed:
            file.unlink()
            dropped += 1
    return dropped


def is_whole(warehouse: Warehouse, row: Row) -> bool:
    """Whether the file of a picture is there, with the bytes that were drawn."""
    file = warehouse.root / row["rel_path"]
    return file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == row["sha256"]


def grid_count(marts: duckdb.DuckDBPyConnection, days: Sequence[date], condition: str) -> int:
    """How many grids with clicks there are of these days, under a condition in SQL."""
    query = f"""
        select count(*) from marts.heatmap_grids
        where click_count > 0 and ({condition}) and event_date in (select unnest($days))
    """
    ((count,),) = marts.execute(query, {"days": list(days)}).fetchall()
    return int(count)


def picture_count(marts: duckdb.DuckDBPyConnection, days: Sequence[date]) -> int:
    """How many pictures the catalogue has of these days."""
    query = "select count(*) from marts.heatmap_images where event_date in (select unnest($days))"
    ((count,),) = marts.execute(query, {"days": list(days)}).fetchall()
    return int(count)


def most_clicked(marts: duckdb.DuckDBPyConnection, day: date, count: int = 6) -> list[Row]:
    """The rows of the pictures of a day, of all people, that have most clicks, most first."""
    frame = pl.DataFrame(
        marts.sql(
            """
            from marts.heatmap_images where event_date = $day and segment = 'all'
            order by click_count desc, feature, band limit $count
            """,
            params={"day": day, "count": count},
        )
    )
    return list(frame.to_dicts())
