"""Publishing: readers see the whole night or none of it, and never wait.

`usage.duckdb` is a symbolic link to a version. A new version is complete on disk before the link
flips, in one rename;
readers keep the file they opened and find the new one on their next connection.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.warehouse.folder import Warehouse, opened

VERSIONS_KEPT = 3


class PublishError(RuntimeError):
    """What was to be published is not what the night made."""


@dataclass(frozen=True)
class Publication:
    """The version now visible, and the rows of each of its tables."""

    path: Path
    rows: dict[str, int]


def publish(warehouse: Warehouse) -> Publication:
    """Make marts.duckdb visible as usage.duckdb, atomically. Raises PublishError when the copy is
    not whole.
    """
    rows = _checkpointed_rows(warehouse.marts)
    warehouse.versions.mkdir(exist_ok=True)
    number = 1 + max((_number(file) for file in _versions(warehouse)), default=0)
    version = warehouse.versions / f"usage-{number:06d}.duckdb"
    part = version.with_suffix(".part")
    shutil.copyfile(warehouse.marts, part)
    _fsync(part)
    copied = _table_rows(part)
    if copied != rows:
        part.unlink()
        raise PublishError(f"the copy holds {copied}, marts.duckdb holds {rows}: publish again")
    part.rename(version)
    _fsync(warehouse.versions)
    _flip(warehouse.published, Path(warehouse.versions.name) / version.name)
    _drop_old(warehouse, version)
    return Publication(version, rows)


def _checkpointed_rows(marts: Path) -> dict[str, int]:
    with opened(marts) as connection:
        connection.execute("force checkpoint opened")
    return _table_rows(marts)


def _table_rows(path: Path) -> dict[str, int]:
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


def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def _flip(link: Path, target: Path) -> None:
    made = link.with_name(link.name + ".new")
    made.unlink(missing_ok=True)
    made.symlink_to(target)
    os.replace(made, link)
    _fsync(link.parent)


def _drop_old(warehouse: Warehouse, current: Path) -> None:
    for file in warehouse.versions.glob("*.part"):
        file.unlink()
    kept: Callable[[Path], bool] = lambda file: _number(file) > _number(current) - VERSIONS_KEPT  # noqa: E731
    for file in _versions(warehouse):
        if not kept(file):
            file.unlink()


def _versions(warehouse: Warehouse) -> list[Path]:
    files = warehouse.versions.glob("usage-*.duckdb")  # beside them may lie a copy of yours
    return sorted(file for file in files if file.stem.removeprefix("usage-").isdigit())


def _number(version: Path) -> int:
    return int(version.stem.removeprefix("usage-"))


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
