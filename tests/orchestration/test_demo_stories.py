"""The stories planted in the demo are in its rows, and so is the dirt of real exports."""

import gzip
import json
from pathlib import Path

import duckdb
import pytest

from orchestration.demo import write_demo_export

# Rows of the export once each, with the words of the stories.
APP = """
create table app as
select distinct on (uuid)
    *,
    regexp_replace(properties ->> '/$pathname', '/[0-9][0-9][0-9]+$', '/:id') as page,
    properties ->> '/$pageview_id' as page_view,
    properties ->> '/$raw_user_agent' as agent,
    regexp_extract(elements_chain, 'attr__data-attr="([^"]*)"', 1) as element,
    person_properties ->> 'plan' as plan,
    case
        when cast(properties ->> '/$viewport_width' as integer) <= 480 then 'phone'
        when cast(properties ->> '/$viewport_width' as integer) <= 1024 then 'tablet'
        else 'desktop'
    end as band
from read_parquet('{folder}/posthog/events/*.parquet')
where timestamp > '1990-01-01'
"""
POINTS = """
create table points as
select *, 16.0 * x / (16 * viewport_width) as across, 16 * y as y_px
from read_parquet('{folder}/posthog/heatmaps/*.parquet')
where timestamp > '1990-01-01' and viewport_width * 16 between 1025 and 1680
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stories")
    write_demo_export(folder, events=60_000)
    return folder


@pytest.fixture(scope="module")
def rows(folder: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(APP.format(folder=folder))
    connection.execute(POINTS.format(folder=folder))
    return connection


@pytest.fixture(scope="module")
def lines(folder: Path) -> list[str]:
    return [
        line
        for path in sorted((folder / "mixpanel").iterdir())
        for line in gzip.decompress(path.read_bytes()).decode().splitlines()
    ]


def numbers(rows: duckdb.DuckDBPyConnection, query: str) -> tuple[float, ...]:
    found = rows.execute(query).fetchone()
    assert found is not None
    return found


def test_export_csv_is_pressed_in_bursts_and_not_on_phones(
    rows: duckdb.DuckDBPyConnection,
) -> None:
    bursts, dead, per_view, others, on_phones = numbers(
        rows,
        """
        select
            count(*) filter (event = '$rageclick' and element = 'export-csv'),
            count(*) filter (event = '$dead_click' and element = 'export-csv'),
            count(*) filter (event = '$autocapture' and element = 'export-csv')
                / count(distinct page_view) filter (element = 'export-csv'),
            count(*) filter (event = '$autocapture' and element = 'share-report')
                / count(distinct page_view) filter (element = 'share-report'),
            count(*) filter (element = 'export-csv' and band = 'phone')
        from app where page = '/app/reports/:id'
        """,
    )

    assert bursts > 50
    assert dead > 40
    assert per_view > 4 > 2 > others
    assert on_phones == 0


def test_few_reach_the_templates_and_those_press_a_lot(rows: duckdb.DuckDBPyConnection) -> None:
    reached, clicks = numbers(
        rows,
        """
        with views as (
            select
                page_view,
                max(cast(properties ->> '/$prev_pageview_max_content' as integer)) > 1750 as deep,
                count(*) filter (element like 'use-template-%') as clicks
            from app where page = '/app/automations' and band = 'desktop' group by page_view
        )
        select count(*) filter (deep) / count(*), avg(clicks) filter (deep) from views
        """,
    )

    assert 0.02 < reached < 0.2
    assert clicks > 1


def test_step_two_loses_phones(rows: duckdb.DuckDBPyConnection) -> None:
    query = """
        select
            count(distinct person_id) filter (page = '/app/onboarding/3')
            / count(distinct person_id) filter (page = '/app/onboarding/2')
        from app where event = '$pageview' and band = '{}'
    """

    assert numbers(rows, query.format("phone"))[0] < 0.65
    assert numbers(rows, query.format("desktop"))[0] > 0.8


def test_who_presses_test_connection_in_vain_stops(rows: duckdb.DuckDBPyConnection) -> None:
    query = """
        select count(distinct person_id) filter (event = '$rageclick') as struggling,
            count(distinct person_id) filter (page = '/app/onboarding/3') as going_on
        from app semi join
            (from app where event = '$rageclick' and element = 'test-connection') using (person_id)
    """

    assert numbers(rows, query)[0] > 5
    assert numbers(rows, query)[1] == 0


def test_the_release_moves_new_report_from_right_to_left(rows: duckdb.DuckDBPyConnection) -> None:
    query = """
        select
            count(*) filter (across > 0.88 and y_px between 80 and 130),
            count(*) filter (across between 0.17 and 0.29 and y_px between 224 and 288)
        from points
        where type = 'click' and current_url like '%/app/reports' and timestamp {} '2026-11-16'
            and not pointer_target_fixed
    """

    right_before, left_before = numbers(rows, query.format("<"))
    right_after, left_after = numbers(rows, query.format(">="))

    assert right_before > 3 * right_after
    assert left_after > 3 * left_before


def test_the_odd_day_brings_visits_that_leave_at_once(lines: list[str]) -> None:
    views = [line for line in lines if '"$mp_web_page_view"' in line and "/pricing" in line]
    mailed = [line for line in views if "utm_source=newsletter" in line]

    assert len(mailed) > 200
    assert {line for line in mailed if "example.com" not in line} == set()
    odd_clicks = [line for line in lines if '"$mp_click"' in line and "newsletter" in line]
    assert len(odd_clicks) < len(mailed) / 2


def test_free_plan_presses_upgrade_and_does_not_buy(rows: duckdb.DuckDBPyConnection) -> None:
    pressed, bought, others = numbers(
        rows,
        """
        select
            count(*) filter (element = 'upgrade-pro' and plan = 'free'),
            count(*) filter (event = 'subscription_upgraded'),
            count(*) filter (element = 'upgrade-pro' and plan <> 'free')
        from app
        """,
    )

    assert pressed > 20
    assert bought <= pressed / 8
    assert others == 0


def test_some_events_come_late_and_some_twice(
    folder: Path, rows: duckdb.DuckDBPyConnection
) -> None:
    count, late, later_file = numbers(
        rows,
        """
        select count(*), count(*) filter (_inserted_at > timestamp + interval 5 hour),
            count(*) filter (cast(_inserted_at as date) > cast(timestamp as date))
        from app
        """,
    )
    all_rows = numbers(
        rows, f"select count(*) from read_parquet('{folder}/posthog/events/*.parquet')"
    )[0]

    assert late > 0.003 * count
    assert later_file > 0
    assert 0 < all_rows - count < 0.01 * count


def test_bots_only_look_and_staff_is_marked(rows: duckdb.DuckDBPyConnection) -> None:
    bots, presses, staff = numbers(
        rows,
        """
        select
            count(*) filter (agent ilike '%bot%' or agent ilike '%headless%'),
            count(*) filter (event <> '$pageview' and agent ilike '%bot%'),
            count(*) filter (person_properties like '%$internal_or_test_user%')
        from app
        """,
    )

    assert bots > 50
    assert presses == 0
    assert staff > 50


def test_vendor_sessions_end_at_a_long_pause_and_not_at_midnight(
    rows: duckdb.DuckDBPyConnection,
) -> None:
    longest_pause, across_midnight = numbers(
        rows,
        """
        with ordered as (
            select properties ->> '/$session_id' as session, timestamp as moment,
                moment - lag(moment) over (partition by session order by moment) as pause
            from app
        )
        select
            epoch(max(pause)),
            (select count(*) from (
                select session from ordered group by session
                having cast(min(moment) as date) <> cast(max(moment) as date)
            ))
        from ordered
        """,
    )

    assert longest_pause < 1800
    assert across_midnight > 0


def test_five_lines_are_broken_and_three_from_the_future(lines: list[str]) -> None:
    broken, future = 0, 0

    for line in lines:
        try:
            moment = json.loads(line)["properties"]["time"]
            future += moment > json.loads(line)["properties"]["mp_processing_time_ms"] + 3_600_000
        except (ValueError, KeyError, TypeError):
            broken += 1

    assert (broken, future) == (5, 3)


def test_one_row_and_one_point_have_an_impossible_time(folder: Path) -> None:
    for name in ("events", "heatmaps"):
        query = f"""
            select count(*) from read_parquet('{folder}/posthog/{name}/*')
            where timestamp < '1990-01-01'
        """
        assert duckdb.sql(query).fetchall() == [(1,)]


def test_half_of_the_people_see_the_banner_and_more_of_them_invite(
    rows: duckdb.DuckDBPyConnection,
) -> None:
    query = """
        with variants as (
            select distinct_id, properties ->> '/$feature_flag_response' as variant from app
            where properties ->> '/$feature_flag' = 'invite-banner'
        ),
        people as (
            select distinct_id, bool_or(event = 'invitation_sent') as invites,
                bool_or(event = 'checkout_opened') as buys
            from app group by distinct_id
        )
        select count(*), count(distinct distinct_id), avg(invites::integer), avg(buys::integer)
        from variants inner join people using (distinct_id) where variant = '{}'
    """

    told, people, inviting, buying = numbers(rows, query.format("test"))
    told_too, others, inviting_too, buying_too = numbers(rows, query.format("control"))

    assert (told, told_too) == (people, others)
    assert 0.6 < people / others < 1.67
    assert inviting > 1.5 * inviting_too
    assert abs(buying - buying_too) < 0.05


def test_people_of_the_free_plan_come_again_less_often(rows: duckdb.DuckDBPyConnection) -> None:
    query = """
        with people as (
            select distinct_id, max(plan) as plan, bool_or(timestamp >= '2026-11-16') as is_back
            from app where properties ->> '/$is_identified' = 'true'
            group by distinct_id having min(timestamp) < '2026-11-16'
        )
        select avg(is_back::integer) from people where plan = '{}'
    """

    assert numbers(rows, query.format("free"))[0] < 0.75
    assert numbers(rows, query.format("pro"))[0] > 0.85
