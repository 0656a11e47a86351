"""Matrices of a day and of a week are read from the published tables, and drawn once."""

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from orchestration.pictures import matrices
from orchestration.pictures.page import MatrixTask, draw

MONDAY, SUNDAY = date(2026, 11, 9), date(2026, 11, 15)


@pytest.fixture
def marts() -> Iterator[duckdb.DuckDBPyConnection]:
    """A week that is over and a day of the next one."""
    with duckdb.connect() as connection:
        connection.execute(
            """
            create schema marts;
            create table marts.feature_usage_daily as
            select '/a' as feature, 'all' as segment, 8 as user_count, false as is_suppressed,
                day as event_date
            from (values (date '2026-11-15'), (date '2026-11-16')) as days (day);
            create table marts.users_daily as
            select 'all' as segment, 10 as user_count, event_date from marts.feature_usage_daily;
            create table marts.feature_usage_weekly as
            select '/a' as feature, 'all' as segment, 20 as user_count, 40 as segment_user_count,
                false as is_suppressed, date '2026-11-09' as event_date;
            create table marts.feature_usage_monthly as
            select '/a' as feature, 'all' as segment, 30 as user_count, 40 as segment_user_count,
                false as is_suppressed, date '2026-10-01' as event_date;
            create table marts.feature_hours_daily as
            select '(all)' as feature, 'all' as segment, 7 as weekday, 9 as hour, 8 as user_count,
                false as is_suppressed, date '2026-11-15' as event_date
            union all
            select '/a', 'all', 1, 9, 8, false, date '2026-11-16';
            """
        )
        yield connection


def test_a_day_has_use_by_feature_and_segment(marts: duckdb.DuckDBPyConnection) -> None:
    (matrix,) = matrices.of_period(marts, "day", SUNDAY)

    assert (matrix.kind, matrix.values.tolist()) == ("feature_segments", [[0.8]])


def test_a_week_has_use_when_it_is_over_and_hours_of_the_product(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    use, hours = matrices.of_period(marts, "week", MONDAY)

    assert (use.period, use.values.tolist()) == ("week", [[0.5]])
    assert hours.values[6, 9] == 8 and not hours.is_running
    assert list(matrices.of_period(marts, "week", date(2026, 11, 16))) == []


def test_a_month_has_use_when_it_is_over(marts: duckdb.DuckDBPyConnection) -> None:
    (use,) = matrices.of_period(marts, "month", date(2026, 10, 1))

    assert (use.period, use.values.tolist()) == ("month", [[0.75]])
    assert use.last_date == date(2026, 10, 31)
    assert list(matrices.of_period(marts, "month", date(2026, 11, 1))) == []


def test_a_matrix_is_drawn_once(marts: duckdb.DuckDBPyConnection) -> None:
    (matrix,) = matrices.of_period(marts, "day", SUNDAY)

    (drawn,) = draw(MatrixTask(matrix, {}))
    (again,) = draw(MatrixTask(matrix, {drawn.rel_path: drawn.row["content_id"]}))

    assert drawn.rel_path.endswith("/segment=all/band=~28all~29/feature_segments.png")
    assert drawn.png and drawn.row["user_count"] == 10 and drawn.row["click_count"] is None
    assert again.png is None
