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
