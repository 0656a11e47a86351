"""PostHog's events and heatmaps as three nights by insert time, against what people really did."""

from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest

from orchestration.installation import Installation
from tests.end_to_end import journeys, nights, truth
from tests.end_to_end import real_nights as real
from tests.end_to_end.posthog_export import deliver, persons, settings

FLUSH = timedelta(seconds=10)
"""Heatmap rows are stamped when the browser sends them, every five seconds or on leaving."""

SETTLED = timedelta(seconds=1)
"""The truth stamps a page view when its page has settled, PostHog when it begins."""


@pytest.fixture(scope="module")
def posthog(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Parquet files, loaded as three nights; cells of a single person are shown."""
    folder = tmp_path_factory.mktemp("posthog")
    at = nights.installation(folder, settings(minimum_users=1))
    real.run_nights(at, lambda day: deliver(folder, "parquet", day.isoformat()))
    return at


@pytest.fixture(scope="module")
def backfilled(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """JSON lines, loaded as one backfill; groups of fewer than five people are suppressed."""
    folder = tmp_path_factory.mktemp("posthog")
    at = nights.installation(folder, settings(minimum_users=5))
    deliver(folder, "jsonl", "2026-11")
    nights.run_night(at, truth.DAYS[0], truth.DAYS[-1], pictures=False)
    return at


@pytest.fixture(scope="module")
def keys() -> dict[str, str]:
    """Public keys of the users."""
    return truth.user_keys(persons(), salt=real.SALT)


def test_the_captured_clicks_are_those_of_the_reconciliation() -> None:
    counts = truth.reconciliation()

    assert len(truth.heatmap_clicks()) == counts["posthog_heatmap_click"]["captured_distinct"]
    assert len(truth.autocaptured_clicks()) == counts["posthog_autocapture"]["captured_distinct"]


def test_every_captured_click_is_at_its_rounded_point_in_its_layer(
    posthog: Installation, keys: dict[str, str]
) -> None:
    expected = Counter(
        (keys[row["user"]], row["ts"][:10], row["template"], truth.BANDS[row["device"]])
        + (truth.layer(row), *truth.rounded_point(row))
        for row in truth.heatmap_clicks()
    )

    found = nights.rows(
        posthog,
        """
        select user_key, event_date::varchar, page, band, layer, page_x::int, page_y::int
        from marts.fct_clicks
        where export = 'heatmaps' and position = 'located' and precision_px = 16
        """,
    )
    assert Counter(found) == expected
    assert expected.total() == 366


def test_sticky_and_fixed_targets_are_the_fixed_layer(posthog: Installation) -> None:
    fixed = [row for row in truth.heatmap_clicks() if truth.is_fixed(row)]
    not_stuck = [row for row in fixed if not row["stuck"]]

    found = nights.rows(
        posthog,
        "select count(*) from marts.fct_clicks where layer = 'fixed' and position = 'located'",
    )
    assert found == [(len(fixed),)]
    assert len(fixed) > len(not_stuck) > 0


def test_clicks_lie_by_area_in_the_cells_of_their_box(posthog: Installation) -> None:
    expected: dict[str, dict[truth.Cell, float]] = defaultdict(lambda: defaultdict(float))
    clicks_in: Counter[truth.Cell] = Counter()
    for row in truth.heatmap_clicks():
        for cell, share in truth.deposit(row).items():
            expected[row["ts"][:10]][cell] += share
            clicks_in[cell] += 1

    found = real.bins(posthog)
    for day, cells in expected.items():
        # a share is a product of two that are rounded to thousandths
        assert found[day] == {
            cell: pytest.approx(mass, abs=0.002 * clicks_in[cell]) for cell, mass in cells.items()
        }


def test_the_mass_of_the_cells_is_the_number_of_clicks(posthog: Installation) -> None:
    expected = Counter(
        (row["ts"][:10], row["template"], truth.BANDS[row["device"]], truth.layer(row))
        for row in truth.heatmap_clicks()
    )

    found = nights.private_rows(
        posthog,
        """
        select event_date::varchar, feature, band, layer, round(sum(clicks), 6)
        from marts.heatmap_bins
        where segment = 'all'
        group by all
        """,
    )
    assert {tuple(grid): mass for *grid, mass in found} == expected


def test_every_rest_of_the_mouse_is_in_a_map_of_moves(posthog: Installation) -> None:
    sums = "sum(click_count)::int, sum(cell_click_count + out_of_range_count)::int"
    query = f"select {sums} from marts.heatmap_grids where kind = 'moves' and segment = 'all'"
    assert nights.rows(posthog, query) == [(386, 386)]


def test_a_click_in_both_exports_is_counted_once(posthog: Installation) -> None:
    found = nights.rows(
        posthog, "select export, is_counted, count(*) from marts.fct_clicks group by all"
    )

    assert sorted(found) == [("events", False, 358), ("heatmaps", True, 366)]


def test_sessions_are_those_of_the_30_minute_rule(
    posthog: Installation, keys: dict[str, str]
) -> None:
    expected = sorted(truth.sessions(truth.delivered("posthog")))

    found = real.seen_sessions(posthog, keys)
    # 43 in all, less the bot's and the one that blocked every vendor
    assert len(found) == len(expected) == 43 - 2
    for (user, first_at, last_at, views), session in zip(found, expected, strict=True):
        assert (user, views) == (session.user, session.page_views)
        assert abs(first_at - session.first_at) <= FLUSH
        assert session.acted_at - SETTLED <= last_at <= session.last_at + FLUSH


def test_every_page_view_has_its_person_its_band_and_the_time_until_it_was_left(
    posthog: Installation, keys: dict[str, str]
) -> None:
    views = sorted(
        truth.page_views("posthog"), key=lambda row: (row["user"], row["template"], truth.at(row))
    )
    left_later = {row["pageview_key"] for row in truth.left_in_a_later_session("posthog")}

    found = real.seen_page_views(posthog, keys)

    assert len(found) == len(views) == 130
    without_leave = []
    for (user, page, start, band, seconds), view in zip(found, views, strict=True):
        assert (user, page, band) == (view["user"], view["template"], truth.BANDS[view["device"]])
        assert abs(start - truth.at(view)) <= 2 * SETTLED
        too_long = seconds - truth.seconds_on_page(view)
        assert too_long < 3
        if too_long < -1:
            without_leave.append(view)
    # three were left in a later session, and of two no leave was sent: sessions 18 and 29
    assert {view["pageview_key"] for view in without_leave} > left_later
    assert sorted(view["session"] for view in without_leave) == [9, 18, 26, 29, 39]


@pytest.mark.parametrize("user, day, sessions", [("u013", 16, 2), ("u001", 17, 2), ("u011", 18, 2)])
def test_an_idle_gap_splits_a_session(
    posthog: Installation, keys: dict[str, str], user: str, day: int, sessions: int
) -> None:
    found = nights.rows(
        posthog,
        "select count(*) from marts.fct_sessions"
        f" where user_key = '{keys[user]}' and event_date = '2026-11-{day}'",
    )

    assert found == [(sessions,)]


def test_midnight_splits_no_session(posthog: Installation, keys: dict[str, str]) -> None:
    found = nights.rows(
        posthog,
        "select user_key, event_date from marts.fct_sessions where ended_at::date > event_date",
    )

    assert sorted(found) == sorted(
        [(keys["u004"], date(2026, 11, 16)), (keys["u014"], date(2026, 11, 17))]
    )


def test_page_views_have_the_largest_scroll_of_the_truth(
    posthog: Installation, keys: dict[str, str]
) -> None:
    views = sorted(truth.page_views("posthog"), key=lambda row: (keys[row["user"]], row["ts"]))

    found = nights.rows(
        posthog,
        """
        select user_key, page, has_scroll, scroll_max_px, scroll_depth_px, scroll_depth_fraction
        from marts.fct_page_views
        order by user_key, started_at
        """,
    )
    pairs = list(zip(found, views, strict=True))
    assert [row[:2] for row, _ in pairs] == [(keys[v["user"]], v["template"]) for _, v in pairs]
    scrolled = [(row[3:], truth.leaves()[v["pageview_key"]]) for row, v in pairs if row[2]]
    assert len(scrolled) == truth.reconciliation()["posthog_pageleave_max_scroll"]["captured"]
    for (top, depth, fraction), leave in scrolled:
        assert (top, depth) == (leave["max_scroll_y"], leave["max_depth_px"])
        assert fraction == pytest.approx(leave["max_depth_pct"])
    assert all(row[3:] == (None, None, None) for row, _ in pairs if not row[2])
    # and so have the tables by day, which everybody may open
    assert real.seen_reach(posthog) == real.reach(v for row, v in pairs if row[2])


def test_usage_is_the_summary_of_the_truth(posthog: Installation) -> None:
    assert truth.usage(truth.actions()) == truth.summary()
    captured = truth.page_views("posthog") + truth.heatmap_clicks()
    known = truth.with_known_plans(captured, "posthog")

    # only session 8 stays anonymous: its plan is known when its user comes back a day later
    assert {row["session"] for row in known if row["plan"] is None} == {8}
    expected = truth.usage(known)
    assert real.seen_usage(posthog) == expected
    assert real.grid_usage(posthog) == {key: usage[1:] for key, usage in expected.items()}
    assert real.feature_usage(posthog) == real.without_device(known)


def test_clicks_on_elements_are_those_of_the_truth(posthog: Installation) -> None:
    clicks = truth.autocaptured_clicks()
    expected = Counter((row["ts"][:10], row["template"], truth.element_key(row)) for row in clicks)

    found = nights.rows(
        posthog,
        """
        select event_date::varchar, page, element_key, click_count
        from marts.element_clicks_daily
        where segment = 'all'
        """,
    )
    assert {tuple(element): count for *element, count in found} == expected


def test_friction_and_ways_are_those_of_the_truth(
    posthog: Installation, keys: dict[str, str]
) -> None:
    clicks = truth.autocaptured_clicks()

    assert journeys.found(posthog) == journeys.expected(truth.delivered("posthog"), clicks, keys)
    assert journeys.agreement(posthog, "posthog") == [(7, 0, 0)]


def test_every_line_and_every_click_is_accounted_for(posthog: Installation) -> None:
    totals = nights.rows(
        posthog,
        """
        select export, sum(line_count)::int, sum(duplicate_count)::int, sum(rejected_count)::int
        from marts.loads
        group by all
        order by all
        """,
    )

    assert totals == [("events", 1209, 1209 - 1176, 0), ("heatmaps", 935, 935 - 915, 0)]
    assert real.unaccounted_lines(posthog) == []
    assert real.unaccounted_clicks(posthog) == []


def test_json_lines_in_one_backfill_give_the_facts_of_parquet_in_three_nights(
    posthog: Installation, backfilled: Installation
) -> None:
    for fact in ("fct_sessions", "fct_page_views", "fct_clicks", "fct_session_segments"):
        query = f"select * from marts.{fact} order by all"

        assert nights.rows(posthog, query) == nights.rows(backfilled, query)


def test_groups_of_fewer_than_five_people_are_suppressed_and_counted(
    backfilled: Installation,
) -> None:
    captured = truth.page_views("posthog") + truth.heatmap_clicks()
    captured = truth.with_common_names(truth.with_known_plans(captured, "posthog"), 5)
    usage = real.without_device(captured)
    few = real.withheld({place: users for place, (users, _views, _clicks) in usage.items()})

    found = real.feature_usage(backfilled)
    assert {place for place, counts in found.items() if set(counts) == {None}} == few
    assert {place: counts for place, counts in found.items() if place not in few} == {
        place: counts for place, counts in usage.items() if place not in few
    }
    # no page had five people on a screen size on a day
    assert nights.rows(backfilled, "select count(*) from marts.heatmap_cells") == [(0,)]
    assert nights.rows(
        backfilled, "select distinct is_suppressed, click_count from marts.heatmap_grids"
    ) == [(True, None)]
    assert real.unaccounted_clicks(backfilled) == []
