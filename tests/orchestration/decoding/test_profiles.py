"""What vendors know of people, in rows that were built from their documentation."""

import json
from pathlib import Path
from typing import Any, Final

import polars as pl
import pytest

from tests.orchestration.decoding.case import MIXPANEL, Warehouse, line, with_properties

INTERVAL: Final = "2026-11-16T00:00:00+00:00-2026-11-17T00:00:00+00:00"

PERSON: Final[dict[str, Any]] = {
    "team_id": 1,
    "distinct_id": "anon",
    "person_id": "0190-1",
    "properties": {"plan": "pro", "$initial_referrer": "$direct"},
    "person_version": 3,
    "person_distinct_id_version": 1,
    "created_at": "2026-11-10T08:00:00Z",
    "is_deleted": False,
}
PROFILE: Final[dict[str, Any]] = {
    "$distinct_id": "u1",
    "$properties": {"plan": "pro", "$last_seen": "2026-11-16T10:00:00"},
}


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path)


def persons(warehouse: Warehouse, *rows: dict[str, Any], path: str = f"{INTERVAL}.jsonl") -> Any:
    content = b"".join(map(line, rows))
    return warehouse.decode(content, path=f"a/{path}", format="posthog_persons", traits=("plan",))


def test_a_person_of_posthog_has_its_id_and_traits_from_the_beginning_of_its_interval(
    warehouse: Warehouse,
) -> None:
    warehouse.decode(
        line(distinct_id="anon", person_id="0190-1"), format="posthog_events", path="events.jsonl"
    )
    ((anonymous, person),) = warehouse.ask("select anonymous_id, person_id from events")

    persons(warehouse, PERSON)

    assert warehouse.ask(
        "select kind, event_at::varchar, merged_id, person_id, anonymous_id, traits from events"
        " where kind = 'profile'"
    ) == [("profile", "2026-11-16 00:00:00", anonymous, person, None, '{"plan":"pro"}')]


def test_a_version_of_a_person_that_comes_again_is_the_same_and_a_new_one_is_not(
    warehouse: Warehouse,
) -> None:
    persons(warehouse, PERSON, PERSON, {**PERSON, "person_version": 4})

    assert warehouse.ask("select count(*), count(distinct event_id) from events") == [(3, 2)]


def test_deleted_people_are_left_out(warehouse: Warehouse) -> None:
    decoded = persons(warehouse, PERSON, {**PERSON, "distinct_id": "x", "is_deleted": True})

    assert (decoded.accepted_count, decoded.reject_reasons) == (1, {"left_out": 1})


def test_a_file_that_is_not_named_by_its_interval_has_no_time(warehouse: Warehouse) -> None:
    decoded = persons(warehouse, PERSON, path="persons.jsonl")

    assert decoded.reject_reasons == {"bad_time": 1}


def test_persons_as_parquet_are_the_same(warehouse: Warehouse, tmp_path: Path) -> None:
    persons(warehouse, PERSON)
    file = tmp_path / "persons.parquet"
    texts = {"properties": json.dumps(PERSON["properties"])}
    pl.DataFrame([{**PERSON, **texts}]).write_parquet(file)

    other = Warehouse(tmp_path / "other")
    path = f"a/{INTERVAL}-0.parquet.zst"
    other.decode(file, path=path, format="posthog_persons", traits=("plan",))

    query = "select * exclude (file_id) from events"
    assert other.ask(query) == warehouse.ask(query)


@pytest.mark.parametrize("is_answer", [False, True])
def test_a_profile_of_mixpanel_is_of_the_person_of_its_events_since_it_was_last_seen(
    is_answer: bool, warehouse: Warehouse
) -> None:
    events = with_properties(MIXPANEL, distinct_id="u1", **{"$insert_id": "i1"}) + with_properties(
        MIXPANEL, distinct_id="$device:d1", **{"$insert_id": "i2"}
    )
    warehouse.decode(events, format="mixpanel", path="events.jsonl")
    rows = [PROFILE, {**PROFILE, "$distinct_id": "$device:d1"}]
    answer = json.dumps({"results": rows, "page": 0, "status": "ok"}).encode()

    warehouse.decode(
        answer if is_answer else b"".join(map(line, rows)),
        path="profiles.json",
        format="mixpanel_profiles",
        traits=("plan",),
        timezone="Europe/Zurich",
    )

    who = "select coalesce(person_id, anonymous_id) from events where kind {} 'profile' order by 1"
    assert warehouse.ask(who.format("=")) == warehouse.ask(who.format("<>"))
    told = "select distinct event_at::varchar, traits from events where kind = 'profile'"
    assert warehouse.ask(told) == [("2026-11-16 10:00:00", '{"plan":"pro"}')]
