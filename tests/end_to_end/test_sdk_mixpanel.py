"""Mixpanel's raw export as three nightly pulls, against what people really did."""

import gzip
import json
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from orchestration.installation import Installation
from tests.end_to_end import journeys, nights, truth
from tests.end_to_end import real_nights as real
from tests.real_data import SDK

MIXPANEL = SDK / "mixpanel"
SECONDS, MILLISECONDS = "seconds", "milliseconds"
SETTLED = timedelta(seconds=2)
"""The truth stamps a page view when its page has settled, Mixpanel when it begins, in seconds."""
SETTINGS = {
    "exports": [
        {
            "name": "site",
            "format": "mixpanel",
            "url": "vendor/",
            "host": "app.lumen-demo.example",
            "traits": ["plan"],
        }
    ],
    "vars": {"minimum_users": 1},
}


def pull(folder: Path, form: str, night: date) -> None:
    """Write what a pull at the end of a day gets: files of event days, which grow for days."""
    end = datetime(night.year, night.month, night.day, tzinfo=UTC) + timedelta(days=1)
    folder.mkdir(parents=True, exist_ok=True)
    for file in sorted((MIXPANEL / form).iterdir()):
        lines = gzip.decompress(file.read_bytes()).splitlines(keepends=True)
        seen = [line for line in lines if processed_ms(line) < end.timestamp() * 1000]
        if seen and form == MILLISECONDS:
            (folder / file.name).write_bytes(gzip.compress(b"".join(seen), mtime=0))
        elif seen:  # a pull by hand is not packed
            (folder / file.stem).write_bytes(b"".join(seen))


def processed_ms(line: bytes) -> int:
    """When Mixpanel had processed a row."""
    at: int = json.loads(line)["properties"]["mp_processing_time_ms"]
    return at


@pytest.fixture(scope="module")
def mixpanel(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The export with times in milliseconds, pulled every night."""
    folder = tmp_path_factory.mktemp("mixpanel")
    at = nights.installation(folder, SETTINGS)
    real.run_nights(at, lambda night: pull(folder / "vendor", MILLISECONDS, night))
    return at


@pytest.fixture(scope="module", params=[SECONDS, MILLISECONDS])
def either(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The export with times in seconds, pulled by hand after the last day, and the other."""
    if request.param == MILLISECONDS:
        return request.getfixturevalue("mixpanel")
    folder = tmp_path_factory.mktemp("seconds")
    at = nights.installation(folder, SETTINGS)
    pull(folder / "vendor", SECONDS, truth.DAYS[-1])
    models = (*nights.FACTS, "+feature_usage_daily", "+fct_session_segments")
    nights.run_night(at, truth.DAYS[0], truth.DAYS[-1], pictures=False, tests=False, models=models)
    return at


@pytest.fixture(scope="module")
def keys() -> dict[str, str]:
    """Public keys of the users: Mixpanel has resolved every row to the user's own id."""
    return truth.user_keys({user: user for user in truth.users()}, salt=real.SALT)


def captured() -> list[truth.Action]:
    """Page views and clicks as Mixpanel tells them: a change of the hash is a page view too."""
    hashes = [{**row, "action": "page_view"} for row in truth.hash_changes()]
    return truth.page_views("mixpanel") + hashes + truth.mixpanel_clicks()


def test_the_captured_clicks_are_those_of_the_reconciliation() -> None:
    counts = truth.reconciliation()

    assert len(truth.mixpanel_clicks()) == counts["mixpanel_click"]["captured_distinct"]
    assert (
        len(truth.page_views("mixpanel")) + len(truth.hash_changes())
        == counts["mixpanel_misc"]["by_event"]["$mp_web_page_view"]
    )


def test_every_captured_click_is_at_its_pixel(either: Installation, keys: dict[str, str]) -> None:
    expected = Counter(
        (keys[row["user"]], row["ts"][:10], row["template"])
        + (truth.BANDS[row["device"]], "page", row["page_x"], row["page_y"], 1, "located")
        for row in truth.mixpanel_clicks()
    )

    found = nights.rows(
        either,
        """
        select
            user_key, event_date::varchar, page, band, layer, page_x, page_y, precision_px, position
        from marts.fct_clicks
        """,
    )
    assert Counter(found) == expected
    assert expected.total() == 328


def test_every_captured_click_is_in_its_cell(either: Installation) -> None:
    expected: dict[str, Counter[truth.Cell]] = {day.isoformat(): Counter() for day in truth.DAYS}
    for row in truth.mixpanel_clicks():
        place = (row["template"], truth.BANDS[row["device"]], "page")
        cell = (*place, row["page_x"] // truth.CELL_PX, row["page_y"] // truth.CELL_PX)
        expected[row["ts"][:10]][cell] += 1

    assert real.bins(either) == expected


def test_sessions_are_those_of_the_30_minute_rule(
    either: Installation, keys: dict[str, str]
) -> None:
    told = [*truth.delivered("mixpanel"), truth.recovered_by_mixpanel()]
    expected = sorted(truth.sessions(told))

    found = real.seen_sessions(either, keys)
    # 43 in all, less the bot's and the one that blocked every vendor; of the other blocked one a
    # page leave is left
    assert len(found) == len(expected) == 43 - 2
    hashes = Counter((row["user"], row["ts"][:10]) for row in truth.hash_changes())
    assert sum(views for *_, views in found) == 125 + hashes.total()
    for (user, first_at, last_at, _views), session in zip(found, expected, strict=True):
        assert user == session.user
        assert abs(first_at - session.first_at) <= SETTLED
        assert session.acted_at - SETTLED <= last_at <= session.last_at + SETTLED


def test_midnight_splits_no_session_and_an_idle_gap_does(
    mixpanel: Installation, keys: dict[str, str]
) -> None:
    over_midnight = nights.rows(
        mixpanel, "select user_key from marts.fct_sessions where ended_at::date > event_date"
    )
    split = nights.rows(
        mixpanel,
        """
        select first.user_key
        from marts.fct_sessions as first
        inner join marts.fct_sessions as second using (user_key)
        where second.started_at - first.ended_at between interval 30 minute and interval 40 minute
        """,
    )

    assert {key for (key,) in over_midnight} == {keys["u004"], keys["u014"]}
    assert {key for (key,) in split} == {keys["u013"], keys["u001"], keys["u011"]}


def test_page_views_have_the_scroll_that_was_captured(
    mixpanel: Installation, keys: dict[str, str]
) -> None:
    views = sorted(
        [*truth.page_views("mixpanel"), *truth.hash_changes()],
        key=lambda row: (keys[row["user"]], row["ts"]),
    )

    found = nights.rows(
        mixpanel,
        """
        select user_key, page, scroll_max_px, scroll_depth_px
        from marts.fct_page_views
        order by user_key, started_at
        """,
    )
    pairs = list(zip(found, views, strict=True))
    assert [row[:2] for row, _ in pairs] == [(keys[v["user"]], v["template"]) for _, v in pairs]
    depths: dict[str, list[float]] = defaultdict(list)
    for row, view in pairs:
        if row[3] is not None:
            depths[view["pageview_key"]].append(row[3])
    expected = {key: truth.leaves()[key]["max_depth_px"] for key in depths}
    assert {key: max(found) for key, found in depths.items()} == expected
    # after a change of the hash Mixpanel measures anew
    assert sum(map(len, depths.values())) == len(depths) + len(truth.hash_changes())
    matched = truth.reconciliation()["mixpanel_page_leave_view_depth"]["matched"]
    # Mixpanel names no page view: a leave in another session is of none, a scroll before it counts
    later = truth.left_in_a_later_session("mixpanel")
    unknown = [row for row in later if row["max_scroll_y"] == 0]
    assert len(depths) == matched - 1 - len(unknown)
    assert len(unknown) == 2


def test_usage_is_the_summary_of_the_truth(either: Installation) -> None:
    known = truth.with_known_plans(captured(), "mixpanel")

    # only session 8 stays anonymous on its day
    assert {row["session"] for row in known if row["plan"] is None} == {8}
    expected = truth.usage(known)
    assert real.seen_usage(either) == expected
    assert real.grid_usage(either) == {key: usage[1:] for key, usage in expected.items()}


def test_users_of_features_include_the_one_whose_leave_was_recovered(either: Installation) -> None:
    known = truth.with_known_plans(captured(), "mixpanel")
    left = truth.recovered_by_mixpanel()
    expected = real.without_device(known)
    place = (left["ts"][:10], left["template"], left["plan"])
    users, views, clicks = expected[place]

    assert real.feature_usage(either) == {**expected, place: (users + 1, views, clicks)}


def test_clicks_on_elements_are_those_of_the_truth(mixpanel: Installation) -> None:
    expected = Counter(
        (row["ts"][:10], row["template"], truth.element_key(row))
        for row in truth.mixpanel_clicks()
        if not truth.is_container(row)
    )

    found = nights.rows(
        mixpanel,
        """
        select event_date::varchar, page, element_key, click_count
        from marts.element_clicks_daily
        where segment = 'all'
        """,
    )
    named = [row for row in found if not row[2].startswith("body:")]
    assert {tuple(element): count for *element, count in named} == expected
    assert sum(count for *_, count in found) - expected.total() == 2


def test_friction_and_ways_are_those_of_the_truth(
    mixpanel: Installation, keys: dict[str, str]
) -> None:
    hashes = [{**row, "action": "page_view"} for row in truth.hash_changes()]
    told = [*truth.delivered("mixpanel"), *hashes]
    clicks = truth.mixpanel_clicks()

    # Mixpanel is told of no error
    expected = {**journeys.expected(told, clicks, keys)}
    del expected["error_click (none)"]
    assert journeys.found(mixpanel) == expected
    assert journeys.agreement(mixpanel, "mixpanel") == [(4, 0, 0)]


def test_every_line_and_every_click_is_accounted_for(either: Installation) -> None:
    totals = nights.rows(
        either,
        "select sum(line_count)::int, sum(duplicate_count)::int, sum(rejected_count)::int, count(*)"
        " from marts.loads",
    )

    assert totals == [(1477, 322, 0, 3)]
    assert real.unaccounted_lines(either) == []
    assert real.unaccounted_clicks(either) == []


def test_a_second_run_of_a_night_changes_no_byte(mixpanel: Installation) -> None:
    before = real.written(mixpanel)

    nights.run_night(mixpanel, truth.DAYS[-1])

    assert real.written(mixpanel) == before
