"""The catalogue of pictures, marts.heatmap_images, and where their files lie.

What to put here: rows and paths. What a picture shows is in `transforms/heat/page_maps.py`.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

import duckdb
import polars as pl

from orchestration.warehouse.folder import Warehouse
from orchestration.warehouse.window import Window
from transforms.heat.page_maps import KIND

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

Row = Mapping[str, Any]


def picture_path(day: date, feature: str, segment: str, band: str) -> str:
    """Where a picture lies below the warehouse; names are data and never leave their own folder.

    >>> picture_path(date(2026, 11, 21), "../x", "plan=pro", "desktop")
    'heatmaps/date=2026-11-21/feature=..%2Fx/segment=plan%3Dpro/band=desktop/clicks.png'
    """
    names = {"date": day.isoformat(), "feature": feature, "segment": segment, "band": band}
    folders = (f"{key}={slug(name)}" for key, name in names.items())
    return "/".join(("heatmaps", *folders, f"{KIND}.png"))


def slug(text: str) -> str:
    """Text as one part of a path, percent-encoded; a long one ends in its hash."""
    name = quote(text, safe="", errors="replace")
    if len(name) <= 150:
        return name
    return f"{name[:120]}~{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:16]}"


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
