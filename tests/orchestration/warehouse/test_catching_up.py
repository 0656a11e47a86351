"""Files of readers hold what marts.duckdb holds, however it came to be."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.warehouse.folder import Warehouse, create_database, opened
from orchestration.warehouse.publishing import VERSIONS_KEPT, publish
from tests.orchestration.warehouse.published_warehouse import (
    TABLES,
    ask,
    day,
    grow,
    held,
    made,
    note,
    write_day,
)

SHARED = {"usage_daily"}


@pytest.fixture(scope="module")
def three_nights(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    at = made(tmp_path_factory.mktemp("three") / "warehouse")
    for _ in range(VERSIONS_KEPT):
        publish(at)
        grow(at)
    return at


@pytest.fixture
def warehouse(three_nights: Warehouse, tmp_path: Path) -> Warehouse:
    """A warehouse whose next version is made of its oldest one."""
    root = shutil.copytree(three_nights.root, tmp_path / "warehouse", symlinks=True)
    return Warehouse(root)


def inode(file: Path) -> int:
    return file.stat().st_ino


def oldest(warehouse: Warehouse) -> Path:
    return warehouse.versions / "1" / "usage.duckdb"


def published(warehouse: Warehouse) -> None:
    """Publish with nothing copied that can be brought up to date."""
    publish(warehouse, copied_up_to=0)


def assert_readers_see_it(warehouse: Warehouse) -> None:
    wanted = held(warehouse.marts)
    assert held(warehouse.published) == wanted
    assert held(warehouse.shared) == {name: wanted[name] for name in SHARED}


def changed(*statements: str, table: str = "", is_shared: bool = False) -> Callable[..., None]:
    """A change of marts.duckdb by SQL; of a table: noted as a change of all of it."""

    def change(warehouse: Warehouse) -> None:
        with opened(warehouse.marts) as marts:
            for statement in statements:
                marts.execute(statement)
            if table:
                note(marts, table, is_shared)

    return change


def two_days(warehouse: Warehouse) -> None:
    for number in (0, 2):
        write_day(warehouse, number, people=7)


def all_from_the_second_day_on(warehouse: Warehouse) -> None:
    with opened(warehouse.marts) as marts:
        marts.execute("update marts.usage_daily set user_count = 77 where event_date > ?", [day(0)])
        marts.execute(
            "insert into publishing.changes select max(change_id) + 1, 'usage_daily', true,"
            " 'event_date', ?, null, now()::timestamp from publishing.changes",
            [day(1)],
        )


CHANGES: dict[str, Callable[[Warehouse], None]] = {
    "nothing": lambda warehouse: None,
    "a day more": grow,
    "a day again": lambda warehouse: write_day(warehouse, 1, people=9),
    "a day emptied": lambda warehouse: write_day(warehouse, 0, people=0),
    "two days apart": two_days,
    "all from a day on": all_from_the_second_day_on,
    "a table as a whole": changed(
        "update marts.usage_daily set user_count = 77", table="usage_daily", is_shared=True
    ),
    "a table more": changed(
        "create table marts.dim_pages as select '/' as page", table="dim_pages"
    ),
    "a table more of which nobody says anything": changed(
        "create table marts.more as select 1 as n"
    ),
    "a table less": changed("drop table marts.loads"),
    "another type": changed(
        "alter table marts.usage_daily alter user_count type double",
        table="usage_daily",
        is_shared=True,
    ),
    "other words": changed("comment on column marts.usage_daily.feature is 'It''s \"new\"'"),
    "rows that nobody noted": changed("insert into marts.fct_clicks values ('x', 1, '2026-01-01')"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_version_after_a_change_holds_what_marts_holds(
    warehouse: Warehouse, change: Callable[[Warehouse], None]
) -> None:
    change(warehouse)

    for _ in range(VERSIONS_KEPT + 1):
        published(warehouse)
        assert_readers_see_it(warehouse)
        grow(warehouse) if "loads" in held(warehouse.marts) else None


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says whether a file is open")
def test_the_oldest_version_is_brought_up_to_date(warehouse: Warehouse) -> None:
    was = inode(oldest(warehouse))

    published(warehouse)

    if warehouse.published.read_bytes() == warehouse.marts.read_bytes():
        pytest.skip("this file system shares blocks between files")
    assert inode(warehouse.published) == was
    assert_readers_see_it(warehouse)


def test_a_small_file_is_copied_byte_for_byte(warehouse: Warehouse) -> None:
    publish(warehouse)

    assert warehouse.published.read_bytes() == warehouse.marts.read_bytes()
    assert_readers_see_it(warehouse)


def test_a_version_that_somebody_has_open_is_not_written(warehouse: Warehouse) -> None:
    before = oldest(warehouse).read_bytes()

    with oldest(warehouse).open("rb") as reader:  # any program: DuckDB would lock it as well
        published(warehouse)

        assert reader.read() == before
    assert_readers_see_it(warehouse)


def test_a_version_with_a_second_name_is_not_written(warehouse: Warehouse, tmp_path: Path) -> None:
    mine = tmp_path / "mine.duckdb"
    os.link(oldest(warehouse), mine)

    published(warehouse)

    assert ask(mine, "select count(*) from marts.loads") == [(1,)]
    assert_readers_see_it(warehouse)


def test_a_version_of_a_marts_file_that_was_deleted_is_not_continued(warehouse: Warehouse) -> None:
    warehouse.marts.unlink()
    create_database(warehouse.marts)
    with opened(warehouse.marts) as marts:
        marts.execute(TABLES)
    for number in range(VERSIONS_KEPT + 1):
        write_day(warehouse, number, people=5)

    published(warehouse)

    assert_readers_see_it(warehouse)


def test_a_broken_version_is_not_continued(warehouse: Warehouse) -> None:
    oldest(warehouse).write_bytes(b"no database")

    published(warehouse)

    assert_readers_see_it(warehouse)


def test_a_table_that_is_shared_no_more_goes_from_the_shared_file(warehouse: Warehouse) -> None:
    with opened(warehouse.marts) as marts:
        note(marts, "usage_daily", False)

    published(warehouse)

    assert held(warehouse.shared) == {}
    assert held(warehouse.published) == held(warehouse.marts)
