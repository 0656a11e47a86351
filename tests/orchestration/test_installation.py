"""A run that could not end well is refused in one sentence before it begins."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from orchestration.cli.main import backfill, night
from orchestration.settings import SettingsError
from orchestration.warehouse.folder import Warehouse
from tests.end_to_end import events_export as export


def test_no_run_begins_without_a_salt(tmp_path: Path) -> None:
    at = export.installation(tmp_path, salt="")

    with pytest.raises(SettingsError, match=r"^USAGE_SALT is not set"):
        at.check_ready()


def test_a_folder_with_room_is_ready(tmp_path: Path) -> None:
    export.installation(tmp_path).check_ready()

    assert list((tmp_path / "warehouse").iterdir()) == []


def test_a_disk_without_room_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"MiB free, and a run needs"):
        Warehouse(tmp_path).check_writable(needed=2**62)


def test_a_warehouse_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(SettingsError, match=r"file/warehouse cannot be made: Not a directory"):
        Warehouse(tmp_path / "file" / "warehouse").check_writable()


def test_a_folder_that_cannot_be_written_to_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"USAGE_WAREHOUSE: /proc/self cannot be written to"):
        Warehouse(Path("/proc/self")).check_writable()


def test_a_day_that_has_not_ended_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = export.installation(tmp_path)
    monkeypatch.setenv("USAGE_EXPORTS", str(at.environment.exports))
    monkeypatch.setenv("USAGE_WAREHOUSE", str(at.environment.warehouse))
    tomorrow = datetime.now(UTC).replace(tzinfo=None).replace(year=2199)

    with pytest.raises(SettingsError, match="2199-.* has not ended in UTC; the last day"):
        night(tomorrow)
    with pytest.raises(SettingsError, match="2199-.* has not ended in UTC; the last day"):
        backfill(datetime(2026, 3, 2), tomorrow)
