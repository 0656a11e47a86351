"""Matomo's log tables, joined as the query in the examples' README joins them."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.orchestration.decoding.case import Warehouse, decoded_whole
from tests.real_data import FIXTURES

FILE = FIXTURES / "matomo" / "actions_20261116.csv"
TYPES = {"idlink_va": "UBIGINT", "idvisit": "UBIGINT", "server_time": "TIMESTAMP"}
SMALL = {"type": "UTINYINT", "url_prefix": "TINYINT", "url_prefix_ref": "TINYINT"}
"""Types of the tables' columns, as Parquet has them."""

SETTINGS = {"format": "matomo", "traits": ("custom_dimension_1",), "timezone": "Europe/Zurich"}


@pytest.fixture
def events(tmp_path: Path) -> Warehouse:
    return decoded_whole(tmp_path, "matomo", [FILE], **SETTINGS)


def test_actions_are_called_what_they_are_on_the_page_where_they_happened(
    events: Warehouse,
) -> None:
    found = events.ask(
        "select vendor_event_id, event_date, kind, event_name, url_host, url_path, page_title"
        " from events order by 1"
    )

    monday, tuesday = date(2026, 11, 16), date(2026, 11, 17)
    www, app = "www.lumen-demo.example", "app.lumen-demo.example"
    title = 'Reports, all "open"'
    assert found == [
        ("901", monday, "page_view", "pageview", www, "/pricing", "Pricing"),
        ("902", monday, "custom", "content", www, "/pricing", None),
        ("903", monday, "click", "outlink", www, "/pricing", None),
        ("904", monday, "page_view", "pageview", app, "/app/reports", title),
        ("905", tuesday, "custom", "Report exported", app, "/app/reports", None),
        ("906", tuesday, "click", "download", app, "/app/reports", None),
        ("907", tuesday, "custom", "search", app, "/search", None),
    ]


def test_links_have_their_target_without_its_query_and_nothing_has_pixels(
    events: Warehouse,
) -> None:
    links = events.ask(
        "select element_tag, element_href from events where kind = 'click' order by event_at"
    )
    pixels = "count(page_x), count(client_x), count(viewport_width), count(duration_seconds)"

    assert links == [
        ("a", "https://docs.example/start"),
        ("a", "https://app.lumen-demo.example/files/q3.csv"),
    ]
    assert events.ask(f"select {pixels} from events") == [(0, 0, 0, 0)]


def test_visits_are_sessions_and_visitors_people(events: Warehouse) -> None:
    found = events.ask(
        "select vendor_session_id, count(distinct anonymous_id), count(distinct user_id),"
        " count(distinct vendor_page_view_id), min(country), min(traits), min(referrer_host)"
        " from events group by 1 order by 1"
    )

    assert found == [
        ("41", 1, 0, 1, "ch", '{"custom_dimension_1":"free"}', "news.example"),
        ("42", 1, 1, 2, "de", '{"custom_dimension_1":"pro"}', None),
    ]
    assert events.ask("select properties from events where vendor_event_id = '905'") == [
        ('{"name":"csv","value":"120"}',)
    ]


def test_parquet_of_the_tables_types_is_the_same_events(events: Warehouse, tmp_path: Path) -> None:
    file = tmp_path / "actions.parquet"
    with duckdb.connect() as duck:
        rows = f"read_csv('{FILE}', all_varchar = true, types = {TYPES | SMALL})"
        duck.execute(f"copy (from {rows}) to '{file}' (format parquet)")

    parquet = decoded_whole(tmp_path, "parquet", [file], **SETTINGS)

    query = "select * exclude (file_id, line_number) from events order by vendor_event_id"
    assert parquet.ask(query) == events.ask(query)


def test_a_table_that_is_not_joined_is_refused(tmp_path: Path) -> None:
    alone = b"idlink_va,server_time,idvisit,idaction_url\n1,2026-11-16 09:00:00,41,7\n"

    decoded = Warehouse(tmp_path).decode(alone, path="link.csv", format="matomo")

    assert decoded.problem == (
        "no row has 'url', 'type'; there are: idlink_va, server_time, idvisit, idaction_url"
    )
