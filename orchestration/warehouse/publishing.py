"""Publishing: readers see the whole night or none of it, and never wait.

    usage.duckdb      → versions/current/usage.duckdb
    versions/current  → 7
    versions/7/usage.duckdb

A version is complete on disk before `current` flips to it, in one rename. DuckDB calls a database
after the file that a link leads to: every version has files of the same names, so that saved
queries keep finding `usage.marts.…`. Readers keep the file they opened, and find the new one on
their next connection.
"""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.warehouse.folder import Warehouse, opened

VERSIONS_KEPT = 3
"""A reader that resolved the link just before a night has this many nights to open what it found."""

OLD_LAYOUT = re.compile(r"usage-\d+\.(duckdb|part)")


class PublishError(RuntimeError):
    """What was to be published is not what the night made."""


@dataclass(frozen=True)
class Publication:
    """The folder of the version now visible, and the rows of each of its tables."""

    path: Path
    rows: dict[str, int]


def publish(warehouse: Warehouse) -> Publication:
    """Make marts.duckdb visible as usage.duckdb, atomically. Raises PublishError when the copy is
    not whole.
    """
    rows = _checkpointed_rows(warehouse.marts)
    part = warehouse.versions / "part"
    if part.exists():  # what a crash left
        shutil.rmtree(part)
    part.mkdir(parents=True)
    file = part / warehouse.published.name
    shutil.copyfile(warehouse.marts, file)
    copied = table_rows(file)
    if copied != rows:
        raise PublishError(f"the copy holds {copied}, marts.duckdb holds {rows}: publish again")
    _fsync(file)
    _fsync(part)
    version = warehouse.versions / str(1 + max(_numbers(warehouse), default=0))
    part.rename(version)
    _fsync(warehouse.versions)
    _link(warehouse.versions / "current", Path(version.name))
    _link(warehouse.published, Path(warehouse.versions.name, "current", file.name))
    _drop_old(warehouse, int(version.name))
    return Publication(version, rows)


def table_rows(path: Path) -> dict[str, int]:
    """Rows of each table of a database, by schema and name."""
    with opened(path, read_only=True) as connection:
        tables = connection.execute(
            """
            select schema_name, table_name from duckdb_tables()
            where database_name = 'opened' order by all
            """
        ).fetchall()
        return {
            f"{schema}.{table}": _count(connection, f'select count(*) from "{schema}"."{table}"')
            for schema, table in tables
        }


def _checkpointed_rows(marts: Path) -> dict[str, int]:
    with opened(marts) as connection:
        connection.execute("force checkpoint opened")
    return table_rows(marts)


def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def _numbers(warehouse: Warehouse) -> list[int]:
    # beside them may lie a copy of yours
    return [int(name) for name in os.listdir(warehouse.versions) if name.isdecimal()]


def _link(link: Path, target: Path) -> None:
    """Let a link lead to a target, from one to the other in one step."""
    if link.is_symlink() and link.readlink() == target:
        return
    made = link.with_name(f"{link.name}.new")
    made.unlink(missing_ok=True)
    made.symlink_to(target)
    made.replace(link)
    _fsync(link.parent)


def _drop_old(warehouse: Warehouse, current: int) -> None:
    for number in _numbers(warehouse):
        if number <= current - VERSIONS_KEPT:
            shutil.rmtree(warehouse.versions / str(number))
    for file in warehouse.versions.iterdir():
        if OLD_LAYOUT.fullmatch(file.name):
            file.unlink()


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
