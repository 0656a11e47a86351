"""Publishing: readers see the whole night or none of it, and never wait.

    usage.duckdb      → versions/current/usage.duckdb
    shared.duckdb     → versions/current/shared.duckdb
    versions/current  → 7
    versions/7/         both files

A version is complete on disk before `current` flips to it, in one rename. DuckDB calls a database
after the file that a link leads to: every version has files of the same names, so that saved
queries keep finding `usage.marts.…`. Readers keep the file they opened, and find the new one on
their next connection.

Every version is whole, and must not cost all history every night: where the file system can share
blocks between files, it does; else the version that would be deleted is brought up to date, if
nobody has it open.
"""

import fcntl
import os
import re
import shutil
import signal
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.warehouse.catching_up import StrangerError, catch_up, shared_tables
from orchestration.warehouse.folder import Warehouse, create_database, opened

VERSIONS_KEPT = 3
"""A reader that resolved the link just before a night has this many nights to open what it found."""

COPIED_UP_TO = 512 * 2**20
"""Bytes that are copied about as soon as the days of three nights are written."""

FICLONE = 0x40049409
"""Linux's request to share all blocks of another file until one of the two is written."""

OLD_LAYOUT = re.compile(r"usage-\d+\.(duckdb|part)")


class PublishError(RuntimeError):
    """What was to be published is not what the night made."""


@dataclass(frozen=True)
class Publication:
    """The folder of the version now visible, and the rows of each of its tables."""

    path: Path
    rows: dict[str, int]


def publish(warehouse: Warehouse, *, copied_up_to: int = COPIED_UP_TO) -> Publication:
    """Make marts.duckdb visible as usage.duckdb, and its shared tables as shared.duckdb, at once.

    Raises PublishError when a file is not equal to marts.duckdb.
    """
    with opened(warehouse.marts) as marts:
        marts.execute("force checkpoint opened")
    rows = table_rows(warehouse.marts)
    shared_rows = {f"marts.{name}": rows[f"marts.{name}"] for name in shared_tables(warehouse.marts)}
    last = _tidied(warehouse)
    part = _part(warehouse, last)
    usage, shared = part / warehouse.published.name, part / warehouse.shared.name
    _write_usage(usage, warehouse, rows, copied_up_to)
    _write_shared(shared, warehouse, shared_rows, copied_up_to)
    for file, wanted in ((usage, rows), (shared, shared_rows)):
        if table_rows(file) != wanted:
            raise PublishError(f"{file.name} has {table_rows(file)}, marts.duckdb has {wanted}")
        _fsync(file)
    _fsync(part)
    version = part.rename(warehouse.versions / str(last + 1))
    _fsync(warehouse.versions)
    _link(warehouse.versions / "current", Path(version.name))
    for link in (warehouse.published, warehouse.shared):
        _link(link, Path(warehouse.versions.name, "current", link.name))
    _tidied(warehouse)
    return Publication(version, rows)


def table_rows(path: Path) -> dict[str, int]:
    """Rows of each public table of a database, by schema and name."""
    with opened(path, read_only=True) as connection:
        tables = connection.execute(
            """
            select table_name from duckdb_tables()
            where database_name = 'opened' and schema_name = 'marts' order by all
            """
        ).fetchall()
        return {
            f"marts.{table}": _count(connection, f'select count(*) from marts."{table}"')
            for (table,) in tables
        }


def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def _tidied(warehouse: Warehouse) -> int:
    """The number of the version that readers see, when versions nobody needs are deleted: old ones,
    and those that a crash kept from being seen.
    """
    current = warehouse.versions / "current"
    number = int(current.readlink().name) if current.is_symlink() else 0
    for other in _numbers(warehouse):
        if not number - VERSIONS_KEPT < other <= number:
            shutil.rmtree(warehouse.versions / str(other))
    if number:
        for file in warehouse.versions.iterdir():
            if OLD_LAYOUT.fullmatch(file.name):
                file.unlink()
    return number


def _numbers(warehouse: Warehouse) -> list[int]:
    if not warehouse.versions.exists():
        return []
    # beside them may lie a copy of yours
    return sorted(int(name) for name in os.listdir(warehouse.versions) if name.isdecimal())


def _part(warehouse: Warehouse, last: int) -> Path:
    """The folder of the next version: the one that would be deleted after it, or an empty one."""
    part = warehouse.versions / "part"
    if part.exists():  # what a crash left
        shutil.rmtree(part)
    oldest = warehouse.versions / str(last - VERSIONS_KEPT + 1)
    if oldest.exists():
        oldest.rename(part)
    else:
        part.mkdir(parents=True)
    return part


def _write_usage(file: Path, warehouse: Warehouse, rows: dict[str, int], copied_up_to: int) -> None:
    marts = warehouse.marts
    if _taken_over(marts, file, copied_up_to):
        return
    if not (_is_ours_alone(file) and _caught_up(file, marts, rows, only_shared=False)):
        _copy(marts, file)


def _write_shared(
    file: Path, warehouse: Warehouse, rows: dict[str, int], copied_up_to: int
) -> None:
    last = warehouse.versions / "current" / file.name
    is_there = last.exists() and _taken_over(last, file, copied_up_to) or _is_ours_alone(file)
    if not (is_there and _caught_up(file, warehouse.marts, rows, only_shared=True)):
        _forget(file)
        create_database(file)
        catch_up(file, warehouse.marts, only_shared=True)


def _caught_up(file: Path, marts: Path, rows: dict[str, int], *, only_shared: bool) -> bool:
    try:
        catch_up(file, marts, only_shared=only_shared)
    except (StrangerError, duckdb.Error):
        return False
    return table_rows(file) == rows


def _taken_over(source: Path, file: Path, copied_up_to: int) -> bool:
    """Whether the file is now like its source, at a cost that does not grow with history."""
    made = file.with_name(f"{file.name}.new")
    try:
        with source.open("rb") as old, made.open("wb") as new:
            fcntl.ioctl(new, FICLONE, old.fileno())
    except OSError:
        made.unlink()
        if source.stat().st_size > copied_up_to:
            return False
        _copy(source, file)
        return True
    made.replace(file)
    return True


def _copy(source: Path, file: Path) -> None:
    _forget(file)  # whoever has it open keeps what he has
    shutil.copyfile(source, file)


def _forget(file: Path) -> None:
    for path in (file, file.with_name(f"{file.name}.wal")):
        path.unlink(missing_ok=True)


def _is_ours_alone(file: Path) -> bool:
    """Whether nobody has the file open. It has no name any more that readers know, so nobody comes.

    Only Linux knows: it grants a write lease on a file that no other process has open, in whatever
    way it was opened. A file with a second name may be somebody's copy.
    """
    if not file.exists() or not hasattr(fcntl, "F_SETLEASE") or file.stat().st_nlink > 1:
        return False
    with file.open("r+b") as opened_file:
        try:
            # another process that opens it meanwhile makes the kernel send a signal, which would end us
            fcntl.fcntl(opened_file, fcntl.F_SETSIG, signal.SIGURG)
            fcntl.fcntl(opened_file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
            fcntl.fcntl(opened_file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
        except OSError:
            return False
    return True


def _link(link: Path, target: Path) -> None:
    """Let a link lead to a target, from one to the other in one step."""
    if link.is_symlink() and link.readlink() == target:
        return
    made = link.with_name(f"{link.name}.new")
    made.unlink(missing_ok=True)
    made.symlink_to(target)
    made.replace(link)
    _fsync(link.parent)


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
