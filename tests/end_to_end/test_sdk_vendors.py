"""The exports of eight vendors of the same sessions in one warehouse: as many people and sessions
as there really were.
"""

from collections import Counter
from datetime import date, timedelta

import pytest

from orchestration.installation import Installation
from tests.end_to_end import nights, truth
from tests.end_to_end import real_nights as real
from tests.orchestration.decoding.captured import DUPLICATES, EVENTS
from tests.real_data import SDK

KNOWN_BY_DEVICE = "countly"
"""Countly's id of a device is the id of its person, once there is one."""

MODELS = (
    "+fct_sessions",
    "+fct_page_views",
    "+fct_clicks",
    "+fct_funnel_entries",
    "+vendor_agreement_daily",
    "+loads",
)

ONBOARDING = ("/app/onboarding/1", "/app/onboarding/2", "/app/onboarding/3", "/app/dashboard")

VENDORS = (*EVENTS, "posthog", "mixpanel", "rrweb")

TRUSTED = (
    *("posthog", "mixpanel", "amplitude", "snowplow", "countly"),
    *("segment", "rudderstack", "rrweb"),
)
"""Each overlaps the one before it: an event counts as one of the first vendor that has it."""


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
        **({"overlaps": TRUSTED[TRUSTED.index(name) - 1]} if name != TRUSTED[0] else {}),
        **own.get(name, {}),
    }


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """One backfill of three days; no file has to be in its place at a certain time."""
    folder = tmp_path_factory.mktemp("vendors")
    (folder / "rules").mkdir()
    steps = "".join(f"onboarding,{step},{step},{page}\n" for step, page in enumerate(ONBOARDING, 1))
    (folder / "rules" / "funnels.csv").write_text(f"funnel,step,step_name,url_template\n{steps}")
    exports = [export_of(name) for name in VENDORS]
    settings = {"exports": exports, "rules": "rules", "vars": {"minimum_users": 1}}
    at = nights.installation(folder, settings, salt=real.SALT)
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
    # It was not recorded.
    assert Counter(export for key, export in found if key not in keys.values()) == {
        **dict.fromkeys(set(VENDORS) - {"rrweb"}, 1),
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


def test_an_event_that_several_vendors_saw_counts_once(together: Installation) -> None:
    """In all they saw every page view on its day, late ones too, and every click; a link within the
    page is a page view to Mixpanel. One click, on no control, Mixpanel alone saw, within seconds of
    another of the same person and page.
    """
    keys = truth.user_keys({user: user for user in truth.users()}, salt=real.SALT)
    told = [row for row in truth.actions() if not row["is_bot"] and row["session"] != 8]
    # one person across a login: some of it was done before it
    assert {row["action"] for row in told if not row["identified"]} >= {"page_view", "click"}

    views, clicks = (
        Counter(
            row
            for row in nights.rows(
                together, f"select user_key, page, event_date::varchar from marts.{table}"
            )
            if row[0] in keys.values()
        )
        for table in ("fct_page_views", "fct_clicks")
    )

    assert views == Counter(
        (keys[row["user"]], row["template"], row["ts"][:10])
        for row in (*(row for row in told if row["action"] == "page_view"), *truth.hash_changes())
    )
    assert clicks == Counter(
        (keys[row["user"]], row["template"], row["ts"][:10])
        for row in told
        if row["action"] == "click"
    )


def test_of_two_vendors_is_told_what_both_saw_and_what_one_alone(together: Installation) -> None:
    agreed = nights.rows(
        together,
        """
        select sum(event_count)::int, sum(other_event_count)::int, sum(both_count)::int,
            sum(only_count)::int, sum(other_only_count)::int
        from marts.vendor_agreement_daily
        where export = 'snowplow' and other_export = 'posthog' and kind = 'page_view'
        """,
    )
    left_out = nights.rows(
        together, "select export, sum(overlap_count)::int from marts.loads group by export"
    )

    # Snowplow saw every page view
    seen = [row for row in truth.actions() if row["action"] == "page_view" and not row["is_bot"]]
    others = truth.page_views("posthog")
    of_nobody = [row for row in others if row["session"] == 8]  # of somebody else to each vendor
    both = len(others) - len(of_nobody)
    assert agreed == [
        (len(seen), len(others), both, len(seen) - both, len(of_nobody)),
    ]
    assert (len(seen), len(others), both) == (133, 130, 128)
    assert dict(left_out)[TRUSTED[0]] == 0
    assert all(count > 150 for name, count in left_out if name != TRUSTED[0])


def steps_done(views: list[truth.Action], day: date) -> int:
    """How many steps of the onboarding somebody's page views do in order, within an hour of the
    first one, which is of the day.
    """
    done, began = 0, None
    for view in views:
        at = truth.at(view)
        is_in_time = at.date() == day if began is None else at <= began + timedelta(hours=1)
        if done < len(ONBOARDING) and is_in_time and view["template"] == ONBOARDING[done]:
            done, began = done + 1, began or at
    return done


def test_who_gave_up_onboarding_and_where_is_the_truth(together: Installation) -> None:
    keys = truth.user_keys({user: user for user in truth.users()}, salt=real.SALT)
    views = [row for row in truth.actions() if row["action"] == "page_view" and not row["is_bot"]]
    expected = {
        (keys[user], day, step)
        for user in truth.users()
        for day in truth.DAYS
        for step in range(1, 1 + steps_done([row for row in views if row["user"] == user], day))
    }

    found = nights.rows(together, "select user_key, event_date, step from marts.fct_funnel_entries")

    assert set(found) == expected
    assert Counter(step for *_, step in found) == {1: 7, 2: 7, 3: 3, 4: 3}
