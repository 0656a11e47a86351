"""An export that cannot be read fails at once, unless trying again may help."""

from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from filelock import FileLock

from orchestration.defs import exports
from orchestration.installation import Installation
from tests.end_to_end import events_export as export


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
