"""Which rows are one event, and what rows say of people: what the vendors themselves go by."""

import json
from pathlib import Path

import pytest

from tests.orchestration.decoding.case import MIXPANEL, Warehouse, line, with_properties

DISTINCT = "select count(distinct event_id) from events"


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path)


@pytest.mark.parametrize(
    "changed",
    [
        {"event": "checkout"},
        {"distinct_id": "u2"},
        {"uuid": "e2"},
        {"timestamp": "2026-11-15T23:59:59.000Z"},
    ],
)
def test_posthog_rows_with_another_name_person_uuid_or_date_are_different_events(
    changed: dict[str, str], warehouse: Warehouse
) -> None:
    warehouse.decode(line() + line(**changed))

    assert warehouse.ask(DISTINCT) == [(2,)]


def test_a_posthog_row_with_other_properties_and_time_is_a_version_of_the_same_event(
    warehouse: Warehouse,
) -> None:
    later = {"timestamp": "2026-11-16T10:00:01.000Z", "_inserted_at": "2026-11-17T10:00:00.000Z"}

    warehouse.decode(line() + line(**later, properties={}))

    assert warehouse.ask(DISTINCT) == [(1,)]


def test_a_mixpanel_export_after_a_merge_has_the_same_events_with_another_person(
    warehouse: Warehouse,
) -> None:
    before = with_properties(MIXPANEL, distinct_id="$device:d1", **{"$device_id": "d1"})
    after = with_properties(MIXPANEL, distinct_id="u1", **{"$device_id": "d1"})

    warehouse.decode(before + after, format="mixpanel")

    assert warehouse.ask(DISTINCT) == [(1,)]
    assert warehouse.ask(
        "select count(person_id), count(distinct anonymous_id), count(anonymous_id) from events"
    ) == [(1, 1, 2)]


def test_a_mixpanel_device_is_known_by_the_id_of_its_person_where_it_is_sent_alone(
    warehouse: Warehouse,
) -> None:
    alone = with_properties(MIXPANEL, distinct_id="$device:d1")
    with_device = with_properties(
        MIXPANEL, distinct_id="u1", **{"$device_id": "d1", "$insert_id": "i2"}
    )

    warehouse.decode(alone + with_device, format="mixpanel")

    assert warehouse.ask("select count(distinct anonymous_id) from events") == [(1,)]


def test_an_id_of_a_file_comes_again_on_another_date_as_another_event_that_may_be_the_same(
    warehouse: Warehouse,
) -> None:
    columns = {"event_id": "id", "event_at": "at", "kind": {"value": "click"}}
    content = b"id,at\n1,2026-11-16\n1,2026-11-17\n1,2026-11-17\n"

    warehouse.decode(content, format="table", columns=columns)

    query = "select count(distinct event_id), count(distinct undated_id) from events"
    assert warehouse.ask(query) == [(2, 1)]


def test_ids_that_a_vendor_makes_come_on_no_other_date(warehouse: Warehouse) -> None:
    warehouse.decode(line())

    assert warehouse.one("undated_id") == (None,)


def test_an_identify_of_posthog_names_the_id_that_its_person_had_before(
    warehouse: Warehouse,
) -> None:
    properties = {"$anon_distinct_id": "anon", "alias": "other"}

    warehouse.decode(
        line(uuid="e1", distinct_id="anon")
        + line(uuid="e2", event="$identify", properties=properties)
        + line(uuid="e3", event="$create_alias", properties={"alias": "anon"})
        + line(uuid="e4", event="checkout", properties=properties)
    )

    anonymous, identified, aliased, other = warehouse.ask(
        "select anonymous_id, merged_id from events order by line_number"
    )
    assert anonymous[1] is None
    assert identified[1] == aliased[1] == anonymous[0]
    assert other[1] is None


@pytest.mark.parametrize(
    ("written", "people"),
    [
        ("NULL", 0),
        (" undefined ", 0),
        ("Anonymous", 0),
        ("00000000-0000-0000-0000-000000000000", 0),
        ("0", 0),
        (" ", 0),
        ("10", 1),
        ("nullable", 1),
        ("00000000-0000-0000-0000-000000000001", 1),
    ],
)
def test_an_id_that_software_writes_for_nobody_is_nobody(
    written: str, people: int, warehouse: Warehouse
) -> None:
    warehouse.decode(line(distinct_id=written))

    assert warehouse.one("count(anonymous_id)") == (people,)


@pytest.mark.parametrize(
    ("timezone", "at"),
    [
        ("UTC", "2026-11-16 02:00:00"),
        ("America/Los_Angeles", "2026-11-16 10:00:00"),
        ("Asia/Kolkata", "2026-11-15 20:30:00"),
    ],
)
def test_mixpanel_counts_time_on_the_clock_of_the_project_and_processing_time_in_utc(
    timezone: str, at: str, warehouse: Warehouse
) -> None:
    two_at_night = with_properties(MIXPANEL, time=1794794400)

    warehouse.decode(two_at_night, format="mixpanel", timezone=timezone)

    found = warehouse.one("event_at::varchar, received_at::varchar")
    assert found == (at, "2026-11-16 10:00:05")


def test_a_time_of_mixpanel_that_a_clock_shows_twice_is_noted(warehouse: Warehouse) -> None:
    shown_twice = with_properties(MIXPANEL, time=1793496600)  # 2026-11-01 01:30

    warehouse.decode(shown_twice, format="mixpanel", timezone="America/Los_Angeles")

    assert warehouse.one("event_at::varchar, damage") == ("2026-11-01 09:30:00", "ambiguous_time")


CLICK = {
    "session_id": "s1",
    "distinct_id": "u1",
    "timestamp": "2026-11-16 10:00:05.000000",
    "x": 13,
    "y": 10,
    "scale_factor": 16,
    "viewport_width": 90,
    "viewport_height": 56,
    "pointer_target_fixed": False,
    "current_url": "https://app.example/a",
    "type": "click",
}
MOVE = {**CLICK, "x": 41, "type": "mousemove"}
LATER = {**CLICK, "timestamp": "2026-11-16 10:00:10.000000"}


@pytest.mark.parametrize(
    ("rows", "clicks"),
    [
        pytest.param([CLICK], 1, id="one click"),
        pytest.param([CLICK, CLICK], 1, id="delivered twice"),
        pytest.param([CLICK] * 3, 3, id="a rage click"),
        pytest.param([CLICK] * 6, 3, id="a rage click delivered twice"),
        pytest.param([CLICK, CLICK, MOVE], 2, id="a double click"),
        pytest.param([CLICK] * 4 + [MOVE] * 2, 2, id="a double click delivered twice"),
        pytest.param([CLICK] * 4 + [MOVE], 4, id="four clicks"),
        pytest.param([CLICK] * 6 + [MOVE] * 2 + [LATER], 4, id="and one of another flush"),
    ],
)
def test_how_often_a_flush_was_delivered_follows_from_its_rows_in_any_order(
    rows: list[dict[str, object]], clicks: int, tmp_path: Path
) -> None:
    half = len(rows) // 2
    orders = [rows, rows[::-1], rows[::2] + rows[1::2], rows[half:] + rows[:half]]

    for number, order in enumerate(orders):
        warehouse = Warehouse(tmp_path / str(number))
        lines = "".join(json.dumps(row) + "\n" for row in order)
        warehouse.decode(lines.encode(), format="posthog_heatmaps")

        assert warehouse.ask(f"{DISTINCT} where kind = 'click'") == [(clicks,)]


def test_a_flush_of_two_files_is_one(warehouse: Warehouse) -> None:
    lines = b"".join(json.dumps(row).encode() + b"\n" for row in [CLICK, CLICK, MOVE])

    for path in ("first.jsonl", "again.jsonl"):
        warehouse.decode(
            lines + (b"" if path == "first.jsonl" else b"\n"), path=path, format="posthog_heatmaps"
        )

    assert warehouse.ask(f"{DISTINCT} where kind = 'click'") == [(2,)]


def test_a_trait_or_an_id_may_say_who_a_person_is_in_several_exports(tmp_path: Path) -> None:
    posthog = Warehouse(tmp_path / "posthog")
    shop = Warehouse(tmp_path / "shop")
    known = {"distinct_id": "anon", "person_properties": {"mail_hash": "h1"}, "person_id": "p1"}

    posthog.decode(line(**known) + line(uuid="e2", person_id="p1"), person={"trait": "mail_hash"})
    shop.decode(
        b"at,customer\n2026-11-16,h1\n",
        format="table",
        columns={"event_at": "at", "kind": {"value": "click"}, "user_id": "customer"},
        person={"id": "user_id"},
    )

    query = "select person_id from events order by line_number"
    ((customer,),) = shop.ask(query)
    assert customer is not None
    assert posthog.ask(query) == [(customer,), (None,)]


def test_a_merge_of_mixpanel_names_the_person_and_the_id_that_is_merged(
    warehouse: Warehouse,
) -> None:
    def merge(number: int, ids: object, **properties: str) -> bytes:
        row = {"event": "$merge", "properties": {"time": 1794823200, "$insert_id": f"i{number}"}}
        return with_properties(row, **{"$distinct_ids": ids}, **properties)

    warehouse.decode(
        with_properties(MIXPANEL, distinct_id="u1")
        + with_properties(MIXPANEL, distinct_id="old", **{"$insert_id": "i2"})
        + with_properties(MIXPANEL, distinct_id="$device:d1", **{"$insert_id": "i3"})
        + merge(4, ["u1", "old"])
        + merge(5, ["old", "u1"], distinct_id="u1")
        + merge(6, ["$device:d1", "u1"])
        + merge(7, "old"),
        format="mixpanel",
    )

    person, old, device, *merges = warehouse.ask(
        "select coalesce(person_id, anonymous_id), anonymous_id, person_id, merged_id"
        " from events order by line_number"
    )
    assert old[1] is not None and device[2] is None
    assert [(row[2], row[3]) for row in merges] == [
        (person[0], old[1]),
        (person[0], old[1]),
        (person[0], device[1]),
        (None, None),
    ]
