"""What is told of people, apart from any visit: who they are, and their traits."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from orchestration.installation import Installation
from tests.end_to_end import nights

DAY = date(2026, 11, 16)
MODELS = ("+fct_sessions", "+fct_session_segments", "+loads")


def test_who_an_id_is_and_what_is_known_of_people_is_told_apart_from_any_visit(
    tmp_path: Path,
) -> None:
    """Somebody reads at home and at work; PostHog is told later that both are one person."""
    base = {"traits": ["plan"]}
    events = {**base, "name": "events", "format": "posthog_events", "url": "events/"}
    persons = {**base, "name": "persons", "format": "posthog_persons", "url": "persons/"}
    settings = {
        "exports": [events, {**persons, "may_be_empty": True}],
        "vars": {"minimum_users": 1},
    }
    at = nights.installation(tmp_path, settings)
    views = [("e1", "home", "p-home", "10:00"), ("e2", "work", "p-work", "15:00")]
    write(tmp_path / "events" / "2026-11-16.jsonl", [view(*of) for of in views])
    (tmp_path / "persons").mkdir()
    nights.run_night(at, DAY, models=MODELS, tests=False, pictures=False)
    alone = people(at), traits(at)

    interval = "2026-11-16T00:00:00+00:00-2026-11-17T00:00:00+00:00.jsonl"
    people_now = [person("home", "pro"), person("work", "pro"), person("elsewhere", "pro")]
    write(tmp_path / "persons" / interval, people_now)
    nights.run_night(at, DAY, models=MODELS, tests=False, pictures=False)

    assert alone == ([(2, 2, 2)], [("plan=(none)", 2)])
    assert people(at) == [(2, 1, 2)]
    assert traits(at) == [("plan=pro", 2)]
    loads = "select accepted_count, duplicate_count from marts.loads where export = 'persons'"
    assert nights.rows(at, loads) == [(3, 0)]


def view(event: str, distinct_id: str, person_id: str, time: str) -> dict[str, Any]:
    moment = f"2026-11-16T{time}:00Z"
    return {
        "uuid": event,
        "event": "$pageview",
        "distinct_id": distinct_id,
        "person_id": person_id,
        "timestamp": moment,
        "_inserted_at": moment,
        "properties": {"$current_url": "https://app.example/pricing"},
    }


def person(distinct_id: str, plan: str) -> dict[str, Any]:
    return {
        "distinct_id": distinct_id,
        "person_id": "p-work",
        "properties": {"plan": plan},
        "person_version": 2,
        "person_distinct_id_version": 1,
    }


def write(file: Path, rows: list[dict[str, Any]]) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))


def people(at: Installation) -> list[tuple[Any, ...]]:
    """Sessions, people and events."""
    query = "count(*), count(distinct user_key), sum(event_count)::int"
    return nights.rows(at, f"select {query} from marts.fct_sessions")


def traits(at: Installation) -> list[tuple[Any, ...]]:
    query = "select segment, count(*) from marts.fct_session_segments where segment like 'plan=%'"
    return nights.rows(at, f"{query} group by segment")
