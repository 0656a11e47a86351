"""Which matrices a day and a week have, read from the marts.

What to put here: queries. What a matrix shows is in `transforms/heat/matrices.py`.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import duckdb
import polars as pl

from transforms.heat import matrices
from transforms.heat.matrix import Matrix, Period

USE_OF_DAY: Final = """
select
    usage.feature, usage.segment, usage.user_count, people.user_count as segment_user_count,
    usage.is_suppressed
from marts.feature_usage_daily as usage
left join marts.users_daily as people using (segment, event_date)
where usage.event_date = $date
"""

USE_OF_WEEK: Final = """
select feature, segment, user_count, segment_user_count, is_suppressed
from marts.feature_usage_weekly
where event_date = $date
"""

HOURS: Final = """
select event_date, weekday, hour, user_count, is_suppressed
from marts.feature_hours_daily
where
    feature = $feature and segment = $segment
    and event_date >= $date::date and event_date < $date::date + 7
"""

TRANSITIONS: Final = """
select from_page, to_page, transition_count, is_suppressed
from marts.transitions_daily
where segment = $segment and event_date = $date
"""

DRAWN_FROM: Final = (
    *("feature_usage_daily", "users_daily", "feature_usage_weekly", "feature_hours_daily"),
    "transitions_daily",
)


def of_day(marts: duckdb.DuckDBPyConnection, day: date) -> Iterator[Matrix]:
    """The matrices of a day, of everybody."""
    yield from use(marts, day, "day")
    yield from transitions(marts, day, "all")


def of_week(marts: duckdb.DuckDBPyConnection, monday: date) -> Iterator[Matrix]:
    """The matrices of an ISO week, of everybody; use by feature only of one that is over."""
    yield from use(marts, monday, "week")
    yield from hours(marts, monday, "(all)", "all")


def use(marts: duckdb.DuckDBPyConnection, day: date, period: Period) -> Iterator[Matrix]:
    """Use by feature and segment of a day, or of the week that begins on it, if there is any."""
    rows = read(marts, USE_OF_WEEK if period == "week" else USE_OF_DAY, date=day)
    if not rows.is_empty():
        yield matrices.feature_segments(rows, date=day, period=period)


def hours(
    marts: duckdb.DuckDBPyConnection, monday: date, feature: str, segment: str
) -> Iterator[Matrix]:
    """The hours of a week of a feature and segment, if there is anything."""
    rows = read(marts, HOURS, date=monday, feature=feature, segment=segment)
    if not rows.is_empty():
        yield matrices.hours(rows, monday=monday, feature=feature, segment=segment)


def transitions(marts: duckdb.DuckDBPyConnection, day: date, segment: str) -> Iterator[Matrix]:
    """The ways between pages of a day and segment, if there are any."""
    rows = read(marts, TRANSITIONS, date=day, segment=segment)
    if not rows.is_empty():
        yield matrices.transitions(rows, date=day, segment=segment)


def read(marts: duckdb.DuckDBPyConnection, query: str, **values: Any) -> pl.DataFrame:
    """The rows of a query; none where a run has left the table out."""
    try:
        return pl.DataFrame(marts.sql(query, params=values))
    except duckdb.CatalogException:
        return pl.DataFrame()
