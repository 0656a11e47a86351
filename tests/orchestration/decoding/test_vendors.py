"""Exports of vendors hold what their SDKs captured, each event once, in the contract's words."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from orchestration.settings import REPOSITORY, load_settings
from tests.end_to_end import truth
from tests.orchestration.decoding.case import Warehouse, decoded_whole
from tests.real_data import SDK

EXAMPLES = REPOSITORY / "orchestration" / "examples"
CAPTURED = truth.reconciliation()

EVENTS: dict[str, dict[tuple[str, str], int]] = {
    "segment": {
        ("custom", "Element Clicked"): CAPTURED["segment_track_own_props"]["captured_distinct"],
        ("identify", "identify"): 125,
        ("page_view", "page"): 133,
    },
    "rudderstack": {
        ("custom", "Feature Used"): CAPTURED["rudderstack_track"]["captured_distinct"],
        ("identify", "identify"): 120,
        ("page_view", "page"): 128,
    },
}
"""How often each vendor has captured what; `reconciliation.json` and README of the data say so."""

DUPLICATES = {"segment": 19, "rudderstack": 6}
"""Rows that were delivered again."""


LATE = {"segment": 18, "rudderstack": 0}
"""Events of a session that was offline, which came a day later: of two SDKs that kept them."""


@pytest.fixture(scope="module")
def vendors(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Warehouse]:
    """A warehouse of each vendor; every line of its files is accepted."""
    root = tmp_path_factory.mktemp("vendors")
    return {
        name: decoded_whole(root, name, files_of(name), format=name, traits=("plan", "role"))
        for name in EVENTS
    }


def files_of(name: str) -> list[Path]:
    """The files of a vendor's export, in order."""
    return sorted(path for path in (SDK / name).rglob("*") if path.is_file())


def matched(found: Sequence[tuple[Any, ...]], what: str) -> int:
    """How many events with a page and an element are clicks on it; the truth has each once."""
    clicks = Counter(
        (row["path"], row[what]) for row in truth.actions() if row["action"] == "click"
    )
    return (Counter(found) & clicks).total()


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
def test_every_page_view_is_one_of_the_truth(name: str, vendors: dict[str, Warehouse]) -> None:
    views = Counter(
        (row["ts"][:10], row["url"].split("/")[2], row["path"])
        for row in truth.actions()
        if row["action"] == "page_view"
    )

    found = vendors[name].ask(
        "select distinct on (event_id) event_date::varchar, url_host, url_path from events"
        " where kind = 'page_view'"
    )

    assert not Counter(found) - views


@pytest.mark.parametrize(
    ("name", "query", "what"),
    [
        (name, "properties ->> '/feature', event_name", "data_attr")
        for name in ("segment", "rudderstack")
    ],
)
def test_every_click_is_on_the_element_and_page_of_the_truth(
    name: str, query: str, what: str, vendors: dict[str, Warehouse]
) -> None:
    element, words = query.rsplit(", ", 1)
    found = vendors[name].ask(
        f"select distinct on (event_id) url_path, {element} from events"
        f" where {words} in ('Element Clicked', 'Feature Used')"
    )

    assert len(found) > 300
    assert matched(found, what) == len(found)


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


@pytest.mark.parametrize("name", EVENTS)
def test_everybody_of_the_truth_is_known_and_the_bot_shows_itself(
    name: str, vendors: dict[str, Warehouse]
) -> None:
    people = "count(distinct user_id) filter (not user_agent like '%Googlebot%')"
    bots = "count(distinct anonymous_id) filter (user_agent like '%Googlebot%')"

    found = vendors[name].ask(f"select {people}, {bots}, count(distinct traits) from events")

    plans_and_roles = len({(row["plan"], row["role"]) for row in truth.actions() if row["plan"]})
    assert found == [(len(truth.users()), 1, plans_and_roles)]


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
