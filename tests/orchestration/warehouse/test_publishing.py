"""Publishing: names that stay, versions that go, and what a crash leaves."""

import os
import shutil
import sys
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.warehouse import publishing
from orchestration.warehouse.folder import Warehouse
from orchestration.warehouse.publishing import VERSIONS_KEPT, publish
from tests.orchestration.warehouse.published_warehouse import ask, grow, made

DAYS = "select count(*) from usage.marts.loads"
SHARED_DAYS = "select count(*) from shared.marts.usage_daily"


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return made(tmp_path / "warehouse")


def versions(warehouse: Warehouse) -> set[str]:
    return set(os.listdir(warehouse.versions))


def test_saved_queries_find_the_database_by_the_same_name_after_every_night(
    warehouse: Warehouse,
) -> None:
    for days in (1, 2):
        publish(warehouse)

        assert ask(warehouse.published, DAYS) == [(days,)]
        assert ask(warehouse.shared, SHARED_DAYS) == [(days,)]

        grow(warehouse)


def test_a_connection_sees_the_night_it_was_opened_on(warehouse: Warehouse) -> None:
    publish(warehouse)
    with duckdb.connect(str(warehouse.published), read_only=True) as kept:
        for _ in range(4):  # until the version it opened is deleted
            grow(warehouse)
            publish(warehouse)

        assert kept.execute(DAYS).fetchall() == [(1,)]
        assert ask(warehouse.published, DAYS) == [(5,)]


def test_a_warehouse_may_be_moved(warehouse: Warehouse) -> None:
    publish(warehouse)

    moved = Warehouse(warehouse.root.rename(warehouse.root.with_name("elsewhere")))

    assert ask(moved.published, DAYS) == [(1,)]


def test_the_last_three_versions_are_kept(warehouse: Warehouse) -> None:
    for _ in range(5):
        publish(warehouse)

    assert versions(warehouse) == {"3", "4", "5", "current"}


def test_a_copy_of_yours_among_the_versions_stays(warehouse: Warehouse) -> None:
    publish(warehouse)
    shutil.copytree(warehouse.versions / "1", warehouse.versions / "before the redesign")

    for _ in range(3):
        publish(warehouse)

    assert "before the redesign" in versions(warehouse)


def test_versions_of_the_layout_before_go_with_the_next_night(warehouse: Warehouse) -> None:
    warehouse.versions.mkdir()
    for name in ("usage-000001.duckdb", "usage-000002.duckdb", "usage-000003.part"):
        shutil.copy(warehouse.marts, warehouse.versions / name)
    warehouse.published.symlink_to("versions/usage-000002.duckdb")
    grow(warehouse)

    publish(warehouse)

    assert ask(warehouse.published, DAYS) == [(2,)]
    assert versions(warehouse) == {"1", "current"}


CHANGES = {
    "os.mkdir",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.symlink",
    "shutil.copyfile",
    "shutil.rmtree",
}
"""What Python tells its audit hooks before it changes names of files."""


def publish_until_killed(warehouse: Warehouse, number: int) -> None:
    """Publish in this process, and end it in front of one of the changes."""
    left = number

    def count(event: str, _args: Any) -> None:
        nonlocal left
        left -= event in CHANGES
        if left < 0:
            os._exit(1)

    sys.addaudithook(count)
    publish(warehouse, copied_up_to=0)


def test_a_kill_at_any_moment_leaves_a_whole_night_and_the_next_publishing_tidies(
    warehouse: Warehouse,
) -> None:
    for _ in range(VERSIONS_KEPT):
        publish(warehouse)
    grow(warehouse)
    seen, shared = [], []
    processes = get_context("forkserver")
    processes.set_forkserver_preload([publishing.__name__, __name__])

    for number in range(100):
        publisher = processes.Process(target=publish_until_killed, args=(warehouse, number))
        publisher.start()
        publisher.join()
        seen += ask(warehouse.published, DAYS)
        shared += ask(warehouse.shared, SHARED_DAYS)
        if publisher.exitcode == 0:
            break
    publish(warehouse)

    assert seen == shared == sorted(seen)
    assert set(seen) == {(1,), (2,)}
    assert len(versions(warehouse)) == VERSIONS_KEPT + 1
    assert not list(warehouse.root.rglob("*.new"))
