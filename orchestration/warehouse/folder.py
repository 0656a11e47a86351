"""The warehouse folder: where things are, and who may write now.

What to put here: paths, the one-run-at-a-time lock, and how databases are made and opened. What is
entered in the night's books is in `books.py`.
"""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final

import duckdb

from orchestration.settings import SettingsError

STORAGE_VERSION = "v1.4.0"
"""Readers on DuckDB 1.4 must be able to open what is published."""

ROOM_FOR_A_NIGHT: Final = 100 * 2**20
"""Bytes; a disk with less is full before even a small night has ended."""

# When these columns change, the next run decodes all pulled files and builds all days: see mending.py.
BOOKS = """
create schema if not exists raw;
create table if not exists raw.exports (
    export varchar not null,
    format varchar not null,
    sessions varchar not null,
    traits varchar[] not null,
    hosts varchar[] not null,
    replay_url varchar,
    overlapped_exports varchar[] not null
);
create table if not exists raw.files (
    export varchar not null,
    path varchar not null,
    shown_path varchar not null,
    file_id varchar not null,
    sha256 varchar not null,
    size_bytes bigint not null,
    line_count bigint not null,
    accepted_count bigint not null,
    rejected_count bigint not null,
    problem varchar,
    loaded_at timestamp not null,
    decoded_with varchar not null,
    look_again_at timestamp,
    absent varchar[] not null,
    new_columns varchar,
    missing_columns varchar,
    retyped_columns varchar
);
create table if not exists raw.columns (
    export varchar not null,
    name varchar not null,
    type varchar not null,
    is_usual boolean not null
);
create table if not exists raw.file_days (
    file_id varchar not null,
    event_date date not null,
    row_count bigint not null,
    size_bytes bigint not null
);
create table if not exists raw.reject_reasons (
    file_id varchar not null, reason varchar not null, reject_count bigint not null
);
create table if not exists raw.screenshots (
    page varchar not null, band varchar not null, first_date date not null
);
create table if not exists raw.builds (
    event_date date not null, files varchar not null, stage varchar not null
);
"""


class WarehouseBusyError(RuntimeError):
    """Another process has the lock of the warehouse."""


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
    def picture_index(self) -> Path:
        return self.heatmaps / "index.html"

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

    def first_event_date(self) -> date | None:
        """The first day that there are decoded events of, as the names of their folders say."""
        files = self.events.glob("event_date=*/*.parquet")
        days = {file.parent.name.removeprefix("event_date=") for file in files}
        return min(map(date.fromisoformat, days), default=None)

    @contextmanager
    def locked(self, doing: str, *, patience: timedelta = timedelta(0)) -> Iterator[None]:
        """Keep all other writers out. The lock ends with this process, however the process ends.

        Raises WarehouseBusyError, which names the process that has the lock and what it is doing,
        if that one still has it after `patience`.
        """
        self._make()
        with open(self.root / "night.lock", "a+", encoding="utf-8") as lock:
            deadline = time.monotonic() + patience.total_seconds()
            while not _took(lock):
                if time.monotonic() >= deadline:
                    lock.seek(0)
                    holder = lock.read() or "another process"
                    raise WarehouseBusyError(
                        f"{self.root} is in use by {holder}: wait for it to end, or stop it"
                    )
                time.sleep(0.5)
            since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
            lock.truncate(0)
            lock.write(f"process {os.getpid()} on {os.uname().nodename}, {doing}, since {since}")
            lock.flush()
            yield

    def check_writable(self, needed: int = ROOM_FOR_A_NIGHT) -> None:
        """Raise SettingsError unless the folder can be written to and has `needed` bytes free."""
        self._make()
        try:
            TemporaryFile(dir=self.root).close()
            free = shutil.disk_usage(self.root).free
        except OSError as error:
            raise SettingsError(
                f"USAGE_WAREHOUSE: {self.root} cannot be written to: {error.strerror}"
            ) from error
        if free < needed:
            raise SettingsError(
                f"USAGE_WAREHOUSE: {self.root} is on a disk with {free / 2**20:,.0f} MiB free, and a"
                f" run needs {needed / 2**20:,.0f} MiB at least"
            )

    def _make(self) -> None:
        try:
            self.root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError(
                f"USAGE_WAREHOUSE: {self.root} cannot be made: {error.strerror}"
            ) from error

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


def _took(lock: IO[str]) -> bool:
    """Try to take the lock of a file, which nobody has but this process afterwards."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


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


def size_of(path: Path) -> int | None:
    """Size of a regular file in bytes, None when there is none."""
    return path.stat().st_size if path.is_file() else None


def quoted(text: str) -> str:
    """Text as an SQL literal, for statements that take no parameters."""
    return "'" + text.replace("'", "''") + "'"
