"""Days asked for by their date: servers that answer as vendors document it, also when they fail."""

import json
import threading
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from orchestration.settings import Export
from orchestration.storage import (
    PassingError,
    PullResult,
    StorageError,
    client,
    days,
    pull,
    transfer,
)
from tests.orchestration.storage.api_server import Server, zipped

SECRETS = {"API_USER": "service.1", "API_SECRET": "hunter2"}
NOW = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
SINCE = date(2026, 11, 16)
FILES = {
    "mixpanel": [f"2026-11-{day}.jsonl" for day in range(16, 21)],
    "amplitude": [f"2026-11-{day}.zip" for day in range(16, 21)],
    "posthog_heatmaps": [f"2026-11-{day}.jsonl" for day in range(16, 21)],
    "table": [f"presses/2026/11/{day}.csv" for day in range(16, 21)],
}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server with three lines a day; pauses between attempts are short."""
    monkeypatch.setattr(transfer, "PAUSE_SECONDS", 0.001)
    monkeypatch.setattr(client, "RETRIES", client.RETRIES.new(backoff_factor=0.001))
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def export_of(server: Server, form: str) -> Export:
    storage: dict[str, Any] = {"allow_http": True, "secret": {"env": "API_SECRET"}}
    written: dict[str, Any] = {
        "name": "web",
        "format": form,
        "url": f"http://127.0.0.1:{server.server_port}/",
        "since": SINCE,
    }
    if form == "table":
        written["pattern"] = "presses/{date:%Y/%m/%d}.csv"
        written["columns"] = {"event_id": "id", "event_at": "at", "kind": {"value": "click"}}
        storage = {"allow_http": True}
    elif form.startswith("posthog"):
        storage["project"] = "7"
    else:
        storage["user"] = {"env": "API_USER"}
    return Export.model_validate({**written, "storage": storage})


def pull_from(
    server: Server, exports: Path, form: str, now: datetime = NOW, **environ: str
) -> PullResult:
    """Pull all days that there are at `now`."""
    server.requests.clear()
    return pull(
        export_of(server, form),
        folder=exports,
        base=Path(),
        environ={**SECRETS, **environ},
        now=now,
    )


@pytest.mark.parametrize("form", FILES)
def test_every_day_is_a_file_as_the_vendor_gives_it(
    server: Server, tmp_path: Path, form: str
) -> None:
    result = pull_from(server, tmp_path, form)

    assert [file.path for file in result.files] == FILES[form]
    assert (result.new, result.postponed, result.ignored) == (5, (), 0)
    first = result.files[0].local.read_bytes()
    if form == "amplitude":
        assert first == zipped(server.lines[SINCE])
        assert any("start=20261120T00&end=20261120T07" in text for text in server.requests)
    elif form == "posthog_heatmaps":
        rows = [json.loads(line) for line in first.splitlines()]
        assert [row["x"] for row in rows] == [0, 1, 2]
        assert rows[2]["timestamp"] == "2026-11-16T10:00:00Z"
    else:
        assert first == "".join(server.lines[SINCE]).encode()


@pytest.mark.parametrize(
    ("form", "again"), [("mixpanel", 6), ("amplitude", 2), ("posthog_heatmaps", 5), ("table", 5)]
)
def test_days_that_may_still_change_are_asked_again(
    server: Server, tmp_path: Path, form: str, again: int
) -> None:
    """And those that were not whole when they were asked; of two of them something came."""
    server.lines[date(2026, 11, 21)] = server.lines[SINCE]
    pull_from(server, tmp_path, form)
    assert pull_from(server, tmp_path, form).new == 0
    assert server.requests == []
    server.lines[date(2026, 11, 20)].append('{"late": true}\n')

    result = pull_from(server, tmp_path, form, NOW + timedelta(days=1))

    assert len(server.requests) == again
    assert result.new == 2
    assert len(result.files) == 6


@pytest.mark.parametrize("form", FILES)
@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 0])
def test_a_busy_server_is_asked_again(
    server: Server, tmp_path: Path, form: str, status: int
) -> None:
    server.failures = [status] * 2

    result = pull_from(server, tmp_path, form)

    assert (result.new, result.postponed) == (5, ())
    assert len(server.requests) == 7


def test_what_a_limit_leaves_is_taken_next_time(server: Server, tmp_path: Path) -> None:
    server.failures = [429] * 1000

    result = pull_from(server, tmp_path, "mixpanel")

    assert result.new == 0
    assert "allows no more requests now" in result.postponed[0].reason
    server.failures = []
    assert pull_from(server, tmp_path, "mixpanel").new == 5


@pytest.mark.parametrize("failure", [0, 1, 503])
def test_a_day_that_is_never_whole_is_an_error_and_nothing_of_it_is_kept(
    server: Server, tmp_path: Path, failure: int
) -> None:
    server.failures = [failure] * 1000

    with pytest.raises(PassingError, match=r"2026-11-1\d\.jsonl not read: .*\(3 attempts\)"):
        pull_from(server, tmp_path, "mixpanel")

    assert not list((tmp_path / "web").rglob("*.jsonl"))


@pytest.mark.parametrize("form", ["mixpanel", "amplitude", "posthog_heatmaps"])
def test_refused_credentials_name_their_keys_and_never_their_values(
    server: Server, tmp_path: Path, form: str
) -> None:
    with pytest.raises(StorageError) as caught:
        pull_from(server, tmp_path, form, API_SECRET="expired-hunter3")

    assert "refuses the credentials (40" in str(caught.value)
    assert "storage.secret" in str(caught.value)
    assert "hunter" not in str(caught.value)


@pytest.mark.parametrize("form", ["amplitude", "posthog_heatmaps"])
def test_what_a_server_answers_is_shown_without_the_secrets_that_it_was_sent(
    server: Server, tmp_path: Path, form: str
) -> None:
    """Amplitude is sent user and secret in Base64, PostHog the secret; of both is told."""
    sent = b64encode(b"service.1:hunter/2").decode() if form == "amplitude" else "hunter/2"
    told = "\x1b[31m {} hunter/2 hunter%2F2 {{'s': 'hunter\\/2'}} end".format
    server.odd = lambda header: (418, told(header).encode(), {})

    with pytest.raises(StorageError) as caught:
        pull_from(server, tmp_path, form, API_SECRET="hunter/2")

    said = str(caught.value)
    assert r'answers 418: "\x1b[31m ' in said and said.endswith(' end"')
    assert said.count("***") == 4
    assert "hunter" not in said and sent not in said


def test_an_answer_that_no_time_will_mend_is_an_error(server: Server, tmp_path: Path) -> None:
    server.failures = [400] * 1000

    with pytest.raises(StorageError, match=r"/api/2/export answers 400: '<b>busy</b>'"):
        pull_from(server, tmp_path, "amplitude")


def test_a_day_without_uploads_is_an_empty_file_and_not_asked_for_again(
    server: Server, tmp_path: Path
) -> None:
    del server.lines[SINCE]
    result = pull_from(server, tmp_path, "amplitude")
    assert (result.files[0].path, result.files[0].size) == ("2026-11-16.zip", 0)

    assert pull_from(server, tmp_path, "amplitude").new == 0
    assert server.requests == []


def test_a_file_that_is_not_there_waits(server: Server, tmp_path: Path) -> None:
    content = server.lines.pop(SINCE)
    result = pull_from(server, tmp_path, "table")
    assert [(one.path, "nothing of this day" in one.reason) for one in result.postponed] == [
        ("presses/2026/11/16.csv", True)
    ]

    server.lines[SINCE] = content

    assert pull_from(server, tmp_path, "table").new == 1


def test_a_day_of_more_rows_than_an_answer_takes_is_asked_for_in_halves(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = pull_from(server, tmp_path / "whole", "posthog_heatmaps").files[0]
    monkeypatch.setattr(days.PostHog, "most_rows", 2)

    halves = pull_from(server, tmp_path / "halves", "posthog_heatmaps").files[0]

    assert halves.local.read_bytes() == whole.local.read_bytes()
    assert len(server.requests) > 10
