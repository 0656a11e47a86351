"""Umami's table of heatmaps, in a file that was built from its schema and its recorder."""

from pathlib import Path

import pytest

from tests.orchestration.decoding.case import Warehouse, decoded_whole
from tests.real_data import FIXTURES

FOLDER = FIXTURES / "umami"


@pytest.fixture
def events(tmp_path: Path) -> Warehouse:
    file = FOLDER / "heatmap_event.csv"
    return decoded_whole(tmp_path, "umami", [file], format="umami_heatmaps", timezone="Asia/Tokyo")


def test_clicks_are_where_they_were_made_in_the_document_and_on_the_screen(
    events: Warehouse,
) -> None:
    places = "page_x, page_y, client_x, client_y, coord_precision_px"
    sizes = "viewport_width, viewport_height, document_width, document_height"

    assert events.ask(
        f"select event_at::varchar, url_path, {places}, {sizes} from events"
        " where kind = 'click' order by vendor_event_id"
    ) == [
        ("2026-11-16 09:00:18", "/pricing", 612, 1030, 612, 430, 1, 1440, 900, 1440, 3000),
        ("2026-11-17 00:30:05", "/docs/start", 100, 200, 100, 200, 1, 390, 844, 390, 2110),
    ]


def test_scrolls_say_what_the_bottom_of_the_screen_has_passed(events: Warehouse) -> None:
    depths = "scroll_depth_px, scroll_depth_fraction, scroll_basis"

    assert events.ask(
        f"select distinct vendor_event_id, {depths} from events where kind = 'scroll' order by 1"
    ) == [
        ("h001", 900, 0.3, "bottom_of_viewport"),
        ("h003", 1500, 0.5, "bottom_of_viewport"),
    ]
    assert events.ask("select count(*), count(distinct event_id) from events") == [(6, 5)]


def test_a_type_that_is_not_known_is_no_click(events: Warehouse) -> None:
    assert events.ask("select kind, event_name from events where vendor_event_id = 'h004'") == [
        ("custom", "heatmap event 3")
    ]


@pytest.mark.parametrize(
    ("hosts", "named"),
    [(("app.example",), "app.example"), ((), None), (("a.example", "b.example"), None)]
    + [(("*.example",), None)],
)
def test_pages_are_on_the_only_host_of_the_export(
    hosts: tuple[str, ...], named: str | None, tmp_path: Path
) -> None:
    file = FOLDER / "heatmap_event.csv"
    events = decoded_whole(tmp_path, "umami", [file], format="umami_heatmaps", host=hosts)

    assert events.ask("select distinct url_host from events") == [(named,)]


def test_visits_and_visitors_are_those_of_the_events(events: Warehouse, tmp_path: Path) -> None:
    file = FOLDER / "website_event.csv"
    others = decoded_whole(tmp_path, "events", [file], format="umami")

    query = "select distinct vendor_session_id, anonymous_id from events order by 1"
    assert events.ask(query) == others.ask(query)
