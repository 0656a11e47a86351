"""The exports of seven vendors of the same sessions in one warehouse: as many people and sessions
as there really were.
"""

from collections import Counter
from datetime import timedelta

import pytest

from orchestration.installation import Installation
from tests.end_to_end import nights, truth
from tests.end_to_end import real_nights as real
from tests.orchestration.decoding.captured import DUPLICATES, EVENTS
from tests.real_data import SDK

KNOWN_BY_DEVICE = "countly"
"""Countly's id of a device is the id of its person, once there is one."""

MODELS = ("+fct_sessions", "+loads")

VENDORS = (*EVENTS, "posthog", "mixpanel")


def export_of(name: str) -> dict[str, object]:
    """Settings of a vendor's export: people are known by the ids that the application gives."""
    own = {
        "posthog": {"format": "posthog_events", "url": str(SDK / "posthog/events/parquet")},
        "mixpanel": {"url": str(SDK / "mixpanel/milliseconds")},
    }
    return {
        "name": name,
        "format": name,
        "url": str(SDK / name),
        "traits": ["plan"],
        "host": "app.lumen-demo.example",
        "person": {"id": "anonymous_id" if name == KNOWN_BY_DEVICE else "user_id"},
        **own.get(name, {}),
    }


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """One backfill of three days; no file has to be in its place at a certain time."""
    at = nights.installation(
        tmp_path_factory.mktemp("vendors"),
        {"exports": [export_of(name) for name in VENDORS], "vars": {"minimum_users": 1}},
        salt=real.SALT,
    )
    days = truth.DAYS
    nights.run_night(at, days[0], days[-1], pictures=False, tests=False, models=MODELS)
    return at


def test_every_line_is_an_event_or_a_duplicate(together: Installation) -> None:
    loads = nights.rows(
        together,
        "select export, sum(duplicate_count)::int, sum(rejected_count)::int from marts.loads"
        " group by export",
    )

    found = {export: counts for export, *counts in loads}
    assert found.keys() == set(VENDORS)
    assert {name: found[name] for name in DUPLICATES} == {
        name: [count, 0] for name, count in DUPLICATES.items()
    }


def test_people_and_sessions_of_all_vendors_are_those_of_the_truth(
    together: Installation,
) -> None:
    keys = truth.user_keys({user: user for user in truth.users()}, salt=real.SALT)
    told = [row for row in truth.actions() if not row["is_bot"]]

    found = nights.rows(together, "select user_key, export from marts.fct_sessions")

    known = Counter(key for key, _ in found if key in keys.values())
    assert known == Counter(keys[session.user] for session in truth.sessions(told))
    # In session 8 nobody signs in: to each vendor it is of somebody else. Countly is not told whose
    # a device was before a login, and Amplitude does not tell that a browser is a bot.
    assert Counter(export for key, export in found if key not in keys.values()) == {
        **dict.fromkeys(VENDORS, 1),
        "countly": 4,
        "amplitude": 2,
    }


def test_a_session_begins_and_ends_when_it_did(together: Installation) -> None:
    keys = truth.user_keys({user: user for user in truth.users()}, salt=real.SALT)
    told = [row for row in truth.actions() if not row["is_bot"] and row["session"] != 8]
    expected = sorted(
        (keys[session.user], session.first_at, session.last_at) for session in truth.sessions(told)
    )

    found = nights.rows(
        together,
        "select user_key, started_at, ended_at from marts.fct_sessions"
        " where event_count > 2 order by user_key, started_at",
    )

    pairs = list(zip((row for row in found if row[0] in keys.values()), expected, strict=True))
    assert [row[0] for row, _ in pairs] == [key for _, (key, _, _) in pairs]
    # a page view settles after it has begun, and a page is left after its last event
    assert max(abs(row[1] - truly[1]) for row, truly in pairs) < timedelta(seconds=2)
    assert max(abs(row[2] - truly[2]) for row, truly in pairs) < timedelta(seconds=5)


def test_bots_that_show_themselves_are_left_out_and_counted(together: Installation) -> None:
    bots = nights.rows(
        together,
        "select export, sum(bot_count) as bots from marts.loads group by export having bots > 0",
    )

    assert dict(bots).keys() == {"segment", "rudderstack", "snowplow"}
