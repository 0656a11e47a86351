"""A file that is no export, or of another, is called what it is, and no value of it is shown."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.orchestration.decoding.case import MIXPANEL, POSTHOG, Warehouse, line

CALL = {
    "type": "track",
    "event": "Signed Up",
    "messageId": "m1",
    "timestamp": "2026-11-16T10:00:00Z",
    "properties": {},
}

MAPPED = {"event_at": "time", "kind": {"value": "click"}, "user_id": "user", "page": "page"}


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path)


def table(**columns: Any) -> dict[str, Any]:
    return {"format": "table", "columns": {**MAPPED, **columns}}


@pytest.mark.parametrize(
    ("row", "form", "what"),
    [
        ({"distinct_id": "u", "person_id": "p", "properties": {}}, "posthog_events", "persons"),
        ({"session_id": "s", "start_timestamp": "2026-11-16"}, "posthog_events", "sessions"),
        (POSTHOG, "posthog_heatmaps", "PostHog's events"),
        (MIXPANEL, "posthog_events", "Mixpanel's events"),
        ({"event_name": "x", "insert_id": "i", "time": "t"}, "mixpanel", "a data pipeline"),
        ({"$distinct_id": "u", "$properties": {}}, "mixpanel", "Mixpanel's profiles"),
        ({"metricName": "Traffic", "information": []}, "posthog_events", "Clarity's API"),
        (CALL, "posthog_events", "calls of Segment's spec"),
        (MIXPANEL, "rudderstack", "Mixpanel's events"),
        ({"request": "/export", "error": "rate limit"}, "mixpanel", "an error"),
    ],
)
def test_rows_of_another_export_are_refused_by_name(
    row: dict[str, Any], form: str, what: str, warehouse: Warehouse
) -> None:
    decoded = warehouse.decode(line(row) * 2, format=form)

    assert what in str(decoded.problem)
    assert warehouse.files() == {}


def test_an_answer_of_the_query_api_and_csv_are_read_as_heatmaps(tmp_path: Path) -> None:
    row = {
        "session_id": "s",
        "distinct_id": "u",
        "timestamp": "2026-11-16T10:00:00Z",
        "x": 20,
        "y": 30,
        "type": "click",
    }
    answer = {"results": [list(row.values())], "columns": list(row), "hasMore": False}
    csv = f"{','.join(row)}\n{','.join(map(str, row.values()))}\n"

    found = []
    for name, content in (("answer", json.dumps(answer)), ("csv", csv), ("line", json.dumps(row))):
        warehouse = Warehouse(tmp_path / name)
        warehouse.decode(content.encode(), format="posthog_heatmaps")
        found.append(warehouse.one("event_id, page_x, page_y, event_at::varchar"))

    assert set(found) == {(found[0][0], 320.0, 480.0, "2026-11-16 10:00:00")}


def test_a_first_line_that_is_no_header_is_never_shown(warehouse: Warehouse) -> None:
    decoded = warehouse.decode(
        b"2026-11-16T10:00:00Z,ann@mail.example,203.0.113.7\n" * 2, **table()
    )

    assert "its first line names none of 'time'" in str(decoded.problem)
    assert "ann" not in str(decoded.problem)
    assert "203" not in str(decoded.problem)


def test_names_that_may_be_of_people_are_counted_only(warehouse: Warehouse) -> None:
    decoded = warehouse.decode(b"at,user,Ann Example,ann@mail.example\n1,2,3,4\n", **table())

    assert decoded.problem == "no row has 'time'; there are: at, user and 2 more"


def test_a_column_that_an_older_file_lacks_is_empty(warehouse: Warehouse) -> None:
    decoded = warehouse.decode(b"time,user\n2026-11-16,u\n", **table())

    assert (decoded.accepted_count, decoded.absent) == (1, ("page",))
    assert decoded.names == ("time", "user")
    assert warehouse.one("url_path") == (None,)


def test_a_field_that_is_empty_in_every_line_is_there(warehouse: Warehouse) -> None:
    row = {"time": "2026-11-16", "user": "u", "page": None}

    decoded = warehouse.decode(json.dumps(row).encode() + b"\n", **table())

    assert (decoded.accepted_count, decoded.absent) == (1, ())


def test_a_name_that_is_an_object_in_every_row_is_refused_with_the_names_in_it(
    warehouse: Warehouse,
) -> None:
    row = {"time": "2026-11-16", "user": "u", "page": {"path": "/a", "ip": "203.0.113.7"}}

    decoded = warehouse.decode(json.dumps(row).encode() + b"\n", **table())

    told = "'page' is an object in every row: name a field in it, such as page.path, page.ip"
    assert decoded.problem == told


@pytest.mark.parametrize("page", ['{"ip": 1}', '["a"]', "[[1]]"])
def test_an_object_is_never_a_text(page: str, warehouse: Warehouse) -> None:
    rows = [{"time": "2026-11-16", "user": "u", "page": value} for value in (page, "[1] {x}")]
    rows.append({**rows[0], "page": json.loads(page)})

    warehouse.decode(b"".join(json.dumps(row).encode() + b"\n" for row in rows), **table())

    assert warehouse.one("url_path") == ("[1] {x}",)
    assert warehouse.rejected() == [
        (1, "bad_type", "page: an object"),
        (3, "bad_type", "page: an object"),
    ]


@pytest.mark.parametrize("end", [b"terminated early", b'{"event": "half', b"[]"])
def test_a_last_line_that_is_unreadable_says_that_the_file_ended_early(
    end: bytes, warehouse: Warehouse
) -> None:
    decoded = warehouse.decode(line() + b"junk\n" + line(uuid="e2") + end + b"\n\n")

    assert decoded.accepted_count == 2
    assert decoded.reject_reasons == {"not_json": 1, "ended_early": 1}
