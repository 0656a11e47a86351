"""What there is to draw of some dates, in jobs: the pictures of a page in one of them, because they
share its screenshot, and its contact sheet shows their maps.

What to put here: what is drawn together. What a task draws is in `page.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from heapq import merge
from itertools import groupby
from operator import itemgetter

import duckdb

from orchestration.installation import Installation
from orchestration.pictures import elements, matrices, sheets
from orchestration.pictures.page import ListTask, MatrixTask, PageTask, SheetTask, Task
from orchestration.pictures.pages import pages_of
from orchestration.pictures.screenshots import Screenshots
from transforms.heat.page_maps import EVERYBODY
from transforms.heat.periods import Period

Job = list[tuple[date, Task]]
"""What one process draws, with its dates."""


def jobs_of(
    marts: duckdb.DuckDBPyConnection,
    due: Mapping[date, Sequence[Period]],
    drawn: Mapping[date, Mapping[str, str]],
    screenshots: Screenshots,
    installation: Installation,
) -> Iterator[Job]:
    """What there is to draw of dates, of the periods that are due on each; `drawn` is by date the
    content of the pictures that are there, by path.

    The rows of a period and date are read when the first of its pages is asked for, and those of
    all of them are held until the last: few dates at once need little memory.
    """
    least = int(installation.thresholds["minimum_cell_users"])
    pages = (
        _of_pages(marts, day, period, drawn[day], screenshots, least)
        for day, periods in due.items()
        for period in periods
    )
    for _, of_feature in groupby(merge(*pages, key=itemgetter(0)), key=itemgetter(0)):
        yield [(day, task) for _, day, task in of_feature]
    for day, periods in due.items():
        for period in periods:
            found = matrices.of_period(marts, period, day)
            lists = elements.without_places(marts, period, day, EVERYBODY)
            yield [
                *((day, MatrixTask(matrix, drawn[day])) for matrix in found),
                *((day, ListTask(listed, drawn[day])) for listed in lists),
            ]


def _of_pages(
    marts: duckdb.DuckDBPyConnection,
    day: date,
    period: Period,
    drawn: Mapping[str, str],
    screenshots: Screenshots,
    least: int,
) -> Iterator[tuple[str, date, Task]]:
    """By feature the pages of a date and period, and their contact sheet."""
    of_feature = sheets.Sheets.of(marts, period, day)
    pages = pages_of(marts, day, screenshots, period=period)
    for feature, some in groupby(pages, key=sheets.feature_of):
        found = [*some]
        for page in found:
            yield feature, day, PageTask(page, drawn, least, of_feature.undrawn)
        if sheet := of_feature.sheet(feature, found):
            yield feature, day, SheetTask(sheet, drawn, least)
