"""The warehouse folder and the night's own books in it.

What to put here: where things are, the one-run-at-a-time lock, and the schema `raw` of work.duckdb:
which files are loaded, which days they touch, which days are built. What the numbers mean is dbt's
business.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout

from orchestration.decoding import DecodedFile
from orchestration.settings import Export, SettingsError
from transforms.events import CONTRACT

STORAGE_VERSION = "v1.4.0"
"""Readers on DuckDB 1.4 must be able to open what is published."""

BOOKS = """
create schema if not exists raw;
create table if not exists raw.exports (
    export varchar not null, format varchar not null, sessions varchar not null, traits varchar[]
    not null
);
create table if not exists raw.files (
    export varchar not null, path varchar not null, file_id varchar not null, sha256 varchar not
    null,
    size_bytes bigint not null, line_count bigint not null, accepted_count bigint not null,
    rejected_count bigint not null, problem varchar, loaded_at timestamp not null
);
create table if not exists raw.file_days (
    file_id varchar not null, event_date date not null, row_count bigint not null
);
create table if not exists raw.reject_reasons (
    file_id varchar not null, reason varchar not null, reject_count bigint not null
);
create table if not exists raw.days_built (event_date date not null, files varchar not null);
"""

# A day is what its files make it: whatever was interrupted, comparing this with days_built tells
# what is to do.
FILES_OF_DAYS = """
select event_date, md5(string_agg(file_id, ' ' order by file_id)) as files
from raw.file_days
group by event_date
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


def register_exports(books: duckdb.DuckDBPyConnection, exports: Sequence[Export]) -> None:
    """Note the exports of this run, so that models know their session rule and traits."""
    rows = [[e.name, e.format, e.sessions, list(e.traits)] for e in exports]
    books.execute("begin")
    books.execute("delete from raw.exports")
    if rows:
        books.executemany("insert into raw.exports values (?, ?, ?, ?)", rows)
    books.execute("commit")


def loaded_file_ids(books: duckdb.DuckDBPyConnection, export: str) -> set[str]:
    """File ids of an export that need no decoding any more; files with a problem are tried
    again.
    """
    rows = books.execute(
        "select file_id from raw.files where export = ? and problem is null", [export]
    ).fetchall()
    return {file_id for (file_id,) in rows}


def register_file(books: duckdb.DuckDBPyConnection, file: DecodedFile, loaded_at: datetime) -> None:
    """Enter a decoded file; an earlier version of the same path goes, all or nothing."""
    books.execute("begin")
    earlier = books.execute(
        "select file_id from raw.files where export = ? and path = ?", [file.export, file.path]
    ).fetchall()
    for (file_id,) in [*earlier, (file.file_id,)]:
        for table in ("files", "file_days", "reject_reasons"):
            books.execute(f"delete from raw.{table} where file_id = ?", [file_id])
    books.execute(
        "insert into raw.files values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            file.export,
            file.path,
            file.file_id,
            file.sha256,
            file.size,
            file.line_count,
            file.accepted_count,
            file.rejected_count,
            file.problem,
            loaded_at,
        ],
    )
    for day, rows in sorted(file.days.items()):
        books.execute("insert into raw.file_days values (?, ?, ?)", [file.file_id, day, rows])
    for reason, rows in sorted(file.reject_reasons.items()):
        books.execute(
            "insert into raw.reject_reasons values (?, ?, ?)", [file.file_id, reason, rows]
        )
    books.execute("commit")


def drop_unregistered_events(books: duckdb.DuckDBPyConnection, warehouse: Warehouse) -> int:
    """Delete event files that no entry of the books stands for: replaced versions, and what a
    crash left.
    """
    known = {row[0] for row in books.execute("select file_id from raw.files").fetchall()}
    dropped = 0
    for file in sorted(warehouse.events.glob("event_date=*/*.parquet")):
        if file.stem.rsplit("-", 1)[-1] not in known:
            file.unlink()
            dropped += 1
    return dropped


def define_events(books: duckdb.DuckDBPyConnection, warehouse: Warehouse) -> None:
    """Point the source raw.events at the Parquet files, or at an empty relation of the contract."""
    if any(warehouse.events.glob("event_date=*/*.parquet")):
        files = quoted(str(warehouse.events / "event_date=*" / "*.parquet"))
        query = (
            f"select * from read_parquet({files}, hive_partitioning = true, "
            "hive_types = {'event_date': date})"
        )
    else:
        columns = ", ".join(f"cast(null as {c.type}) as {c.name}" for c in CONTRACT)
        query = f"select {columns} where false"
    books.execute(f"create or replace view raw.events as {query}")


def changed_days(books: duckdb.DuckDBPyConnection) -> list[date]:
    """Days whose files are not the ones they were last built from, oldest first."""
    rows = books.execute(
        f"""
        select event_date
        from ({FILES_OF_DAYS}) as now
        full join raw.days_built as built using (event_date)
        where now.files is distinct from built.files
        order by event_date
        """
    ).fetchall()
    return [day for (day,) in rows]


def built_days(books: duckdb.DuckDBPyConnection) -> list[date]:
    """Days that have been built, oldest first."""
    rows = books.execute("select event_date from raw.days_built order by event_date").fetchall()
    return [day for (day,) in rows]


def mark_built(books: duckdb.DuckDBPyConnection, days: Iterable[date]) -> None:
    """Note that days stand as their files of now make them."""
    days = sorted(days)
    books.execute("begin")
    for day in days:
        books.execute("delete from raw.days_built where event_date = ?", [day])
        books.execute(
            f"insert into raw.days_built from ({FILES_OF_DAYS}) where event_date = ?",
            [day],
        )
    books.execute("commit")


def days_between(first: date, last: date) -> list[date]:
    """All days from first to last, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
