"""Nothing that is published vanishes, unless its day was built again."""

from pathlib import Path

import pytest

from orchestration.warehouse.completeness import IncompleteError, check_complete
from orchestration.warehouse.folder import Warehouse, opened
from orchestration.warehouse.publishing import publish
from orchestration.warehouse.window import Window
from tests.orchestration.warehouse.published_warehouse import day, grow, made


@pytest.fixture
def renamed(tmp_path: Path) -> Warehouse:
    """Two published days, and the column of their day called otherwise since."""
    warehouse = made(tmp_path)
    grow(warehouse)
    publish(warehouse)
    with opened(warehouse.marts) as marts:
        marts.execute("alter table marts.fct_clicks rename event_date to click_date")
        marts.execute(
            "insert into publishing.changes select max(change_id) + 1, 'fct_clicks', false,"
            " 'click_date', ?, ?, now()::timestamp from publishing.changes",
            [day(0), day(2)],
        )
    return warehouse


def test_a_table_whose_day_has_another_name_is_as_complete_as_before(renamed: Warehouse) -> None:
    check_complete(renamed, Window(day(1), day(1)))


def test_a_day_that_it_lost_is_named(renamed: Warehouse) -> None:
    with opened(renamed.marts) as marts:
        marts.execute("delete from marts.fct_clicks where click_date = ?", [day(0)])

    with pytest.raises(IncompleteError, match=f"lose 3 published rows of {day(0)} to {day(0)}"):
        check_complete(renamed, Window(day(1), day(1)))


def test_a_day_of_the_window_may_lose_rows(renamed: Warehouse) -> None:
    with opened(renamed.marts) as marts:
        marts.execute("delete from marts.fct_clicks where click_date = ?", [day(1)])

    check_complete(renamed, Window(day(1), day(1)))


@pytest.fixture
def of_weeks(tmp_path: Path) -> Warehouse:
    """Two published rows of a table of weeks, the second of which was written again since."""
    warehouse = made(tmp_path)
    change = (
        "insert into publishing.changes select max(change_id) + 1, 'usage_daily', true,"
        " 'event_date', ?, null, now()::timestamp from publishing.changes"
    )
    with opened(warehouse.marts) as marts:
        marts.execute("insert into marts.usage_daily values ('/', 3, ?)", [day(7)])
        marts.execute(change, [day(0)])
    publish(warehouse)
    with opened(warehouse.marts) as marts:
        marts.execute(change, [day(7)])
    return warehouse


def test_a_period_that_begins_before_the_window_may_lose_rows_where_a_day_of_it_is_built(
    of_weeks: Warehouse,
) -> None:
    with opened(of_weeks.marts) as marts:
        marts.execute("delete from marts.usage_daily where event_date = ?", [day(7)])

    check_complete(of_weeks, Window(day(9), day(9)))


def test_a_period_before_it_may_not(of_weeks: Warehouse) -> None:
    with opened(of_weeks.marts) as marts:
        marts.execute("delete from marts.usage_daily where event_date = ?", [day(0)])

    with pytest.raises(IncompleteError, match=f"lose 1 published rows of {day(0)} to {day(0)}"):
        check_complete(of_weeks, Window(day(9), day(9)))
