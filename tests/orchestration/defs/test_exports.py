"""An export that cannot be read fails at once, unless trying again may help."""

import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from filelock import FileLock

from orchestration.defs import exports
from orchestration.installation import Installation
from tests.end_to_end import events_export as export
from tests.end_to_end import nights
from tests.orchestration.storage.api_server import Server


def run(at: Installation) -> dg.ExecuteInProcessResult:
    return dg.materialize(
        exports.export_assets(at.settings.exports),
        resources={"installation": at},
        raise_on_error=False,
        run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
    )


def retries(result: dg.ExecuteInProcessResult) -> int:
    return len([event for event in result.all_events if event.is_step_up_for_retry])


def test_a_missing_folder_is_not_tried_again_and_is_named(tmp_path: Path) -> None:
    at = export.installation(tmp_path)
    export.vendor_folder(at).rmdir()

    result = run(at)

    (failed,) = [event for event in result.all_events if event.is_step_failure]
    error: Any = failed.step_failure_data.error
    assert retries(result) == 0
    assert "vendor is not a folder; create it or correct the url" in error.cause.message
    assert error.cause.cause is None


def test_an_export_that_another_process_pulls_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = export.installation(tmp_path)
    at.warehouse.exports.mkdir(parents=True)
    monkeypatch.setattr(exports, "SECONDS_BETWEEN_TRIES", 0)

    with FileLock(at.warehouse.exports / "web.lock"):
        result = run(at)

    assert retries(result) == 2


@pytest.mark.parametrize("failure", [503, 0])
def test_a_night_asks_clarity_no_more_often_than_it_allows(
    failure: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three files in three tries; ten requests a day are allowed. It is before noon by the clock of
    one of the zones, and Clarity is asked then only.
    """
    monkeypatch.setattr(exports, "SECONDS_BETWEEN_TRIES", 0)
    monkeypatch.setenv("CLARITY_TOKEN", "hunter2")
    with Server() as server:
        server.failures = [failure] * 1000
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        written = {
            "name": "clarity",
            "format": "clarity",
            "url": f"http://127.0.0.1:{server.server_port}",
            "since": "2026-11-01",
            "timezone": "UTC" if datetime.now(UTC).hour < 12 else "Etc/GMT+12",
            "storage": {"secret": {"env": "CLARITY_TOKEN"}, "allow_http": True},
        }
        result = run(nights.installation(tmp_path, {"exports": [written]}))
        server.shutdown()
        thread.join()

    assert (retries(result), len(server.requests)) == (2, 9)
