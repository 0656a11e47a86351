"""What the command says where nothing is built yet, settings are wrong, or a disk is full."""

import os
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import duckdb
import pytest

from tests.end_to_end import events_export as export
from tests.end_to_end.command_line import heatmaps
from tests.end_to_end.events_export import event, moment

FIRST, LAST = export.day(0), export.day(2)


def test_show_before_the_first_night_says_what_to_do(tmp_path: Path) -> None:
    code, said = heatmaps(export.installation(tmp_path), "show")

    assert code == 0, said
    assert "heatmaps night" in said


def test_a_wrong_setting_is_one_message_with_file_and_line(tmp_path: Path) -> None:
    at = export.installation(tmp_path)
    file = at.settings.source
    file.write_text("exports:\n  - name: web\n    format: posthogg\n    url: vendor/\n")

    code, said = heatmaps(at, "night", str(LAST))

    assert code == 2
    assert f"{file}:3:" in said.replace("\n", "")
    assert "posthog_events" in said
    assert "Traceback" not in said


def test_days_in_the_wrong_order_are_refused(tmp_path: Path) -> None:
    code, said = heatmaps(export.installation(tmp_path), "backfill", str(LAST), str(FIRST))

    assert code == 2
    assert "FROM" in said


def test_a_vanished_folder_is_a_problem_of_check(tmp_path: Path) -> None:
    at = export.installation(tmp_path)
    export.vendor_folder(at).rmdir()

    code, said = heatmaps(at, "check")

    assert code == 1
    assert "is not a folder" in " ".join(said.split())


def test_check_and_night_say_that_nothing_can_be_read(tmp_path: Path) -> None:
    at = export.installation(tmp_path)
    export.deliver(at, "day", [{"id": "1", "at": "yesterday", "kind": "click"}])

    code, said = heatmaps(at, "check")
    assert code == 1
    assert "1 bad_time  line 1 of 'day.jsonl', event_at like aaaaaaaaa; give the time its" in said
    assert "web: it has no event" in said

    code, said = heatmaps(at, "night", str(FIRST))
    assert code == 1
    assert "web: 1 new of 1 files, 1 lines, 1 quarantined" in said
    assert "no export has brought any event" in said
    assert not at.warehouse.published.exists()


def test_exports_that_may_be_empty_publish_an_empty_warehouse(tmp_path: Path) -> None:
    (one,) = export.SETTINGS["exports"]
    at = export.installation(tmp_path, {"exports": [{**one, "may_be_empty": True}]})

    code, said = heatmaps(at, "night", str(FIRST))

    assert code == 0, said
    with duckdb.connect(str(at.warehouse.published), read_only=True) as published:
        tables = published.execute(
            """
            select table_name, estimated_size from duckdb_tables()
            where schema_name = 'marts' and table_name <> 'settings'
            """
        ).fetchall()
    assert len(tables) > 10
    assert {size for _, size in tables} == {0}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, with little more room than a run asks for."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=110m", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root can mount a small disk, and not everywhere")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def test_a_disk_that_fills_up_in_a_night_is_named(small_disk: Path) -> None:
    at = export.installation(small_disk)
    export.deliver(at, "day", [event(moment(0, "10:00:00"), "page_view", plan="pro")])

    def fill() -> None:
        while not at.warehouse.marts.exists():
            time.sleep(0.01)
        with suppress(OSError), (small_disk / "full").open("wb", buffering=0) as file:
            while True:
                file.write(b"x" * 2**16)

    filling = threading.Thread(target=fill)
    filling.start()
    code, said = heatmaps(at, "night", str(FIRST))
    filling.join()

    assert code == 2, said
    assert "is on a disk with 0 MiB free" in said
    assert "Traceback" not in said
