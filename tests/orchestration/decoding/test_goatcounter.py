"""GoatCounter's export as CSV, in a file that was built from its documentation."""

from pathlib import Path

import pytest

from tests.orchestration.decoding.case import Warehouse, decoded_whole
from tests.real_data import FIXTURES

(FILE,) = (FIXTURES / "goatcounter").iterdir()


@pytest.fixture
def events(tmp_path: Path) -> Warehouse:
    return decoded_whole(tmp_path, "goats", [FILE], format="goatcounter", traits=("Browser",))


def test_paths_are_pages_or_names_of_events(events: Warehouse) -> None:
    found = events.ask(
        "select line_number, event_at::varchar, kind, event_name, url_path, page_title"
        " from events order by 1"
    )

    view, at = ("page_view", "pageview", "/pricing", "Pricing"), "2026-11-16 09:00:00"
    assert found == [
        *[(number, at, *view) for number in (2, 3, 4)],
        (5, "2026-11-16 09:00:20", "custom", "plan-chosen", None, None),
        (6, "2026-11-17 00:30:00", "page_view", "pageview", "/docs", 'Docs, "start"'),
    ]


def test_only_a_url_is_a_referrer_and_only_some_constants_are_bots(events: Warehouse) -> None:
    found = events.ask(
        "select line_number, referrer_host, country, is_bot, traits from events"
        " where line_number in (2, 5, 6) order by 1"
    )

    assert found == [
        (2, "news.example", "CH", False, '{"Browser":"Firefox 140"}'),
        (5, None, "CH", False, '{"Browser":"Firefox 140"}'),
        (6, None, "US", True, '{"Browser":"Chrome 141"}'),
    ]
    assert events.ask("select count(page_x), count(viewport_width) from events") == [(0, 0)]


def test_equal_rows_are_two_views_and_the_next_export_has_them_again(events: Warehouse) -> None:
    lines = FILE.read_bytes() + b"/pricing,,false,,,,9f,0,,,,CH,true,2026-11-17T10:00:00Z\n"

    events.decode(lines, path="next.csv", format="goatcounter")

    assert events.ask("select count(*), count(distinct event_id) from events") == [(11, 6)]
