"""Writing what is unusual of the days that a night has built, and of days that depend on these.

What to put here: which days are judged again. How they are judged is in `transforms/insights/`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import duckdb
import polars as pl

from orchestration.insights.tables import ANOMALIES, CHANGES
from orchestration.installation import Installation
from orchestration.warehouse.folder import opened
from orchestration.warehouse.own_tables import OwnTable
from orchestration.warehouse.window import Window
from transforms.insights.anomalies import BASELINE_DAYS, REACH_DAYS, anomalies
from transforms.insights.changes import SPANS, changes
from transforms.insights.series import Series

DAYS_AT_ONCE: Final = 28
"""Days that are judged after one reading, so that a backfill of years needs no more memory."""


@dataclass(frozen=True)
class Judgement:
    """A table, its column of what is unusual, and how a date is judged from the days around it.

    Read are up to `days_before` and `days_after` the date; without `least_before` and `least_after`
    of them nothing is judged.
    """

    table: OwnTable
    is_unusual: str
    judge: Callable[[Series, date], pl.DataFrame]
    days_before: int
    least_before: int
    days_after: int
    least_after: int


JUDGEMENTS: Final = (
    Judgement(ANOMALIES, "is_anomaly", anomalies, REACH_DAYS, BASELINE_DAYS, 0, 0),
    Judgement(
        CHANGES, "is_change", changes, max(SPANS), min(SPANS), max(SPANS) - 1, min(SPANS) - 1
    ),
)


@dataclass(frozen=True)
class Written:
    """What was written of a table: how many rows of each date, and how many that are unusual."""

    rows: Mapping[date, int]
    unusual: int


def write_insights(
    installation: Installation, window: Window, judgements: Sequence[Judgement] = JUDGEMENTS
) -> Mapping[str, Written]:
    """Judge every date that the days of a window have a part in; what was written, by table."""
    with opened(installation.warehouse.marts) as marts:
        return {one.table.name: _write(marts, window, one) for one in judgements}


def _write(marts: duckdb.DuckDBPyConnection, window: Window, judgement: Judgement) -> Written:
    # the day before the window is built again with it
    first = window.first - timedelta(days=1 + judgement.days_after)
    last = window.last + timedelta(days=judgement.days_before)
    days = _days_to_judge(marts, first, last, judgement)
    counts, unusual = dict[date, int](), 0

    def rows() -> Iterator[str]:
        nonlocal unusual
        for day, series in _series(marts, days, judgement):
            found = judgement.judge(series, day).with_columns(pl.lit(day).alias("event_date"))
            counts[day] = found.height
            if found.height:
                unusual += int(found[judgement.is_unusual].sum())
                yield found.write_json()

    judgement.table.prepare(marts, window)
    judgement.table.replace(
        marts, first, last + timedelta(days=1), rows(), are_later_days_written=True
    )
    return Written(counts, unusual)


def _days_to_judge(
    marts: duckdb.DuckDBPyConnection, first: date, last: date, judgement: Judgement
) -> Sequence[date]:
    """Dates that have numbers, with enough of them around. Of a window that a wrong clock has made
    years long most have none.
    """
    days = marts.execute(
        """
        select distinct event_date
        from marts.metrics_daily
        where
            event_date between $first and $last
            and event_date >= (select min(event_date) + $least_before from marts.metrics_daily)
            and event_date <= (select max(event_date) - $least_after from marts.metrics_daily)
        order by event_date
        """,
        {
            "first": first,
            "last": last,
            "least_before": judgement.least_before,
            "least_after": judgement.least_after,
        },
    ).fetchall()
    return [day for (day,) in days]


def _read_together(days: Sequence[date]) -> Iterator[Sequence[date]]:
    """Dates in groups of which the last is less than DAYS_AT_ONCE after the first.

    >>> days = [date(1999, 1, 1), date(2026, 1, 1), date(2026, 1, 28), date(2026, 1, 29)]
    >>> [len(group) for group in _read_together(days)]
    [1, 2, 1]
    """
    group = list[date]()
    for day in days:
        if group and (day - group[0]).days >= DAYS_AT_ONCE:
            yield group
            group = []
        group.append(day)
    if group:
        yield group


def _series(
    marts: duckdb.DuckDBPyConnection, days: Sequence[date], judgement: Judgement
) -> Iterator[tuple[date, Series]]:
    """Each of the days, with the series of the days around it that are read."""
    before, after = timedelta(days=judgement.days_before), timedelta(days=judgement.days_after)
    for some in _read_together(days):
        read = {"first": some[0] - before, "last": some[-1] + after}
        metrics = pl.DataFrame(
            marts.sql(
                """
                select metric, feature, segment, event_date, value, numerator, denominator
                from marts.metrics_daily
                where event_date between $first and $last
                """,
                params=read,
            )
        )
        for day in some:
            first, last = day - before, day + after
            around = metrics.filter(pl.col("event_date").is_between(first, last))
            yield day, Series.of(around, first, last)
