"""Clarity's sums of the day before: asked once, within what it allows, also where it fails."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from orchestration.cli.sampling import try_sample
from orchestration.settings import Export
from orchestration.storage import PassingError, PullResult, StorageError, pull, transfer
from tests.end_to_end import nights
from tests.orchestration.storage.api_server import Server
from tests.orchestration.storage.clarity_answers import ANSWERS, sums

NIGHT = datetime(2026, 11, 17, 2, tzinfo=UTC)
FILES = ["2026-11-16-all.jsonl", "2026-11-16-device.jsonl", "2026-11-16-page.jsonl"]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr(transfer, "PAUSE_SECONDS", 0.001)
    with Server() as server:
        server.sums = dict(ANSWERS)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def written(server: Server, zone: str = "UTC") -> dict[str, Any]:
    """The export in the exports file."""
    return {
        "name": "clarity",
        "format": "clarity",
        "url": f"http://127.0.0.1:{server.server_port}",
        "since": "2026-11-01",
        "timezone": zone,
        "storage": {"secret": {"env": "CLARITY_TOKEN"}, "allow_http": True},
    }


def pull_from(
    server: Server, folder: Path, now: datetime = NIGHT, zone: str = "UTC", token: str = "hunter2"
) -> PullResult:
    environ = {"CLARITY_TOKEN": token}
    export = Export.model_validate(written(server, zone))
    return pull(export, folder=folder, base=Path(), environ=environ, now=now)


def test_the_day_before_is_asked_for_once_of_everything_by_device_and_by_page(
    server: Server, tmp_path: Path
) -> None:
    result = pull_from(server, tmp_path)

    assert [file.path for file in result.files] == FILES
    path = "/export-data/api/v1/project-live-insights?numOfDays=1"
    assert sorted(server.requests) == [path, f"{path}&dimension1=Device", f"{path}&dimension1=URL"]
    assert pull_from(server, tmp_path, NIGHT + timedelta(hours=1)).new == 0
    assert len(server.requests) == 3


def test_each_sum_is_a_line_with_its_day_and_what_it_was_asked_by(
    server: Server, tmp_path: Path
) -> None:
    *_, pages = pull_from(server, tmp_path).files

    lines = [json.loads(line) for line in pages.local.read_text().splitlines()]
    assert lines == [*sums("URL", "page", "2026-11-16")]
    assert lines[2] == {
        "date": "2026-11-16",
        "by": "page",
        "metric": "ScrollDepth",
        "url": "https://app.example/pricing",
        "averagescrolldepth": 80,
    }
    assert len(lines) == 3


def test_days_that_were_pulled_stay(server: Server, tmp_path: Path) -> None:
    pull_from(server, tmp_path)

    later = pull_from(server, tmp_path, NIGHT + timedelta(days=2))

    assert [file.path for file in later.files] == [
        *FILES,
        *(file.replace("16", "18") for file in FILES),
    ]


@pytest.mark.parametrize(
    ("zone", "now", "day"),
    [
        ("UTC", "2026-11-17T11:59:00", "2026-11-16"),
        ("UTC", "2026-11-17T12:00:00", None),
        ("Asia/Tokyo", "2026-11-16T17:00:00", "2026-11-16"),  # there it is 02:00 of the 17th
        ("UTC", "2026-11-16T17:00:00", None),
        ("America/Los_Angeles", "2026-11-17T10:00:00", "2026-11-16"),
    ],
)
def test_it_is_asked_in_the_first_half_of_a_day_for_most_it_tells_is_of_the_day_before(
    zone: str, now: str, day: str | None, server: Server, tmp_path: Path
) -> None:
    result = pull_from(server, tmp_path, datetime.fromisoformat(f"{now}+00:00"), zone)

    if day is None:
        assert server.requests == []
        assert {"run the night before 12:00" in one.reason for one in result.postponed} == {True}
    else:
        assert {file.path[:10] for file in result.files} == {day}


def test_what_its_limit_leaves_is_postponed_and_not_asked_for_at_once(
    server: Server, tmp_path: Path
) -> None:
    server.failures = [429] * 3

    result = pull_from(server, tmp_path)

    assert {"allows no more requests" in one.reason for one in result.postponed} == {True}
    assert (result.new, len(server.requests)) == (0, 3)
    assert pull_from(server, tmp_path).new == 3


@pytest.mark.parametrize("failure", [500, 503, 0])
def test_a_server_that_fails_is_asked_again_by_the_next_try_alone(
    failure: int, server: Server, tmp_path: Path
) -> None:
    server.failures = [failure] * 2

    with pytest.raises(PassingError, match=r"2026-11-16-device\.jsonl not read: "):
        pull_from(server, tmp_path)

    assert [file.name for file in tmp_path.rglob("2026*.jsonl")] == ["2026-11-16-page.jsonl"]
    assert (pull_from(server, tmp_path).new, len(server.requests)) == (2, 5)


@pytest.mark.parametrize(
    ("status", "body", "headers", "said"),
    [
        (200, b"<html>log in</html>", {}, r"answers no JSON .*: '<html>log in</html>'; is url: "),
        (200, b"", {}, "answers no JSON .*: ''; is url: right"),
        (200, b"[" * 200_000, {}, r"answers no JSON that can be read \(RecursionError\)"),
        (200, b"9" * 5_000, {}, r"answers no JSON that can be read \(ValueError\)"),
        (200, b"no gzip", {"Content-Encoding": "gzip"}, r"not be understood \(ContentDecoding"),
        (302, b"", {"Location": "/export-data/"}, "answers 302: it sends to '/export-data/'; corr"),
        (301, b"", {"Location": "http://[bad/"}, r"correct the url"),
        (302, b"", {"Location": "file:///etc/passwd"}, "sends to 'file:///etc/passwd'"),
    ],
)
def test_what_it_would_say_again_is_an_error_and_not_asked_again(
    status: int,
    body: bytes,
    headers: dict[str, str],
    said: str,
    server: Server,
    tmp_path: Path,
) -> None:
    """Each of three requests has its answer, for the first error may be seen late."""
    server.odd = lambda _: (status, body, headers)

    with pytest.raises(StorageError, match=said) as caught:
        pull_from(server, tmp_path)

    assert f"http://127.0.0.1:{server.server_port}" in str(caught.value)
    assert not isinstance(caught.value, PassingError)
    assert len(server.requests) <= 3


def test_a_token_that_is_refused_is_not_shown(server: Server, tmp_path: Path) -> None:
    with pytest.raises(StorageError) as caught:
        pull_from(server, tmp_path, token="expired-hunter3")

    assert "refuses the credentials (401)" in str(caught.value)
    assert "storage.secret" in str(caught.value)
    assert "hunter" not in str(caught.value)


@pytest.mark.parametrize(
    "answer",
    [
        *({"error": "x"}, ["x"], [{"metricName": "Traffic"}], 7, None, {}, "", False),
        [{"metricName": "Traffic", "information": ""}],
        [{"metricName": "Traffic", "information": {}}],
        [{"metricName": "Traffic", "information": "x"}],
        [{"metricName": "Traffic", "information": ["x"]}],
        [{"metricName": {"a": 1}, "information": []}],
    ],
)
def test_an_answer_of_another_shape_is_an_error(
    answer: object, server: Server, tmp_path: Path
) -> None:
    server.sums[""] = answer  # type: ignore[assignment]

    with pytest.raises(StorageError, match="answers without metricName and information"):
        pull_from(server, tmp_path)


@pytest.mark.parametrize("nothing", [[], [{"metricName": "Traffic", "information": []}]])
def test_a_day_of_which_nothing_is_told_is_no_empty_file_and_asked_for_again(
    nothing: list[dict[str, object]], server: Server, tmp_path: Path
) -> None:
    server.sums["URL"] = nothing

    result = pull_from(server, tmp_path)

    (left,) = result.postponed
    assert (left.path, result.new) == (FILES[2], 2)
    assert "tells nothing of 2026-11-16; if there were visits, run the night again" in left.reason
    server.sums = dict(ANSWERS)
    assert (pull_from(server, tmp_path).new, len(server.requests)) == (1, 4)


def test_a_check_says_why_it_has_nothing_to_try(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit is reached, or it is past noon by now."""
    monkeypatch.setenv("CLARITY_TOKEN", "hunter2")
    server.failures = [429] * 3
    at = nights.installation(tmp_path, {"exports": [written(server)]})

    tried = try_sample(at, at.settings.exports[0], 3)

    why = tried.facts["sample"]
    assert "allows no more requests now" in why or "Clarity tells of the last 24 hours" in why
