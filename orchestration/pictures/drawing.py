"""Drawing the heatmap pictures of a window: from the marts to PNG files and their catalogue.

What to put here: which grids get a picture and who draws them. What a picture shows and looks like
is in `transforms/`.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
import polars as pl

from orchestration.installation import Installation
from orchestration.pictures import catalogue
from orchestration.pictures.screenshots import Screenshots
from orchestration.progress import Listener
from orchestration.warehouse.folder import opened
from orchestration.warehouse.window import Window
from transforms.heat.click_map import ClickMap
from transforms.heat.page_maps import KIND, RENDERER, PageMarts, click_maps, content_id
from transforms.pictures.images import click_map_png, thumb_html, thumbnail_data_uri
from transforms.pictures.wording import alt_text

ENOUGH_FOR_PROCESSES = 150
"""Fewer pictures are drawn sooner than a second process has started."""


SHOWS_NOTHING = "cell_click_count = 0 or drawn_width_px is null"
"""A grid whose every cell is suppressed would be a picture of nothing."""


@dataclass(frozen=True)
class Drawn:
    """What drawing a window came to.

    `withheld` are grids whose every place was clicked by too few people, or has no place at all;
    `thumbnails` are a few of the new pictures, path and data URI.
    """

    drawn: int
    unchanged: int
    withheld: int
    thumbnails: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Task:
    """The pictures of one page, band and day to draw; `known` is the content of those drawn
    before, by path.
    """

    marts: PageMarts
    known: Mapping[str, str]
    minimum_users: int


@dataclass(frozen=True)
class Picture:
    """One picture: where it lies, what it shows, and its bytes unless it is drawn already."""

    rel_path: str
    row: catalogue.Row
    png: bytes | None


def draw_window(
    installation: Installation, window: Window, on_progress: Listener | None = None
) -> Drawn:
    """Draw every grid of the window that has changed, and write its catalogue day by day."""
    say = on_progress or (lambda what, done, total: None)
    screenshots = Screenshots.load(installation.settings.screenshots)
    counts = {True: 0, False: 0}
    thumbnails: list[tuple[str, str]] = []
    with opened(installation.warehouse.marts) as marts:
        catalogue.prepare(marts, window)
        days = catalogue.days_to_draw(marts, window)
        with _artists(marts, days) as draw_all:
            for done, day in enumerate(days):
                say("drawing pictures", done, len(days))
                known = catalogue.rows_of(marts, day)
                tasks = list(_tasks(marts, day, known, screenshots, installation))
                rows = []
                for picture in (one for page in draw_all(tasks) for one in page):
                    row = _kept(picture, known, installation)
                    rows.append(row)
                    counts[picture.png is not None] += 1
                    if picture.png is not None and row["segment"] == "all":
                        thumbnails.append((picture.rel_path, row["thumb_uri"]))
                catalogue.replace_day(marts, day, rows)
        say("drawing pictures", len(days), len(days))
        withheld = _grid_count(marts, days, SHOWS_NOTHING)
    return Drawn(counts[True], counts[False], withheld, tuple(thumbnails[:6]))


def draw_page(task: Task) -> list[Picture]:
    """Draw the pictures of one page that are not drawn already: values in, bytes out, in any
    process.
    """
    pictures = []
    for click_map, grid in zip(
        click_maps(task.marts, minimum_users=task.minimum_users),
        task.marts.grids.to_dicts(),
        strict=True,
    ):
        path = catalogue.picture_path(
            click_map.date, grid["feature"], click_map.segment, click_map.band
        )
        content = content_id(click_map)
        if task.known.get(path) == content:
            pictures.append(Picture(path, {"segment": click_map.segment}, None))
            continue
        png = click_map_png(click_map)
        pictures.append(Picture(path, _row(click_map, grid, path, content, png), png))
    return pictures


def _row(
    click_map: ClickMap, grid: Mapping[str, Any], path: str, content: str, png: bytes
) -> catalogue.Row:
    words = alt_text(click_map)
    thumbnail = thumbnail_data_uri(click_map)
    page = click_map.screenshot
    return {
        "feature": grid["feature"],
        "segment": click_map.segment,
        "band": click_map.band,
        "kind": KIND,
        "grid_id": click_map.grid_id,
        "content_id": content,
        "rel_path": path,
        "thumb_uri": thumbnail,
        "thumb_html": thumb_html(thumbnail, words),
        "alt_text": words,
        "sha256": hashlib.sha256(png).hexdigest(),
        "size_bytes": len(png),
        "click_count": click_map.clicks,
        "user_count": grid["user_count"],
        "page_view_count": grid["page_view_count"],
        "scale_maximum": click_map.scale_maximum,
        "page_sha256": hashlib.sha256(page).hexdigest() if page else None,
        "renderer": RENDERER,
        "event_date": click_map.date,
    }


def _kept(
    picture: Picture, known: Mapping[str, catalogue.Row], installation: Installation
) -> catalogue.Row:
    """Write a new picture; the catalogue row of it, or of the one that stands."""
    if picture.png is None:
        return known[picture.rel_path]
    _write(installation.warehouse.root / picture.rel_path, picture.png)
    base = str(installation.thresholds["image_base_url"]).rstrip("/")
    url = f"{base}/{quote(picture.rel_path, safe='/=~')}" if base else None
    return {**picture.row, "image_url": url}


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    part.write_bytes(content)
    part.replace(file)


def _tasks(
    marts: duckdb.DuckDBPyConnection,
    day: date,
    known: Mapping[str, catalogue.Row],
    screenshots: Screenshots,
    installation: Installation,
) -> Iterator[Task]:
    def read(table: str, condition: str = "true") -> pl.DataFrame:
        query = f"from marts.{table} where event_date = ? and {condition}"
        return pl.DataFrame(marts.sql(query, params=[day]))

    tables = ("heatmap_cells", "heatmap_elements", "scroll_reach_daily")
    frames = [read(table) for table in tables]
    root = installation.warehouse.root
    standing = {path: row["content_id"] for path, row in known.items() if (root / path).exists()}
    pages = read("heatmap_grids", f"not ({SHOWS_NOTHING})").sort("feature", "band", "segment")
    for (feature, band), grids in pages.group_by("feature", "band", maintain_order=True):
        cells, elements, reach = (f.filter(feature=feature, band=band) for f in frames)
        screenshot = screenshots.of(str(feature), str(band))
        minimum_users = int(installation.thresholds["minimum_users"])
        yield Task(PageMarts(grids, cells, elements, reach, screenshot), standing, minimum_users)


def _grid_count(marts: duckdb.DuckDBPyConnection, days: Iterable[date], condition: str) -> int:
    query = f"""
        select count(*) from marts.heatmap_grids
        where click_count > 0 and ({condition}) and event_date in (select unnest($days))
    """
    ((count,),) = marts.execute(query, {"days": list(days)}).fetchall()
    return int(count)


@contextmanager
def _artists(marts: duckdb.DuckDBPyConnection, days: Iterable[date]) -> Iterator[Any]:
    """A `map` over pages: in other processes when there is enough to draw and more than one
    processor.
    """
    grids = _grid_count(marts, days, f"not ({SHOWS_NOTHING})")
    workers = min(os.cpu_count() or 1, 8)
    if workers < 2 or grids < ENOUGH_FOR_PROCESSES:
        yield lambda tasks: map(draw_page, tasks)
        return
    # spawn: a fork of a process with DuckDB's threads in it may never answer
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield lambda tasks: pool.map(draw_page, tasks)
