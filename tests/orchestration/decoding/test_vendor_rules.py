"""What the documentation of vendors says and none of the real payloads shows."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.damaged.lines import written
from tests.orchestration.decoding.case import POSTHOG, Warehouse, with_properties

AT = "2026-11-16T10:00:00.000Z"
CALL: dict[str, Any] = {
    "messageId": "m1",
    "timestamp": AT,
    "receivedAt": AT,
    "anonymousId": "device",
    "userId": "ann",
}
EVENT = {
    "event_id": "e1",
    "collector_tstamp": "2026-11-16 10:00:01.000",
    "derived_tstamp": "2026-11-16 10:00:00.000",
}


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path)


def decode(warehouse: Warehouse, form: str, *rows: dict[str, Any]) -> None:
    lines = b"".join(written(form, row) + b"\n" for row in rows)
    decoded = warehouse.decode(lines, format=form, traits=("plan",), timezone="Asia/Kolkata")
    assert (decoded.problem, decoded.rejected_count) == (None, 0)


def test_an_alias_merges_the_id_before_it_into_the_person(warehouse: Warehouse) -> None:
    alias = {**CALL, "type": "alias", "previousId": "device"}

    decode(warehouse, "segment", alias)

    assert warehouse.one("kind, merged_id = anonymous_id, user_id is not null") == (
        "identify",
        True,
        True,
    )


def test_the_traits_of_a_group_are_not_those_of_the_person(warehouse: Warehouse) -> None:
    calls = [
        {**CALL, "type": kind, "messageId": kind, "traits": {"plan": "pro"}}
        for kind in ("group", "identify")
    ]

    decode(warehouse, "segment", *calls)

    assert warehouse.ask("select event_name, traits from events order by 1") == [
        ("group", None),
        ("identify", '{"plan":"pro"}'),
    ]


def test_a_screen_of_an_app_is_a_page_with_its_name_and_the_screen_its_viewport(
    warehouse: Warehouse,
) -> None:
    screen = {**CALL, "type": "screen", "name": "Home", "context": {"screen": {"width": 390}}}

    decode(warehouse, "rudderstack", screen)

    assert warehouse.one("kind, url_path, viewport_width") == ("page_view", "Home", 390)


def test_times_of_amplitude_are_in_utc_and_minus_one_is_no_session(warehouse: Warehouse) -> None:
    row = {
        "uuid": "e1",
        "event_type": "Paid",
        "event_time": "2026-11-16 10:00:00.000000",
        "session_id": -1,
        "device_id": "d",
        "event_properties": {"amount": 3},
    }

    decode(warehouse, "amplitude", row)

    columns = "vendor_session_id, event_at::varchar, properties, vendor_event_id"
    assert warehouse.one(columns) == (None, "2026-11-16 10:00:00", '{"amount":3}', "e1")


def test_a_structured_event_of_snowplow_has_its_action_and_what_it_says(
    warehouse: Warehouse,
) -> None:
    row = {**EVENT, "event": "struct", "se_category": "shop", "se_action": "pay", "se_value": "3"}

    decode(warehouse, "snowplow", row)

    name, at, properties = warehouse.one("event_name, event_at::varchar, properties")
    assert (name, at) == ("shop pay", "2026-11-16 10:00:00")
    assert json.loads(properties) == {"value": "3"}


def test_quotes_are_characters_in_a_line_of_snowplow_and_close_nothing(
    warehouse: Warehouse,
) -> None:
    rows = [
        {**EVENT, "event": "page_view", "event_id": f"e{n}", "page_title": title}
        for n, title in enumerate(('"Prices', 'The "best" one', "plain"))
    ]

    decode(warehouse, "snowplow", *rows)

    assert warehouse.ask("select page_title from events order by line_number") == [
        ('"Prices',),
        ('The "best" one',),
        ("plain",),
    ]


def test_a_bot_that_snowplow_knows_is_one(warehouse: Warehouse) -> None:
    found = {
        "schema": "iglu:com.iab.snowplow/spiders_and_robots/1",
        "data": {"spiderOrRobot": True},
    }
    text = json.dumps({"data": [found]}, separators=(",", ":"))

    decode(warehouse, "snowplow", {**EVENT, "event": "page_view", "derived_contexts": text})

    assert warehouse.one("is_bot") == (True,)


@pytest.mark.parametrize("event", ["$pageview", "$autocapture", "signed up"])
@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_the_variants_of_flags_are_kept_of_every_event_of_posthog(
    event: str, form: str, warehouse: Warehouse, tmp_path: Path
) -> None:
    properties = {
        "$feature/checkout": "test",
        "$feature_flag_bootstrapped_response": "no",
        "$feature/beta": True,
        "$lib": "web",
        "amount": 3,
    }
    content = with_properties({**POSTHOG, "event": event}, **properties)
    if form == "parquet":
        row = {**POSTHOG, "event": event, "properties": json.dumps(properties)}
        file = tmp_path / "events.parquet"
        pl.DataFrame([row]).write_parquet(file)
        content = file.read_bytes()

    warehouse.decode(content, path=f"events.{form}")

    own = {"amount": 3} if event == "signed up" else {}
    found = json.loads(warehouse.one("properties")[0])
    assert found == {"$feature/checkout": "test", "$feature/beta": True, **own}


def test_an_event_of_posthog_without_flags_has_no_properties(warehouse: Warehouse) -> None:
    warehouse.decode(with_properties(POSTHOG, **{"$feature_flag": "checkout"}))

    assert warehouse.one("properties") == (None,)
