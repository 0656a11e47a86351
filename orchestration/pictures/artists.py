"""Who draws: this process, and others when there is enough to draw.

What to put here: processes. What a task draws is in `page.py`.
"""

import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context

from orchestration.pictures.page import Picture, Task, draw

ENOUGH_FOR_PROCESSES = 100
"""When so many are drawn others help: fewer are drawn sooner than other processes have started."""

TASKS_AHEAD = 8
"""So many wait for the processes: none is ever idle, and no more of them need memory."""

Result = tuple[date, list[Picture]]
"""Pictures of a date."""


def drawn_by_all(tasks: Iterator[tuple[date, Task | None]]) -> Iterator[Result]:
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
