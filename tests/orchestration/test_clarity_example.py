"""The example of Microsoft Clarity: what it saves of a day, and what it sets beside it."""

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

import orchestration
from tests.orchestration.storage.api_server import Server

EXAMPLES = Path(orchestration.__file__).parent / "examples"

FRICTION = {"sessionsCount": "40", "sessionsWithoutMetricPercentage": 90, "subTotal": "9"}
ANSWER: list[dict[str, object]] = [
    {"metricName": "Traffic", "information": [{"totalSessionCount": "40"}]},
    {"metricName": "Scroll Depth", "information": [{"averageScrollDepth": 45.5}]},
    {
        "metricName": "RageClickCount",
        "information": [{**FRICTION, "sessionsWithMetricPercentage": 12.5}],
    },
    {
        "metricName": "DeadClickCount",
        "information": [{**FRICTION, "sessionsWithMetricPercentage": "50"}],
    },
    {"metricName": "Device", "information": [{"name": "PC"}, {"name": "Mobile"}]},
]


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        server.sums = ANSWER
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def save(server: Server, folder: Path, token: str = "hunter2") -> subprocess.CompletedProcess[str]:
    url = f"http://127.0.0.1:{server.server_port}"
    environ = {"PATH": os.environ["PATH"], "CLARITY_URL": url, "CLARITY_TOKEN": token}
    command = ["sh", str(EXAMPLES / "clarity.sh")]
    return subprocess.run(
        command, cwd=folder, env=environ, capture_output=True, text=True, check=False
    )


needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="the example asks with curl")


@needs_curl
def test_the_sums_of_yesterday_are_saved_and_asked_for_once(server: Server, tmp_path: Path) -> None:
    days = [datetime.now(UTC).date() - timedelta(days=1)]
    assert [save(server, tmp_path).returncode for _ in range(2)] == [0, 0]
    days += [datetime.now(UTC).date() - timedelta(days=1)]  # midnight may pass meanwhile

    (file,) = (tmp_path / "clarity").iterdir()
    assert file.name in {f"{day}.json" for day in days}
    assert json.loads(file.read_text()) == ANSWER
    assert server.requests == ["/export-data/api/v1/project-live-insights?numOfDays=1"]


@needs_curl
@pytest.mark.parametrize("status", [429, 500, 0])
def test_what_is_refused_or_cut_is_no_answer_and_is_asked_for_again(
    status: int, server: Server, tmp_path: Path
) -> None:
    server.failures = [status]
    assert save(server, tmp_path).returncode != 0
    assert not list((tmp_path / "clarity").glob("*.json"))

    assert save(server, tmp_path).returncode == 0
    assert [json.loads(file.read_text()) for file in (tmp_path / "clarity").iterdir()] == [ANSWER]


@needs_curl
def test_a_token_that_is_refused_is_not_shown(server: Server, tmp_path: Path) -> None:
    refused = save(server, tmp_path, token="expired-hunter3")

    assert refused.returncode != 0
    assert "401" in refused.stderr
    assert "hunter" not in refused.stdout + refused.stderr
    assert not list((tmp_path / "clarity").glob("*.json"))


def test_claritys_numbers_are_beside_those_of_the_same_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of four sessions one has rage clicks, after midnight; two page views tell of scrolling."""
    (tmp_path / "clarity").mkdir()
    (tmp_path / "clarity" / "2026-11-16.json").write_text(json.dumps(ANSWER))
    monkeypatch.chdir(tmp_path)
    with duckdb.connect() as duck:
        duck.execute("""
            create schema marts;
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

        rows: list[tuple[Any, ...]] = duck.sql((EXAMPLES / "clarity.sql").read_text()).fetchall()

    day = date(2026, 11, 16)
    assert rows == [
        (day, "web", "mean_scroll_depth", "(none)", 0.455, 0.5),
        (day, "web", "sessions", "(none)", 40, 4),
        (day, "web", "share_of_sessions_with_rage_click", "mixpanel", 0.125, 0),
        (day, "web", "share_of_sessions_with_rage_click", "posthog", 0.125, 0.25),
        (day, "web", "share_of_sessions_with_suspected_dead_click", "(none)", 0.5, 0.5),
    ]
