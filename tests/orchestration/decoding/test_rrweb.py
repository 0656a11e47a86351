"""Recordings have the click points, pages and elements of the truth."""

import gzip
import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.damaged.lines import with_odd_field
from tests.end_to_end import truth
from tests.orchestration.decoding.case import Warehouse
from tests.real_data import SDK
from transforms.decoders.recordings import Recording, told_lines

FILES = sorted((SDK / "rrweb").rglob("*.json.gz"))
SESSIONS = {int(file.name[8:11]) for file in FILES}
TRUTH = [row for row in truth.actions() if row["session"] in SESSIONS]


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The recordings below the folders of their people."""
    warehouse = Warehouse(tmp_path_factory.mktemp("rrweb"))
    for file in FILES:
        path = file.relative_to(SDK / "rrweb").as_posix()
        decoded = warehouse.decode(file, path=path, format="rrweb")
        assert (decoded.problem, decoded.rejected_count) == (None, 0)
    return warehouse


def test_every_click_is_at_its_point_in_the_document_and_in_the_viewport(
    events: Warehouse,
) -> None:
    points = ("page_x", "page_y", "client_x", "client_y", "viewport_w", "viewport_h")
    clicks = Counter(
        (row["path"], *(row[name] for name in points)) for row in TRUTH if row["action"] == "click"
    )

    found = events.ask(
        "select url_path, page_x, page_y, client_x, client_y, viewport_width, viewport_height"
        " from events where kind = 'click'"
    )

    assert Counter(found) == clicks
    assert len(found) > 90


def test_every_click_is_on_the_element_that_the_snapshot_has(events: Warehouse) -> None:
    clicks = Counter(
        (row["path"], truth.element_key(row))
        for row in TRUTH
        if row["action"] == "click" and not truth.is_container(row)
    )

    found = events.ask(
        "select url_path, coalesce('[data-attr=' || (element_attributes ->> '/data-attr') || ']',"
        " '#' || element_id) as key from events where kind = 'click' and key is not null"
    )

    assert Counter(found) == clicks


def test_every_page_view_is_there_once_also_one_of_the_same_page(events: Warehouse) -> None:
    views = Counter(
        (row["user"], row["ts"][:10], row["path"]) for row in TRUTH if row["action"] == "page_view"
    )

    found = events.ask("select event_date::varchar, url_path from events where kind = 'page_view'")

    assert Counter(found) == Counter((day, path) for _, day, path in views.elements())
    people = len({row["user"] for row in TRUTH})
    assert events.ask(
        "select count(distinct user_id), count(distinct vendor_session_id) from events"
    ) == [(people, len(FILES))]


def test_what_is_typed_is_not_read(events: Warehouse) -> None:
    assert events.ask(
        "select count(*) > 50, count(element_text) from events where kind = 'input'"
    ) == [(True, 0)]


def moved(at: int, *places: tuple[int, int]) -> dict[str, Any]:
    """The mouse over nodes, so many milliseconds before the event."""
    positions = [{"x": 1, "y": 1, "id": node, "timeOffset": offset} for offset, node in places]
    return {"type": 3, "data": {"source": 1, "positions": positions}, "timestamp": at}


def clicked(at: int, node: int) -> dict[str, Any]:
    data = {"source": 2, "type": 2, "id": node, "x": 1, "y": 1}
    return {"type": 3, "data": data, "timestamp": at}


def test_a_click_in_a_part_that_was_scrolled_by_itself_is_marked() -> None:
    """A list (4) within a panel (3), and a text (5) beside it; the panel is scrolled and back."""
    entry = {"type": 2, "tagName": "li", "childNodes": [], "id": 4}
    panel = {"type": 2, "tagName": "ul", "childNodes": [entry], "id": 3}
    text = {"type": 2, "tagName": "p", "childNodes": [], "id": 5}
    body = {"type": 2, "tagName": "body", "childNodes": [panel, text], "id": 2}
    snapshot = {"node": {"type": 0, "childNodes": [body], "id": 1}}
    recording = Recording()

    def scrolled(node: int, top: int) -> dict[str, Any]:
        return {"type": 3, "data": {"source": 3, "id": node, "x": 0, "y": top}, "timestamp": 1}

    told = [
        recording.told(event)
        for event in (
            {"type": 2, "data": snapshot, "timestamp": 1},
            clicked(1, 4),
            scrolled(3, 40),
            clicked(2, 4),
            clicked(2, 5),
            clicked(2, 99),  # a node that nobody knows
            scrolled(1, 40),  # the document is no such part
            clicked(3, 5),
            scrolled(3, 0),
            clicked(4, 4),
        )
    ]

    clicks = [row for row in told if row and row["kind"] == "click"]
    assert [row["inside"] for row in clicks] == [False, True, False, None, False, False]
    panel["attributes"] = {"rr_scrollTop": 12}
    recording.told({"type": 2, "data": snapshot, "timestamp": 5})
    assert recording.told(clicked(5, 4))["inside"]  # type: ignore[index]


def test_hesitation_is_the_time_that_the_mouse_was_over_the_element_until_the_click(
    tmp_path: Path,
) -> None:
    """A button (4) with words in an element of its own (5), beside a text (6)."""
    start = 1_794_812_000_000
    label = {"type": 2, "tagName": "span", "attributes": {}, "childNodes": [], "id": 5}
    by_role = {"role": "button"}  # the element of a click is the one that the decoder takes
    button = {"type": 2, "tagName": "div", "attributes": by_role, "childNodes": [label], "id": 4}
    text = {"type": 2, "tagName": "p", "attributes": {}, "childNodes": [], "id": 6}
    body = {"type": 2, "tagName": "body", "attributes": {}, "childNodes": [button, text], "id": 3}
    page = {"href": "https://a.example/p", "width": 900, "height": 700}
    recording = [
        {"type": 4, "data": page, "timestamp": start},
        {
            "type": 2,
            "data": {"node": {"type": 0, "childNodes": [body], "id": 1}},
            "timestamp": start,
        },
        moved(start + 1000, (-500, 4), (-300, 6), (-200, 5), (0, 4)),
        clicked(start + 3000, 5),  # over the button since 800
        clicked(start + 4000, 6),  # the mouse was not seen there
        moved(start + 5000, (0, 6)),
        clicked(start + 5250, 6),
    ]
    warehouse = Warehouse(tmp_path)

    warehouse.decode(json.dumps(recording).encode(), format="rrweb")

    found = warehouse.ask(
        "select hesitation_seconds from events where kind = 'click' order by event_at"
    )
    assert found == [(2.2,), (None,), (0.25,)]


def test_a_move_is_where_and_when_the_mouse_came_to_last_and_of_a_finger_it_has_no_place() -> None:
    recording = Recording()
    recording.told({"type": 4, "data": {"href": "/p", "width": 900}, "timestamp": 5000})
    mouse = moved(6000, (-400, 4), (-150, 4))
    mouse["data"]["positions"][-1] |= {"x": 30, "y": 40}
    finger = moved(7000, (-20, 4))
    finger["data"]["source"] = 6

    told = [recording.told(event) for event in (mouse, finger)]

    kept = ("kind", "timestamp", "width", "x", "y")
    assert [tuple(row.get(name) for name in kept) for row in told if row] == [
        ("move", 5850, 900, 30, 40),
        ("move", 6980, 900, None, None),
    ]


@pytest.mark.parametrize(
    "place",
    [
        {"id": []},
        {"id": {}},
        {"id": "4"},
        {"timeOffset": "x"},
        {"timeOffset": 10**400},
        {"timeOffset": float("nan")},
        {"timeOffset": -9000},
    ],
)
def test_an_impossible_place_of_the_mouse_costs_no_click(place: dict[str, Any]) -> None:
    """None that is before the page, on no node or at no time is where the mouse came from."""
    recording = Recording()
    body = {"type": 2, "tagName": "button", "attributes": {}, "childNodes": [], "id": 4}
    recording.told({"type": 4, "data": {"href": "/p"}, "timestamp": 5000})
    recording.told({"type": 2, "data": {"node": body}, "timestamp": 5000})
    move = moved(5010, (0, 4))
    move["data"]["positions"] = [{"x": 1, "y": 1, "id": 4, "timeOffset": 0, **place}]
    recording.told(move)
    recording.told(moved(5100, (0, 4)))

    told = recording.told(clicked(6000, 4))

    assert told is not None
    assert [one["hovered"] for one in told["elements"]] == [900]


def test_a_click_at_no_time_has_no_hesitation() -> None:
    recording = Recording()
    body = {"type": 2, "tagName": "button", "attributes": {}, "childNodes": [], "id": 4}
    recording.told({"type": 2, "data": {"node": body}, "timestamp": 5000})
    recording.told(moved(5010, (0, 4)))

    told = recording.told(clicked(10**400, 4))

    assert told is not None
    assert [one["hovered"] for one in told["elements"]] == [None]


def test_hesitation_is_known_of_clicks_with_a_mouse_and_of_no_touch(events: Warehouse) -> None:
    clicks = Counter(row["pointer"] for row in TRUTH if row["action"] == "click")

    ((known, on_phones, least),) = events.ask(
        "select count(hesitation_seconds),"
        " count(hesitation_seconds) filter (viewport_width < 500), min(hesitation_seconds)"
        " from events where kind = 'click'"
    )

    assert 0.7 * clicks["mouse"] < known <= clicks["mouse"]
    assert on_phones == 0
    assert least > 0


def test_a_list_and_lines_of_events_are_the_same(tmp_path: Path) -> None:
    found = []
    content = json.loads(gzip.decompress(FILES[0].read_bytes()))
    lines = b"".join(json.dumps(event).encode() + b"\n" for event in content)

    for name, text in (("list", json.dumps(content).encode()), ("lines", lines)):
        warehouse = Warehouse(tmp_path / name)
        warehouse.decode(text, path="session.json", format="rrweb")
        columns = "line_number, event_at, kind, page_x, page_y, url_path, element_path"
        found.append(warehouse.ask(f"select {columns} from events order by 1"))

    # the first line of a list is that of its bracket
    assert [row[1:] for row in found[0]] == [row[1:] for row in found[1]]


def test_a_snapshot_that_is_made_anew_is_no_page_view(tmp_path: Path) -> None:
    content = json.loads(gzip.decompress(FILES[0].read_bytes()))
    again = [event for event in content if event["type"] in (2, 4)][:2]
    warehouse = Warehouse(tmp_path)

    warehouse.decode(json.dumps([*content[:6], *again]).encode(), format="rrweb")

    assert warehouse.ask("select count(*) from events where kind = 'page_view'") == [(1,)]


def test_a_damaged_event_costs_itself_and_no_line(tmp_path: Path) -> None:
    chance = random.Random(7)
    content = json.loads(gzip.decompress(FILES[0].read_bytes()))
    odd = [with_odd_field(event, chance) if chance.random() < 0.5 else event for event in content]
    lines = b"".join(json.dumps(event).encode() + b"\n" for event in odd)

    told = b"".join(told_lines([lines]))
    decoded = Warehouse(tmp_path).decode(lines, format="rrweb")

    assert told.count(b"\n") == len(odd)
    assert decoded.problem is None
    assert decoded.accepted_count > 30
