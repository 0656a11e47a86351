"""Fullstory's raw events, in files that were built from its documentation."""

import json
from pathlib import Path

import polars as pl
import pytest

from tests.orchestration.decoding.case import Warehouse, decoded_whole
from tests.real_data import FIXTURES

FILE = FIXTURES / "fullstory" / "events.jsonl"


@pytest.fixture
def events(tmp_path: Path) -> Warehouse:
    return decoded_whole(tmp_path, "fullstory", [FILE], format="fullstory", traits=("plan",))


def test_events_are_called_what_they_are_and_what_came_twice_is_one(events: Warehouse) -> None:
    found = events.ask(
        "select vendor_event_id, any_value((kind, event_name)), any_value(url_path), count(*),"
        " count(distinct event_id) from events group by 1 order by 1"
    )

    pricing = "/pricing"
    assert found == [
        ("e1", ("page_view", "navigate"), pricing, 1, 1),
        ("e2", ("click", "click"), pricing, 2, 1),
        ("e3", ("click", "click"), pricing, 1, 1),
        ("e4", ("input", "change"), pricing, 1, 1),
        ("e5", ("identify", "identify"), pricing, 1, 1),
        ("e6", ("custom", "Plan chosen"), pricing, 1, 1),
        ("e7", ("error", "exception"), pricing, 1, 1),
        ("e8", ("page_view", "navigate"), "/app/reports", 1, 1),
    ]


def test_clicks_have_an_element_and_no_pixels_and_typed_text_is_nowhere(events: Warehouse) -> None:
    columns = "element_tag, element_text, element_path"
    found = events.ask(
        f"select distinct vendor_event_id, {columns} from events"
        " where element_path is not null order by 1"
    )

    assert found == [
        ("e2", "button", "Choose Pro", "main > section.plans > button#choose.btn"),
        ("e3", "a", None, "main > a.more"),
        ("e4", "input", None, "form > input#name"),
    ]
    assert events.ask("select count(page_x), count(client_x) from events") == [(0, 0)]


def test_who_is_identified_has_traits_and_views_are_a_sessions(events: Warehouse) -> None:
    people = "count(distinct anonymous_id), count(distinct user_id), min(traits)"
    visits = "count(distinct vendor_session_id), count(distinct vendor_page_view_id)"

    assert events.ask(f"select {people}, {visits}, min(country) from events") == [
        (1, 1, '{"plan":"pro"}', 2, 2, "CH")
    ]
    assert events.ask("select properties from events where properties is not null") == [
        ('{"plan_name_str":"Pro"}',)
    ]


def test_parquet_with_properties_as_text_is_the_same_events(
    events: Warehouse, tmp_path: Path
) -> None:
    rows = [json.loads(line) for line in FILE.read_text().splitlines()]
    texts = ("event_properties", "source_properties")
    file = tmp_path / "events.parquet"
    frame = pl.DataFrame([{**row, **{n: json.dumps(row[n]) for n in texts}} for row in rows])
    frame.with_columns(pl.col("event_time").str.to_datetime(time_zone="UTC")).write_parquet(file)

    settings = {"format": "fullstory", "traits": ("plan",), "timezone": "Europe/Zurich"}
    parquet = decoded_whole(tmp_path, "parquet", [file], **settings)

    query = "select * exclude (file_id) from events order by line_number"
    assert parquet.ask(query) == events.ask(query)
