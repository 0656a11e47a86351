"""Drawing the heatmap pictures of a window: from the marts to PNG files and their catalogue.

What to put here: which grids get a picture and who draws them. What a picture shows and looks like
is in `transforms/`.
"""

import os
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import chain, groupby
from multiprocessing import get_context
from operator import itemgetter
from pathlib import Path
from urllib.parse import quote

import duckdb

from orchestration.installation import Installation
from orchestration.pictures import accounting, catalogue, elements, matrices, sheets
from orchestration.pictures.page import (
    ListTask,
    MatrixTask,
    PageTask,
    SheetTask,
    Task,
    draw,
)
from orchestration.pictures.pages import pages_of
from orchestration.pictures.picture import Picture, Row
from orchestration.pictures.screenshots import Screenshots
from orchestration.progress import Listener
from orchestration.warehouse.folder import opened
from orchestration.warehouse.window import Window
from transforms.heat.click_map import CLICKS
from transforms.heat.page_maps import EVERYBODY
from transforms.heat.periods import Period

ENOUGH_FOR_PROCESSES = 100
"""When so many are drawn others help: fewer are drawn sooner than other processes have started."""

TASKS_AHEAD = 8
"""So many wait for the processes: none is ever idle, and no more of them need memory."""

Result = tuple[date, list[Picture]]
"""Pictures of a date."""


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
        known: dict[date, Mapping[str, Row]] = {}
        due = {
            day: [period for period, of in dates.items() if day in of]
            for day in sorted({*chain.from_iterable(dates.values())})
        }

        def stream() -> Iterator[tuple[date, Task | None]]:
            """Of each date None, and what there is to draw: dates without anything count, too."""
            for day, periods in due.items():
                known[day] = before = catalogue.rows_of(marts, day)
                yield day, None
                for task in tasks_of(marts, day, periods, before, screenshots, installation):
                    yield day, task

        for done, (day, results) in enumerate(groupby(_drawn(stream()), key=itemgetter(0))):
            say("drawing pictures", min(done, len(days)), len(days))
            before = known.pop(day)
            rows = [row for row in before.values() if row["period"] not in due[day]]
            for picture in chain.from_iterable(pictures for _, pictures in results):
                rows.append(_kept(picture, before, installation))
                counts[picture.png is not None] += 1
            if {id(row) for row in rows} != {id(row) for row in before.values()}:
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


def tasks_of(
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
        for sheet in sheets.of_period(marts, period, day, screenshots):
            yield SheetTask(sheet, drawn, least)
        for matrix in matrices.of_period(marts, period, day):
            yield MatrixTask(matrix, drawn)
    if "day" in due:
        for listed in elements.without_places(marts, day, EVERYBODY):
            yield ListTask(listed, drawn)


def _drawn(tasks: Iterator[tuple[date, Task | None]]) -> Iterator[Result]:
    """The pictures of tasks, in their order: of the first ones drawn here, and when these were
    enough, and there is more than one processor, of the others in other processes.
    """
    workers = min(os.cpu_count() or 1, 8)
    count = 0
    for day, task in tasks:
        pictures = draw(task) if task else []
        count += sum(one.png is not None for one in pictures)
        yield day, pictures
        if workers > 1 and count >= ENOUGH_FOR_PROCESSES:
            break
    else:
        return
    # spawn: a fork of a process with DuckDB's threads in it may never answer
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from _ahead(pool, tasks)


def _ahead(
    pool: ProcessPoolExecutor, tasks: Iterator[tuple[date, Task | None]]
) -> Iterator[Result]:
    """What processes draw of tasks, in their order: no more tasks are read than soon are drawn."""
    waiting: deque[tuple[date, Future[list[Picture]] | None]] = deque()
    for day, task in tasks:
        waiting.append((day, pool.submit(draw, task) if task else None))
        if len(waiting) > TASKS_AHEAD:
            yield _result(*waiting.popleft())
    yield from (_result(*one) for one in waiting)


def _result(day: date, drawing: Future[list[Picture]] | None) -> Result:
    return day, drawing.result() if drawing else []
