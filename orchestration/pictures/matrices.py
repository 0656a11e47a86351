"""Which matrices a day, a week and a month have, read from the marts.

What to put here: queries. What a matrix shows is in `transforms/heat/matrices.py`.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

import duckdb

from orchestration.pictures.catalogue import read
from transforms.heat import matrices
from transforms.heat.matrix import Matrix
from transforms.heat.periods import LONGER, Period

_OF_DAY: Final = """
select
    usage.feature, usage.segment, usage.user_count, people.user_count as segment_user_count,
    usage.is_suppressed
from marts.feature_usage_daily as usage
left join marts.users_daily as people using (segment, event_date)
where usage.event_date = $date
"""

_OF_LONGER: Final = """
select feature, segment, user_count, segment_user_count, is_suppressed
from marts.feature_usage_{period}ly
where event_date = $date
"""

USE: Final[Mapping[Period, str]] = {
    "day": _OF_DAY,
    **{period: _OF_LONGER.format(period=period) for period in LONGER},
}

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
    *("feature_usage_daily", "users_daily", "feature_usage_weekly", "feature_usage_monthly"),
    *("feature_hours_daily", "transitions_daily"),
)


def of_period(marts: duckdb.DuckDBPyConnection, period: Period, first: date) -> Iterator[Matrix]:
    """The matrices of the day, week or month that begins on a date, of everybody; use by feature of
    a week or month only once that is over.
    """
    yield from use(marts, first, period)
    if period == "day":
        yield from transitions(marts, first, "all")
    if period == "week":
        yield from hours(marts, first, "(all)", "all")


def use(marts: duckdb.DuckDBPyConnection, day: date, period: Period) -> Iterator[Matrix]:
    """Use by feature and segment of what begins on a day, if there is any."""
    rows = read(marts, USE[period], date=day)
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
