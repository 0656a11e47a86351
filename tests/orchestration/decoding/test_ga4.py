"""Google Analytics' export, from files that were built field by field from its documentation."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import Export
from orchestration.storage import pull
from tests.orchestration.decoding.case import Warehouse, decoded_whole
from tests.real_data import FIXTURES

FILES = sorted((FIXTURES / "ga4").glob("events_2*.jsonl"))

VALUE = "struct(string_value varchar, int_value bigint, float_value double, double_value double)"
PARQUET = {
    "event_date": "varchar",
    "event_timestamp": "bigint",
    "event_name": "varchar",
    "event_params": f'struct("key" varchar, "value" {VALUE})[]',
    "user_properties": f'struct("key" varchar, "value" {VALUE})[]',
    "user_id": "varchar",
    "user_pseudo_id": "varchar",
    "stream_id": "varchar",
    "geo": "struct(country varchar, city varchar)",
    "device": "struct(category varchar, web_info struct(hostname varchar))",
}
"""Types of the schema that Google documents."""


@pytest.fixture
def events(tmp_path: Path) -> Warehouse:
    return decoded_whole(tmp_path, "ga4", FILES, format="ga4", traits=("plan",))


def as_parquet(file: Path, folder: Path, event_params: str = "event_params") -> Path:
    """The same rows as Parquet of the documented types."""
    target = folder / f"{file.stem}.parquet"
    with duckdb.connect() as duck:
        duck.execute(
            f"copy (select * replace ({event_params} as event_params)"
            f" from read_json('{file}', columns = {PARQUET})) to '{target}' (format parquet)"
        )
    return target


def test_events_are_called_what_they_are(events: Warehouse) -> None:
    counts = events.ask(
        "select event_name, kind, count(distinct event_id) from events group by all"
    )

    assert {(name, kind): count for name, kind, count in counts} == {
        ("session_start", "custom"): 1,
        ("first_visit", "custom"): 1,
        ("page_view", "page_view"): 4,
        ("scroll", "scroll"): 1,
        ("click", "click"): 1,
        ("file_download", "click"): 1,
        ("report_exported", "custom"): 1,
        ("form_submit", "submit"): 1,
        ("user_engagement", "custom"): 1,
        ("exception", "error"): 1,
    }


def test_the_same_event_twice_has_one_identity(events: Warehouse) -> None:
    assert events.ask("select count(*), count(distinct event_id) from events") == [(14, 13)]


def test_days_are_cut_where_the_warehouse_is_and_times_are_to_the_microsecond(
    events: Warehouse,
) -> None:
    days = events.ask("select event_date, count(*) from events group by 1 order by 1")

    assert days == [(date(2026, 11, 16), 11), (date(2026, 11, 17), 3)]
    assert events.ask("select min(event_at)::varchar from events") == [
        ("2026-11-16 09:00:00.000001",)
    ]


def test_pages_links_and_scrolls_have_no_pixels_and_no_query(events: Warehouse) -> None:
    columns = "url_host, url_path, element_tag, element_id, element_classes, element_href"

    found = events.ask(f"select {columns} from events where kind = 'click' order by event_at")

    host = "app.lumen-demo.example"
    assert found == [
        (host, "/pricing", "a", "docs", "btn ghost", "https://docs.example/start"),
        (host, "/app/reports", "a", None, None, "https://app.lumen-demo.example/files/q3.csv"),
    ]
    assert events.ask("select distinct referrer_host from events where referrer_host <> ''") == [
        ("news.example",)
    ]
    assert events.ask(
        "select scroll_depth_fraction, scroll_basis from events where kind = 'scroll'"
    ) == [(0.9, "bottom_of_viewport")]
    assert events.ask(
        "select count(page_x), count(client_x), count(viewport_width) from events"
    ) == [(0, 0, 0)]


def test_a_login_links_device_and_person_and_both_kinds_of_values_are_read(
    events: Warehouse,
) -> None:
    people = events.ask(
        "select count(distinct anonymous_id), count(distinct user_id),"
        " count(distinct (anonymous_id, vendor_session_id)),"
        " list(distinct traits order by traits) filter (traits is not null) from events"
    )
    own = "select properties from events where event_name = 'report_exported'"

    assert people == [(2, 2, 4, ['{"plan":"free"}', '{"plan":"pro"}'])]
    assert events.ask(own) == [('{"kind":"csv","rows":"120","seconds":"1.5"}',)]


@pytest.mark.parametrize(
    "event_params",
    [
        "event_params",
        '{"list": list_transform(event_params, lambda item: {"element": item})}',
    ],
)
def test_parquet_and_json_lines_are_the_same_events(
    event_params: str, events: Warehouse, tmp_path: Path
) -> None:
    files = [as_parquet(file, tmp_path, event_params) for file in FILES]

    parquet = decoded_whole(tmp_path, "parquet", files, format="ga4", traits=("plan",))

    query = "select * exclude (file_id) from events order by event_date, line_number"
    assert parquet.ask(query) == events.ask(query)


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        (None, ["events_20261116.jsonl", "events_20261117.jsonl"]),
        ("events_*.jsonl", ["events_20261116.jsonl", "events_20261117.jsonl"]),
        ("events_intraday_*.jsonl", ["events_intraday_20261117.jsonl"]),
    ],
)
def test_the_table_of_today_is_never_taken_beside_that_of_the_day(
    pattern: str | None, found: list[str], tmp_path: Path
) -> None:
    folder = FIXTURES / "ga4"
    export = Export(name="ga4", format="ga4", url=str(folder), pattern=pattern)

    pulled = pull(export, folder=tmp_path, base=folder)

    assert [file.path for file in pulled.files] == found
