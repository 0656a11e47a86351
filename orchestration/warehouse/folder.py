"""The warehouse folder: where things are, and who may write now.

What to put here: paths, the one-run-at-a-time lock, and how databases are made and opened. What is
entered in the night's books is in `books.py`.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout

from orchestration.settings import SettingsError

STORAGE_VERSION = "v1.4.0"
"""Readers on DuckDB 1.4 must be able to open what is published."""

# No changes of form but by deleting work.duckdb: files are pulled no more, only decoded again.
BOOKS = """
create schema if not exists raw;
create table if not exists raw.exports (
    export varchar not null,
    format varchar not null,
    sessions varchar not null,
    traits varchar[] not null
);
create table if not exists raw.files (
    export varchar not null,
    path varchar not null,
    file_id varchar not null,
    sha256 varchar not null,
    size_bytes bigint not null,
    line_count bigint not null,
    accepted_count bigint not null,
    rejected_count bigint not null,
    problem varchar,
    loaded_at timestamp not null,
    decoded_with varchar not null
);
create table if not exists raw.file_days (
    file_id varchar not null, event_date date not null, row_count bigint not null
);
create table if not exists raw.reject_reasons (
    file_id varchar not null, reason varchar not null, reject_count bigint not null
);
create table if not exists raw.days_built (event_date date not null, files varchar not null);
"""


class WarehouseBusyError(RuntimeError):
    """Another run holds the warehouse."""


@dataclass(frozen=True)
class Warehouse:
    """Paths below one warehouse folder."""

    root: Path

    @property
    def exports(self) -> Path:
        return self.root / "exports"

    @property
    def events(self) -> Path:
        return self.root / "events"

    @property
    def rejects(self) -> Path:
        return self.root / "rejects"

    @property
    def heatmaps(self) -> Path:
        return self.root / "heatmaps"

    @property
    def work(self) -> Path:
        return self.root / "work.duckdb"

    @property
    def marts(self) -> Path:
        return self.root / "marts.duckdb"

    @property
    def versions(self) -> Path:
        return self.root / "versions"

    @property
    def published(self) -> Path:
        return self.root / "usage.duckdb"

    @property
    def shared(self) -> Path:
        return self.root / "shared.duckdb"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the warehouse for one run; the lock dies with its holder, even by kill -9."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError(f"USAGE_WAREHOUSE: {self.root}: {error.strerror}") from error
        lock = FileLock(self.root / "night.lock", timeout=0)
        holder = self.root / "night.holder"
        try:
            lock.acquire()
        except Timeout:
            named = holder.read_text() if holder.exists() else "another process"
            raise WarehouseBusyError(
                f"{self.root} is in use by {named}: wait for it to end, or stop it"
            ) from None
        try:
            holder.write_text(f"process {os.getpid()} on {os.uname().nodename}")
            yield
        finally:
            lock.release()

    @contextmanager
    def books(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection to work.duckdb with the schema `raw` in place; marts.duckdb exists
        afterwards too.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        for file in (self.work, self.marts):
            create_database(file)
        connection = duckdb.connect(str(self.work))
        try:
            connection.execute(BOOKS)
            yield connection
        finally:
            connection.close()


@contextmanager
def opened(path: Path, *, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a database whose file may be called like one of its schemas, as marts.duckdb
    is.
    """
    connection = duckdb.connect()
    try:
        mode = " (read_only)" if read_only else ""
        connection.execute(f"attach {quoted(str(path))} as opened{mode}")
        connection.execute("use opened")
        yield connection
    finally:
        connection.close()


def create_database(path: Path) -> None:
    """Make an empty database at the storage version readers can open, unless there is one."""
    if path.exists():
        return
    with duckdb.connect() as memory:
        memory.execute(
            f"attach {quoted(str(path))} as made (storage_version {quoted(STORAGE_VERSION)})"
        )
        memory.execute("detach made")


def quoted(text: str) -> str:
    """Text as an SQL literal, for statements that take no parameters."""
    return "'" + text.replace("'", "''") + "'"
