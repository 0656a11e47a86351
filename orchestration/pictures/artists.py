"""Who draws: this process, and others when there is enough to draw.

What to put here: processes. What a task draws is in `page.py`.
"""

import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context

from orchestration.pictures.page import Task, draw
from orchestration.pictures.picture import Picture

ENOUGH_FOR_PROCESSES = 100
"""When so many are drawn others help: fewer are drawn sooner than other processes have started."""

JOBS_AHEAD = 2
"""So many a process wait for it: it is never idle, and no more of them need memory."""

Result = list[tuple[date, list[Picture]]]
"""The pictures of a job, by task, with their dates."""


def drawn_by_all(jobs: Iterator[list[tuple[date, Task]]]) -> Iterator[Result]:
    """The pictures of jobs, in their order: of the first ones drawn here, and when these were
    enough, and there is more than one processor, of the others in other processes.
    """
    workers = min(os.cpu_count() or 1, 8)
    count = 0
    for job in jobs:
        pictures = _drawn(job)
        count += sum(one.png is not None for _, some in pictures for one in some)
        yield pictures
        if workers > 1 and count >= ENOUGH_FOR_PROCESSES:
            break
    else:
        return
    # spawn: a fork of a process with DuckDB's threads in it may never answer
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from _ahead(pool, jobs, workers * JOBS_AHEAD)


def _drawn(job: list[tuple[date, Task]]) -> Result:
    """The pictures of a job, which is empty then: what is drawn needs no more memory."""
    pictures: Result = []
    while job:
        day, task = job.pop(0)
        pictures.append((day, draw(task)))
    return pictures


def _ahead(
    pool: ProcessPoolExecutor, jobs: Iterator[list[tuple[date, Task]]], ahead: int
) -> Iterator[Result]:
    """What processes draw of jobs, in their order: no more jobs are read than soon are drawn."""
    waiting: deque[Future[Result]] = deque()
    for job in jobs:
        waiting.append(pool.submit(_drawn, job))
        if len(waiting) > ahead:
            yield waiting.popleft().result()
    yield from (one.result() for one in waiting)
