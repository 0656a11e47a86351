"""Half a year of a shop through the format `table`: its sessions, found again from the gaps."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb
import pytest

from orchestration.installation import Installation
from tests.end_to_end import nights
from tests.real_data import BESIDE, needs

ECOM = BESIDE / "ecom"

pytestmark = needs(ECOM)


def settings(sessions: str) -> dict[str, Any]:
    export = {
        "name": "shop",
        "format": "table",
        "url": str(ECOM),
        "pattern": "ecom.csv",
        "sessions": sessions,
        "traits": ["platform"],
        "columns": {
            "event_at": "timestamp",
            "kind": {"value": "custom"},
            "event_name": "event",
            "user_id": "user_id",
            "vendor_session_id": "session_id",
        },
    }
    return {"exports": [export], "vars": {"minimum_users": 1}}


@pytest.fixture(scope="module", params=["inactivity", "vendor"])
def ecom(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """The shop in one backfill, cut by the 30 minute rule and by the shop's own ids."""
    at = nights.installation(tmp_path_factory.mktemp("ecom"), settings(request.param))
    nights.run_night(at, date(2024, 1, 4), date(2024, 6, 30), pictures=False)
    yield at


def test_sessions_are_the_3605_of_the_file_row_by_row(ecom: Installation) -> None:
    with duckdb.connect() as duck:
        expected = duck.execute(
            "select list(line order by line) from"
            f" (select *, row_number() over () + 1 as line from read_csv('{ECOM / 'ecom.csv'}'))"
            " group by session_id order by all"
        ).fetchall()

    found = nights.private_rows(
        ecom,
        """
        select list(events.line_number order by events.line_number)
        from intermediate.int_events_sessionised as sessionised
        inner join staging.stg_raw__events as events using (event_date, event_id)
        group by sessionised.session_id
        order by all
        """,
    )
    assert len(expected) == 3_605
    assert found == expected


def test_published_sessions_begin_and_end_as_in_the_file(ecom: Installation) -> None:
    with duckdb.connect() as duck:
        expected = duck.execute(
            "select min(timestamp), max(timestamp), count(*), min(timestamp)::date"
            f" from read_csv('{ECOM / 'ecom.csv'}') group by session_id order by all"
        ).fetchall()

    found = nights.rows(
        ecom,
        "select started_at, ended_at, event_count, event_date from marts.fct_sessions order by all",
    )
    assert found == expected
