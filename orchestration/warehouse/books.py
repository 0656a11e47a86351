"""The night's own books, schema `raw` of work.duckdb.

Which files are loaded and with which settings, which days they touch, which days are built.

What to put here: what is entered and what is looked up. What the numbers mean is dbt's business.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import duckdb

from orchestration.settings import Export
from orchestration.warehouse.folder import Warehouse, quoted
from transforms.events import CONTRACT

# A day is what its files make it: whatever was interrupted, comparing this with days_built tells
# what is to do.
FILES_OF_DAYS = """
select event_date, md5(string_agg(file_id || ' ' || decoded_with, ' ' order by file_id)) as files
from raw.file_days
inner join raw.files using (file_id)
group by event_date
"""


@dataclass(frozen=True)
class DecodedFile:
    """What became of one file: `line_count` = `accepted_count` + `rejected_count`.

    With a `problem` the file was refused as a whole and nothing was written. Duplicates are among
    the accepted rows: they are found later, across files.
    """

    export: str
    path: str
    file_id: str
    sha256: str
    size: int
    line_count: int = 0
    accepted_count: int = 0
    rejected_count: int = 0
    reject_reasons: Mapping[str, int] = field(default_factory=dict)
    days: Mapping[date, int] = field(default_factory=dict)
    problem: str | None = None
    decoded_with: str = ""


def register_exports(books: duckdb.DuckDBPyConnection, exports: Sequence[Export]) -> None:
    """Note the exports of this run, so that models know their session rule and traits."""
    rows = [[e.name, e.format, e.sessions, list(e.traits)] for e in exports]
    books.execute("begin")
    books.execute("delete from raw.exports")
    if rows:
        books.executemany("insert into raw.exports values (?, ?, ?, ?)", rows)
    books.execute("commit")


def loaded_file_ids(books: duckdb.DuckDBPyConnection, export: str, decoded_with: str) -> set[str]:
    """File ids of an export that need no decoding any more; files with a problem, and those that
    were decoded with other settings, are decoded again.
    """
    rows = books.execute(
        """
        select file_id from raw.files
        where export = ? and decoded_with = ? and problem is null
        """,
        [export, decoded_with],
    ).fetchall()
    return {file_id for (file_id,) in rows}


def register_file(books: duckdb.DuckDBPyConnection, file: DecodedFile, loaded_at: datetime) -> None:
    """Enter a decoded file; an earlier version of the same path goes, all or nothing.

    A file that was refused replaces nothing but one that was refused before it.
    """
    books.execute("begin")
    earlier = books.execute(
        """
        select file_id from raw.files
        where export = ? and path = ? and (problem is not null or ? is null)
        """,
        [file.export, file.path, file.problem],
    ).fetchall()
    if file.problem and (file.file_id,) not in earlier:
        stands = "select count(*) from raw.files where file_id = ?"
        if books.execute(stands, [file.file_id]).fetchall() != [(0,)]:
            # the same bytes, readable with the settings of before: what they gave stays
            books.execute("commit")
            return
    for (file_id,) in [*earlier, (file.file_id,)]:
        for table in ("files", "file_days", "reject_reasons"):
            books.execute(f"delete from raw.{table} where file_id = ?", [file_id])
    books.execute(
        "insert into raw.files values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
            file.decoded_with,
        ],
    )
    for day, rows in sorted(file.days.items()):
        books.execute("insert into raw.file_days values (?, ?, ?)", [file.file_id, day, rows])
    for reason, rows in sorted(file.reject_reasons.items()):
        books.execute(
            "insert into raw.reject_reasons values (?, ?, ?)", [file.file_id, reason, rows]
        )
    books.execute("commit")


def drop_unregistered_files(books: duckdb.DuckDBPyConnection, warehouse: Warehouse) -> int:
    """Delete files of events and rejects that no entry of the books stands for: replaced versions,
    and what a crash left; how many.
    """
    known = {row[0] for row in books.execute("select file_id from raw.files").fetchall()}
    dropped = 0
    places = (warehouse.events.glob("event_date=*/*.parquet"), warehouse.rejects.glob("*.parquet"))
    for file in sorted(file for place in places for file in place):
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
    built = "event_date in (select unnest($days))"
    days_built = {"days": list(days)}
    books.execute("begin")
    books.execute(f"delete from raw.days_built where {built}", days_built)
    books.execute(f"insert into raw.days_built from ({FILES_OF_DAYS}) where {built}", days_built)
    books.execute("commit")


def days_between(first: date, last: date) -> list[date]:
    """All days from first to last, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
