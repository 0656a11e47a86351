"""Exports of vendors hold what their SDKs captured, each event once, in the contract's words."""

from collections import Counter
from pathlib import Path

import pytest

from orchestration.settings import REPOSITORY, load_settings
from tests.end_to_end import truth
from tests.orchestration.decoding.captured import (
    BOTS,
    CAPTURED,
    DUPLICATES,
    ELEMENTS,
    EVENTS,
    LATE,
    SESSIONS,
)
from tests.orchestration.decoding.case import Warehouse, decoded_whole
from tests.real_data import SDK

EXAMPLES = REPOSITORY / "orchestration" / "examples"


@pytest.fixture(scope="module")
def vendors(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Warehouse]:
    """A warehouse of each vendor; every line of its files is accepted."""
    root = tmp_path_factory.mktemp("vendors")
    return {
        name: decoded_whole(root, name, files_of(name), format=name, traits=("plan", "role"))
        for name in EVENTS
    }


@pytest.mark.parametrize("name", EVENTS)
def test_an_export_without_traits_is_read_too(tmp_path: Path, name: str) -> None:
    file = files_of(name)[0]

    decoded = Warehouse(tmp_path).decode(file, path=file.name, format=name)

    assert not decoded.problem
    assert decoded.accepted_count > 0


def files_of(name: str) -> list[Path]:
    """The files of a vendor's export, in order."""
    return sorted(path for path in (SDK / name).rglob("*") if path.is_file())


@pytest.mark.parametrize("name", EVENTS)
def test_each_event_is_there_once_and_called_what_it_is(
    name: str, vendors: dict[str, Warehouse]
) -> None:
    counts = vendors[name].ask(
        "select (kind, event_name), count(distinct event_id), count(*) from events group by all"
    )

    assert {tuple(kind): distinct for kind, distinct, _ in counts} == EVENTS[name]
    assert sum(rows - distinct for _, distinct, rows in counts) == DUPLICATES[name]


@pytest.mark.parametrize("name", EVENTS)
def test_an_export_needs_no_traits(name: str, tmp_path: Path) -> None:
    events = decoded_whole(tmp_path, name, files_of(name)[:1], format=name)

    assert events.ask("select count(*) > 100, count(traits) from events") == [(True, 0)]


@pytest.mark.parametrize("name", EVENTS)
def test_every_page_view_is_one_of_the_truth(name: str, vendors: dict[str, Warehouse]) -> None:
    views = Counter(
        (row["ts"][:10], row["url"].split("/")[2], row["path"])
        for row in truth.actions()
        if row["action"] == "page_view"
    )

    found = vendors[name].ask(
        "select distinct on (event_id) event_date::varchar, url_host, url_path from events"
        " where kind = 'page_view' and url_fragment is null"  # links within a page are Amplitude's
    )

    assert len(found) > 120
    assert not Counter(found) - views


@pytest.mark.parametrize("name", ELEMENTS)
def test_every_click_is_on_the_element_and_page_of_the_truth(
    name: str, vendors: dict[str, Warehouse]
) -> None:
    event, element, captured = ELEMENTS[name]
    clicks = Counter(
        (row["path"], truth.element_key(row)) for row in truth.actions() if row["action"] == "click"
    )

    found = vendors[name].ask(
        f"select distinct on (event_id) url_path, {element} from events"
        f" where event_name = '{event}'"
    )

    assert len(found) == CAPTURED[captured]["captured_distinct"]
    assert not Counter(found) - clicks


@pytest.mark.parametrize("name", ["segment", "rudderstack"])
def test_a_format_without_pixels_has_none(name: str, vendors: dict[str, Warehouse]) -> None:
    assert vendors[name].ask(
        "select count(page_x), count(client_x), count(element_x) from events"
    ) == [(0, 0, 0)]


@pytest.mark.parametrize("name", LATE)
def test_what_comes_late_is_on_the_day_it_happened(
    name: str, vendors: dict[str, Warehouse]
) -> None:
    found = vendors[name].ask(
        "select count(*) from (select min(received_at) as received_at, any_value(event_date) as day"
        " from events group by event_id) where day < received_at::date"
    )

    assert found == [(LATE[name],)]


@pytest.mark.parametrize("name", BOTS)
def test_everybody_of_the_truth_is_known_and_the_bot_shows_itself(
    name: str, vendors: dict[str, Warehouse]
) -> None:
    bots = "count(distinct anonymous_id) filter (user_agent like '%Googlebot%')"

    found = vendors[name].ask(
        f"select count(distinct user_id), {bots}, count(distinct traits) from events"
    )

    plans_and_roles = len({(row["plan"], row["role"]) for row in truth.actions() if row["plan"]})
    assert found == [(len(truth.users()) + 1, BOTS[name], plans_and_roles)]


@pytest.mark.parametrize("name", SESSIONS)
def test_sessions_of_the_vendor_are_counted(name: str, vendors: dict[str, Warehouse]) -> None:
    found = vendors[name].ask("select count(distinct vendor_session_id) from events")

    assert found == [(SESSIONS[name],)] == [(CAPTURED["sessions"][name],)]


def test_amplitude_has_points_of_rage_and_dead_clicks_only(vendors: dict[str, Warehouse]) -> None:
    clicks = [row for row in truth.actions() if row["action"] == "click"]
    points = {
        "rage_click": Counter((row["path"], row["page_x"], row["page_y"]) for row in clicks),
        "dead_click": Counter((row["path"], row["client_x"], row["client_y"]) for row in clicks),
    }

    found = vendors["amplitude"].ask(
        "select distinct on (event_id)"
        " kind, url_path, coalesce(page_x, client_x), coalesce(page_y, client_y) from events"
        " where coalesce(page_x, client_x, element_x) is not null"
    )

    kinds = Counter(kind for kind, *_ in found)
    assert kinds == {"rage_click": 4, "dead_click": 24}
    for kind, truly in points.items():
        assert not Counter(tuple(point) for word, *point in found if word == kind) - truly


def test_amplitude_tells_how_far_down_a_page_was_seen(vendors: dict[str, Warehouse]) -> None:
    depths = Counter((row["path"], row["max_depth_px"]) for row in truth.leaves().values())

    found = vendors["amplitude"].ask(
        "select any_value(url_path), max(scroll_depth_px) from events where kind = 'scroll'"
        " group by vendor_page_view_id"
    )

    # the last update is often lost when a page is left
    assert len(found) == 133
    assert (Counter(found) & depths).total() >= CAPTURED["amplitude_max_page_y"]["exact"]


def test_snowplow_has_clicks_on_links_and_buttons_by_their_id(
    vendors: dict[str, Warehouse],
) -> None:
    clicks = Counter(
        (row["path"], row["target"].partition("#")[0], row["target"].partition("#")[2])
        for row in truth.actions()
        if row["action"] == "click"
    )

    found = vendors["snowplow"].ask(
        "select url_path, element_tag, element_id from events where kind = 'click'"
    )

    inner = Counter(found) - clicks  # the point hit was within the button
    assert len(found) == CAPTURED["snowplow_link+button_click"]["captured_distinct"]
    assert inner.total() < 20


def test_pings_of_snowplow_tell_how_far_a_page_was_scrolled(vendors: dict[str, Warehouse]) -> None:
    scrolled = Counter((row["path"], row["max_scroll_y"]) for row in truth.leaves().values())

    found = vendors["snowplow"].ask(
        "select any_value(url_path), max(scroll_max) from events where kind = 'ping'"
        " group by vendor_page_view_id"
    )

    assert len(found) == 136 - CAPTURED["snowplow_misc"]["pageviews_without_ping"]
    assert (Counter(found) & scrolled).total() >= CAPTURED["snowplow_misc"]["ping_max_equal"]


def test_an_element_that_comes_into_view_has_its_box(vendors: dict[str, Warehouse]) -> None:
    ((shown, boxed),) = vendors["snowplow"].ask(
        "select count(*), count(*) filter (element_width between 1 and document_width"
        " and element_y between 0 and document_height and page_y is null)"
        " from events where kind = 'exposure'"
    )

    assert shown == boxed > 200


def test_countly_has_clicks_and_scrolls_in_pixels_of_the_document(
    vendors: dict[str, Warehouse],
) -> None:
    clicks = Counter(
        (row["path"], row["page_x"], row["page_y"], row["viewport_w"])
        for row in truth.actions()
        if row["action"] == "click"
    )
    depths = Counter((row["path"], row["max_depth_px"]) for row in truth.leaves().values())

    found = vendors["countly"].ask(
        "select distinct on (event_id) url_path, page_x, page_y, viewport_width from events"
        " where kind = 'click'"
    )
    lowest = vendors["countly"].ask(
        "select url_path, scroll_depth_px from events where kind = 'scroll'"
    )

    assert not Counter(found) - clicks
    assert (Counter(lowest) & depths).total() >= CAPTURED["countly_scroll_y"]["exact"]


def test_a_view_of_countly_is_left_after_the_seconds_it_says(vendors: dict[str, Warehouse]) -> None:
    found = vendors["countly"].ask(
        "select max(abs(date_diff('ms', begun.event_at, left_at.event_at) / 1000"
        " - left_at.duration_seconds)), count(*)"
        " from events as left_at inner join events as begun using (vendor_page_view_id)"
        " where left_at.kind = 'page_leave' and begun.kind = 'page_view'"
    )

    ((furthest, count),) = found
    assert furthest < 1.5 and count > 100


def test_own_coordinates_of_segment_are_mapped_as_a_table(tmp_path: Path) -> None:
    (export,) = [
        e for e in load_settings(EXAMPLES / "exports.yaml").exports if e.name == "segment_clicks"
    ]
    settings = {key: getattr(export, key) for key in export.model_fields_set - {"name"}}
    clicks = Counter(
        (row["path"], row["page_x"], row["page_y"], row["client_x"], row["client_y"])
        for row in truth.actions()
        if row["action"] == "click"
    )

    events = decoded_whole(tmp_path, "segment", files_of("segment"), **settings)

    found = events.ask(
        "select distinct on (event_id) url_path, page_x, page_y, client_x, client_y from events"
        " where kind = 'click'"
    )
    assert len(found) == CAPTURED["segment_track_own_props"]["captured_distinct"]
    assert not Counter(found) - clicks
