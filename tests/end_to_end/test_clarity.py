"""Microsoft Clarity's sums: a yardstick beside the numbers here, and part of none of them."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

import orchestration
from orchestration.installation import Installation
from tests.end_to_end import nights
from tests.orchestration.storage.clarity_answers import sums

DAY = date(2026, 11, 16)
QUERY = Path(orchestration.__file__).parent / "examples" / "clarity.sql"
ASKED = {"": "all", "Device": "device", "URL": "page"}


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """A night of sums, and of one person who reads the prices twice on the day and once after it;
    a file with a sum that is told once more, and one that is no number, came later.
    """
    folder = tmp_path_factory.mktemp("clarity")
    columns = {"event_at": "at", "kind": {"value": "page_view"}, "user_id": "user", "url": "url"}
    web = {"name": "web", "format": "table", "url": "web/", "host": "app.example"}
    clarity = {"name": "clarity", "format": "clarity", "url": "sums/"}
    settings = {"exports": [{**web, "columns": columns}, clarity], "vars": {"minimum_users": 1}}
    view = {"user": "ann", "url": "https://app.example/pricing"}
    times = ("2026-11-16T10:00:00Z", "2026-11-16T12:00:00Z", "2026-11-17T02:00:00Z")
    files = {
        f"sums/{DAY}-{by}.jsonl": list(sums(dimension, by, f"{DAY}"))
        for dimension, by in ASKED.items()
    }
    again = {**next(iter(files[f"sums/{DAY}-device.jsonl"])), "totalsessioncount": "31"}
    odd = {**again, "metric": "ScriptErrorCount", "subtotal": "many"}
    files[f"sums/{DAY}-later.jsonl"] = [again, odd]
    files["web/1.jsonl"] = [{**view, "at": time} for time in times]
    for name, rows in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("".join(json.dumps(row) + "\n" for row in rows))
    installation = nights.installation(folder, settings)
    models = ("+clarity_daily", "+fct_sessions", "+fct_page_views", "+fct_friction_signals")
    nights.run_night(installation, DAY, pictures=False, tests=False, models=(*models, "+loads"))
    return installation


def test_sums_are_told_by_day_page_and_device_as_clarity_tells_them(at: Installation) -> None:
    found = nights.rows(
        at,
        """
        select page, device, session_count, bot_session_count, user_count, pages_per_session,
            mean_scroll_depth, total_seconds, active_seconds, rage_click_session_share,
            rage_click_count, dead_click_session_share, dead_click_count, script_error_count
        from marts.clarity_daily
        where event_date = date '2026-11-16' and export = 'clarity'
        order by page, device
        """,
    )

    nothing = (None,) * 5
    assert found == [
        ("(all)", "(all)", 40, 4, 25, 1.5, 0.455, 120, 61, 0.125, 9, 0.5, 95, None),
        ("(all)", "PC", 31, 4, 18, 1.5, None, None, None, 0.1, 6, None, None, None),
        ("(rare)", "(all)", 30, 0, None, 1, None, None, None, *nothing),
        ("/pricing", "(all)", 10, 0, None, 1, 0.8, None, None, *nothing),
    ]


def test_a_sum_is_of_no_session_and_each_line_is_accounted_for(at: Installation) -> None:
    """Two lists are left out: by device they are asked for, and pages by what people did there."""
    sessions = nights.rows(at, "select export, count(*) from marts.fct_sessions group by 1")
    loads = nights.rows(
        at,
        """
        select path, line_count, accepted_count, duplicate_count, rejected_count, damages
        from marts.loads where export = 'clarity' order by path
        """,
    )

    assert sessions == [("web", 2)]
    assert loads == [
        ("2026-11-16-all.jsonl", 7, 5, 0, 2, None),
        ("2026-11-16-device.jsonl", 2, 1, 1, 0, None),
        ("2026-11-16-later.jsonl", 2, 2, 0, 0, "bad_type 1"),
        ("2026-11-16-page.jsonl", 3, 3, 0, 0, None),
    ]


def test_the_query_of_the_examples_sets_both_beside_each_other(at: Installation) -> None:
    with duckdb.connect(str(at.warehouse.published), read_only=True) as published:
        found = published.execute(QUERY.read_text()).fetchall()

    # whoever reads twice within two hours has two sessions
    assert found == [(DAY, "web", "sessions", "(none)", 40, 2)]


def test_of_every_metric_the_query_tells_what_both_have() -> None:
    """Of four sessions one has rage clicks, after midnight; two page views tell of scrolling."""
    with duckdb.connect() as duck:
        duck.execute("""
            create schema marts;
            create table marts.clarity_daily as
                select date '2026-11-16' as event_date, '(all)' as page, '(all)' as device,
                    40.0::double as session_count, 0.125::double as rage_click_session_share,
                    0.5::double as dead_click_session_share,
                    null::double as error_click_session_share, 0.455::double as mean_scroll_depth
                union all select date '2026-11-16', '/', '(all)', 30, null, null, null, null;
            create table marts.fct_sessions as
                select session_id, 'web' as export, date '2026-11-16' as event_date
                from range(1, 5) as sessions (session_id)
                union all select 5, 'web', date '2026-11-17';
            create table marts.fct_friction_signals (
                session_id bigint, signal varchar, preset varchar, event_date date
            );
            insert into marts.fct_friction_signals values
                (1, 'rage_click', 'posthog', date '2026-11-17'),
                (1, 'rage_click', 'posthog', date '2026-11-17'),
                (5, 'rage_click', 'mixpanel', date '2026-11-17'),
                (2, 'suspected_dead_click', '(none)', date '2026-11-16'),
                (3, 'suspected_dead_click', '(none)', date '2026-11-16'),
                (4, 'quick_back', '(none)', date '2026-11-16');
            create table marts.fct_page_views (
                export varchar, event_date date, has_scroll boolean, scroll_depth_fraction double
            );
            insert into marts.fct_page_views values
                ('web', date '2026-11-16', true, 0.25),
                ('web', date '2026-11-16', true, 0.75),
                ('web', date '2026-11-16', false, null)
        """)

        rows: list[tuple[Any, ...]] = duck.sql(QUERY.read_text()).fetchall()

    assert rows == [
        (DAY, "web", "mean_scroll_depth", "(none)", 0.455, 0.5),
        (DAY, "web", "sessions", "(none)", 40, 4),
        (DAY, "web", "share_of_sessions_with_rage_click", "mixpanel", 0.125, 0),
        (DAY, "web", "share_of_sessions_with_rage_click", "posthog", 0.125, 0.25),
        (DAY, "web", "share_of_sessions_with_suspected_dead_click", "(none)", 0.5, 0.5),
    ]
