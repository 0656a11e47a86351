"""Drawing the heatmap pictures of a window: from the marts to PNG files and their catalogue.

What to put here: which grids get a picture and who draws them. What a picture shows and looks like
is in `transforms/`.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
import polars as pl

from orchestration.installation import Installation
from orchestration.pictures import accounting, catalogue, elements, matrices
from orchestration.pictures.layouts import Layout, Layouts
from orchestration.pictures.page import (
    ListTask,
    MatrixTask,
    PageTask,
    Picture,
    Row,
    Task,
    draw,
)
from orchestration.pictures.screenshots import Screenshots
from orchestration.progress import Listener
from orchestration.warehouse.folder import opened
from orchestration.warehouse.window import Window
from transforms.heat.click_map import CLICKS
from transforms.heat.page_maps import EVERYBODY, NIGHTLY, PageMarts
from transforms.heat.periods import Period

ENOUGH_FOR_PROCESSES = 150
"""Fewer pictures are drawn sooner than a second process has started."""


@dataclass(frozen=True)
class Drawn:
    """What drawing a window came to.

    `click_maps` are the pictures of all clicks of a day, drawn or unchanged; `withheld` are grids
    of these that show nothing, by the reason. `problems` are of the pictures of pages, in whose
    place frames are drawn.
    """

    drawn: int
    unchanged: int
    click_maps: int
    withheld: Mapping[str, int]
    problems: tuple[str, ...]

    @property
    def shows_nothing(self) -> bool:
        """Whether there is no map of clicks at all, and more people would not change that."""
        has_reasons = bool(self.withheld) and accounting.TOO_FEW not in self.withheld
        return not self.click_maps and has_reasons


def draw_window(
    installation: Installation, window: Window, on_progress: Listener | None = None
) -> Drawn:
    """Draw every grid of the window that has changed, and write its catalogue day by day."""
    say = on_progress or (lambda what, done, total: None)
    screenshots = Screenshots.load(installation.settings.screenshots)
    counts = {True: 0, False: 0}
    with opened(installation.warehouse.marts) as marts:
        catalogue.TABLE.prepare(marts, window)
        dates = catalogue.dates_to_draw(marts, window)
        days = dates["day"]
        with _artists(marts, dates) as draw_all:
            for done, day in enumerate(sorted({*chain.from_iterable(dates.values())})):
                say("drawing pictures", min(done, len(days)), len(days))
                known = catalogue.rows_of(marts, day)
                due = [period for period, of in dates.items() if day in of]
                rows = [row for row in known.values() if row["period"] not in due]
                tasks = list(_tasks(marts, day, due, known, screenshots, installation))
                for picture in (one for some in draw_all(tasks) for one in some):
                    rows.append(_kept(picture, known, installation))
                    counts[picture.png is not None] += 1
                if rows or known:
                    catalogue.replace_day(marts, day, rows)
        say("drawing pictures", len(days), len(days))
        withheld = accounting.withheld(marts, days)
        click_maps = accounting.picture_count(marts, "day", days, (CLICKS,))
    return Drawn(counts[True], counts[False], click_maps, withheld, screenshots.problems)


def _kept(picture: Picture, known: Mapping[str, Row], installation: Installation) -> Row:
    """Write a picture unless it is drawn already; its row of the catalogue."""
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
    due: Sequence[Period],
    known: Mapping[str, Row],
    screenshots: Screenshots,
    installation: Installation,
) -> Iterator[Task]:
    """What there is to draw of a date, of the periods that are due."""
    drawn = {
        path: row["content_id"]
        for path, row in known.items()
        if catalogue.is_whole(installation.warehouse, row)
    }
    least = int(installation.thresholds["minimum_cell_users"])
    undrawn = catalogue.undrawn(marts)
    for period in due:
        for page in pages_of(marts, day, screenshots, period=period):
            yield PageTask(page, drawn, least, undrawn)
        for matrix in matrices.of_period(marts, period, day):
            yield MatrixTask(matrix, drawn)
    if "day" in due:
        for listed in elements.without_places(marts, day, EVERYBODY):
            yield ListTask(listed, drawn)


def pages_of(
    marts: duckdb.DuckDBPyConnection,
    day: date,
    screenshots: Screenshots,
    kinds: Sequence[str] = NIGHTLY,
    period: Period = "day",
) -> Iterator[PageMarts]:
    """The pages of a day, or of the week or month that begins on it, that have anything to show, in
    a fixed order, by kind of clicks.
    """

    def read(table: str, condition: str = "true") -> pl.DataFrame:
        query = f"from marts.{table} where event_date = $day and {condition}"
        return catalogue.read(marts, query, day=day)

    frames = [
        read(catalogue.CELLS[period]),
        catalogue.read(marts, elements.PLACED, day=day),
        read("scroll_reach_daily"),
    ]
    shown = read(catalogue.GRIDS[period], "not is_suppressed and drawn_width_px is not null")
    if shown.is_empty():
        return
    if period != "day":
        # elements and reach are known by day
        frames = [frames[0], *(frame.clear() for frame in frames[1:])]
        shown = shown.with_columns(period=pl.lit(period))
    layouts = Layouts.of(marts)
    pages = shown.sort("feature", "band", "segment")
    for (feature, band), of_page in pages.group_by("feature", "band", maintain_order=True):
        cells, clicked, reach = (f.filter(feature=feature, band=band) for f in frames)
        layout = layouts.on(str(feature), str(band), _layout_date(of_page) or day)
        of_page = of_page.with_columns(_layout_reason(of_page, layout))
        screenshot = screenshots.of(str(feature), str(band), layout)
        viewed = of_page.filter(kind=CLICKS)
        for kind in kinds:
            grids = of_page.filter(pl.col("cell_click_count") > 0, kind=kind)
            own = cells.filter(kind=kind)
            if kind == CLICKS:
                yield PageMarts(grids, viewed, own, clicked, reach, screenshot)
            elif grids.height:
                # elements and reach are of all clicks
                yield PageMarts(grids, viewed, own, clicked.clear(), reach.clear(), screenshot)


def _layout_date(grids: pl.DataFrame) -> date | None:
    """The first day of the layout of a page, where that began within the week or month."""
    since: date | None = grids["layout_date"][0] if "layout_date" in grids.columns else None
    return since


def _layout_reason(grids: pl.DataFrame, layout: Layout | None) -> pl.Expr:
    reason = layout.reason if layout and _layout_date(grids) else None
    return pl.lit(reason, pl.String).alias("layout_reason")


@contextmanager
def _artists(
    marts: duckdb.DuckDBPyConnection, dates: Mapping[Period, Sequence[date]]
) -> Iterator[Any]:
    """A `map` over tasks: in other processes when there is enough to draw and more than one
    processor.
    """
    shows = f"not ({accounting.SHOWS_NOTHING})"
    grids = sum(accounting.grid_count(marts, period, of, shows) for period, of in dates.items())
    workers = min(os.cpu_count() or 1, 8)
    if workers < 2 or grids < ENOUGH_FOR_PROCESSES:
        yield lambda tasks: map(draw, tasks)
        return
    # spawn: a fork of a process with DuckDB's threads in it may never answer
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield lambda tasks: pool.map(draw, tasks)
