"""Umami's table of events, in a file that was built from its schema."""

from datetime import datetime
from pathlib import Path

import pytest

from tests.orchestration.decoding.case import Warehouse, decoded_whole
from tests.real_data import FIXTURES

FILE = FIXTURES / "umami" / "website_event.csv"


@pytest.fixture
def events(tmp_path: Path) -> Warehouse:
    return decoded_whole(
        tmp_path, "umami", [FILE], format="umami", traits=("device",), timezone="Europe/Zurich"
    )


def test_events_are_called_what_they_are_and_times_are_utc(events: Warehouse) -> None:
    found = events.ask(
        "select vendor_event_id, event_at, kind, event_name, url_host, url_path, page_title"
        " from events order by 1"
    )

    host = "lumen-demo.example"
    assert found == [
        ("e001", datetime(2026, 11, 16, 9), "page_view", "pageview", host, "/pricing", "Pricing"),
        (
            *("e002", datetime(2026, 11, 16, 9, 0, 20), "custom", "Plan chosen"),
            *(host, "/pricing", "Pricing"),
        ),
        (
            *("e003", datetime(2026, 11, 16, 23, 59, 59), "custom", "performance"),
            *(host, "/pricing", "Pricing"),
        ),
        (
            *("e004", datetime(2026, 11, 17, 0, 30), "page_view", "pageview"),
            *(host, "/docs/start", 'Docs, "start"'),
        ),
    ]


def test_a_visit_is_a_session_and_who_is_named_is_a_user(events: Warehouse) -> None:
    found = events.ask(
        "select vendor_session_id, count(distinct anonymous_id), count(distinct user_id),"
        " min(traits), min(country), min(referrer_host), min(properties), min(url_query)"
        " from events group by 1 order by 1"
    )

    assert found == [
        *[("91f1", 1, 1, '{"device":"desktop"}', "CH", "news.example", '{"tag":"b"}', "ref=mail")],
        *[("91f2", 1, 0, '{"device":"mobile"}', "GB", None, None, None)],
    ]
    assert events.ask("select count(page_x), count(viewport_width) from events") == [(0, 0)]


@pytest.mark.parametrize(
    ("header", "what"),
    [
        ("website_id,session_id,event_id,url_path,event_name,data_key,data_type", "data of events"),
        ("website_id,session_id,data_key,string_value,data_type", "data of sessions"),
        ("date,visitors,pageviews,bounces,visits,visit_duration", "Plausible's sums of days"),
    ],
)
def test_tables_without_events_are_refused_by_name(header: str, what: str, tmp_path: Path) -> None:
    row = ",".join("1" for _ in header.split(","))

    decoded = Warehouse(tmp_path).decode(f"{header}\n{row}\n".encode(), format="umami")

    assert what in str(decoded.problem)
