"""One process writes a warehouse at a time; the others are told which."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from orchestration.settings import REPOSITORY
from orchestration.warehouse.folder import Warehouse, WarehouseBusyError

HOLD = """
import sys, time
from pathlib import Path
from orchestration.warehouse.folder import Warehouse
with Warehouse(Path(sys.argv[1])).locked("sleeping"):
    print("locked", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path / "warehouse")


@pytest.fixture
def holder(warehouse: Warehouse) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the lock."""
    command = [sys.executable, "-c", HOLD, str(warehouse.root)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "locked\n"
        yield process
        process.kill()


def test_a_busy_warehouse_says_who_has_it_where_for_what_and_since_when(
    warehouse: Warehouse, holder: subprocess.Popen[str]
) -> None:
    with pytest.raises(WarehouseBusyError) as caught, warehouse.locked("a test"):
        pass

    host = re.escape(os.uname().nodename)
    assert re.search(
        rf"in use by process {holder.pid} on {host}, sleeping, since \d{{4}}-[\d: -]+ UTC:",
        str(caught.value),
    )


def test_the_lock_ends_with_its_process_also_by_kill(
    warehouse: Warehouse, holder: subprocess.Popen[str]
) -> None:
    holder.kill()
    holder.wait()

    with warehouse.locked("a test"):
        pass


def test_who_waits_gets_the_lock_when_it_is_free(warehouse: Warehouse) -> None:
    with warehouse.locked("first") as _:
        done = threading.Event()
        waiting = threading.Thread(target=wait_for, args=(warehouse, done))
        waiting.start()
        assert not done.wait(timeout=0.2)

    assert done.wait(timeout=10)
    waiting.join()


def wait_for(warehouse: Warehouse, done: threading.Event) -> None:
    with warehouse.locked("second", patience=timedelta(seconds=10)):
        done.set()


def test_a_reader_needs_no_lock(warehouse: Warehouse, holder: subprocess.Popen[str]) -> None:
    assert warehouse.first_event_date() is None
