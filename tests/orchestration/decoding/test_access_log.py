"""Logs of web servers, in lines as Apache's documentation of mod_log_config shows them."""

from datetime import datetime
from pathlib import Path

import pytest

from tests.orchestration.decoding.case import Warehouse
from tests.real_data import FIXTURES

LOG = FIXTURES / "access_log" / "access.log"


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    warehouse = Warehouse(tmp_path)
    warehouse.decode(LOG, path="access.log", format="access_log")
    return warehouse


def test_requests_of_pages_are_page_views_in_both_formats(warehouse: Warehouse) -> None:
    found = warehouse.ask(
        "select line_number, event_at, url_path, nullif(referrer_host, ''), user_id is not null"
        " from events order by line_number"
    )

    assert found == [
        (1, datetime(2026, 11, 10, 20, 55, 36), "/pricing", None, True),
        (2, datetime(2026, 11, 16, 10), "/app/reports", "news.example", False),
        (4, datetime(2026, 11, 16, 10, 0, 5), "/app/reports", None, False),
        (5, datetime(2026, 11, 16, 10, 0, 5), "/app/reports", None, False),
        (9, datetime(2026, 11, 16, 23, 30), "/index.html", None, False),
    ]


def test_everything_else_is_left_out_and_what_is_no_line_of_a_log_is_a_bad_row(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    other = Warehouse(tmp_path / "other")
    other.decode(b"kernel: 7\n" + LOG.read_bytes(), path="access.log", format="access_log")

    assert other.rejected()[0] == (1, "bad_row", None)
    assert warehouse.rejected() == [
        (3, "left_out", None),
        (6, "left_out", None),
        (7, "left_out", None),
        (8, "left_out", None),
    ]


def test_equal_lines_of_one_file_are_two_requests_and_of_two_files_the_same(
    warehouse: Warehouse,
) -> None:
    warehouse.decode(LOG, path="access.log.1", format="access_log")

    assert warehouse.ask("select count(*), count(distinct event_id) from events") == [(10, 5)]


def test_a_visitor_is_an_address_and_a_browser(warehouse: Warehouse) -> None:
    assert warehouse.ask(
        "select count(distinct anonymous_id) from events where url_path = '/app/reports'"
    ) == [(1,)]
    assert warehouse.ask("select count(*) from events where user_agent like 'Googlebot%'") == [(1,)]
