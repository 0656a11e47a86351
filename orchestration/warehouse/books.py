"""The night's own books, schema `raw` of work.duckdb.

Which files are loaded and with which settings, which days they touch, how far each day has come.

What to put here: what is entered and what is looked up. What the numbers mean is dbt's business.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import duckdb

from orchestration.settings import Export
from orchestration.warehouse.folder import Warehouse, quoted, size_of
from transforms.decoders.drift import Columns, Drift
from transforms.decoders.plan import CUT
from transforms.decoders.presence import shown_names
from transforms.events import CONTRACT

# A day is what its files make it, and what is set of their exports: comparing this with raw.builds
# says which days are to be built, whatever was interrupted.
FILES_OF_DAYS = """
select
    event_date,
    md5(
        string_agg(
            concat_ws(' ', file_id, decoded_with, accepted_count, exports::varchar), ' ' order by file_id
        )
    ) as files
from raw.file_days
inner join raw.files using (file_id)
left join raw.exports as exports using (export)
group by event_date
"""

ASKED_DAYS = "unnest(string_split($days, ',')::date[]) as event_date"

REACHED = "reached"
"""In place of the files of a day, where those of another day change what is to be built of it."""


class NotGreenError(RuntimeError):
    """Days whose models were not all built and tested; nothing is drawn or published of them."""

    def __init__(self, first: date, last: date) -> None:
        days = f"{first}" if first == last else f"{first} to {last}"
        super().__init__(
            f"{days}: not all models and tests are built and green from the files of now, so "
            f"nothing is drawn or published; run: heatmaps backfill {first} {last}"
        )


class LostFilesError(RuntimeError):
    """Events of loaded files are gone, and so are the files they were decoded from."""

    def __init__(self, files: Sequence[tuple[str, str]]) -> None:
        named = ", ".join(f"{export}: {path}" for export, path in files[:3])
        more = f" and {len(files) - 3} more" if len(files) > 3 else ""
        super().__init__(
            f"events of {named}{more} are missing or damaged in events/ or rejects/, and the file is"
            " neither in exports/ nor at its source: put it back at its source, and run the night again"
        )


@dataclass(frozen=True)
class DecodedFile:
    """What became of one file: `line_count` = `accepted_count` + `rejected_count`.

    With a `problem` the file was refused as a whole and nothing was written. Duplicates are among
    the accepted rows: they are found later, across files. `days` are rows by date and `sizes` bytes
    of their Parquet files; at `look_again_at` (UTC) the first of its future events is past.
    `names` are those of the fields in the file, `absent` those that the mapping of a table has and
    the file has not; `drift` is what its `columns` have of those before it that is different.
    """

    export: str
    path: str
    shown_path: str
    file_id: str
    sha256: str
    size: int
    line_count: int = 0
    accepted_count: int = 0
    rejected_count: int = 0
    reject_reasons: Mapping[str, int] = field(default_factory=dict)
    days: Mapping[date, int] = field(default_factory=dict)
    sizes: Mapping[date, int] = field(default_factory=dict)
    problem: str | None = None
    decoded_with: str = ""
    look_again_at: datetime | None = None
    absent: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    columns: Columns | None = None
    drift: Drift = field(default_factory=Drift)


def register_exports(books: duckdb.DuckDBPyConnection, exports: Sequence[Export]) -> None:
    """Note the exports of this run, so that models know what is set of them."""
    overlaps = {one.name: one.overlaps for one in exports}
    rows = [
        [
            *(one.name, one.format, one.sessions, list(one.traits), list(one.host), one.replay_url),
            list(_overlapped(one.name, overlaps)),
        ]
        for one in exports
    ]
    books.execute("begin")
    books.execute("delete from raw.exports")
    if rows:
        books.executemany("insert into raw.exports values (?, ?, ?, ?, ?, ?, ?)", rows)
    books.execute("commit")


def register_screenshots(
    books: duckdb.DuckDBPyConnection, dated: Sequence[tuple[str, str, date]]
) -> None:
    """Note since when pages look as their pictures show them, by page and band."""
    books.execute("begin")
    books.execute("delete from raw.screenshots")
    if dated:
        books.executemany("insert into raw.screenshots values (?, ?, ?)", dated)
    books.execute("commit")


def _overlapped(name: str, overlaps: Mapping[str, str | None]) -> Iterator[str]:
    """The export that one overlaps, the one that this overlaps, and so on."""
    while other := overlaps[name]:
        yield other
        name = other


def loaded_file_ids(
    books: duckdb.DuckDBPyConnection, export: str, decoded_with: str, now: datetime
) -> set[str]:
    """File ids of an export that need no decoding any more. Decoded again are files with a problem,
    those decoded with other settings, and those with lines that were in the future when they were
    decoded and are not at `now` (UTC): the clock was wrong then.
    """
    rows = books.execute(
        """
        select file_id from raw.files
        where
            export = ? and decoded_with = ? and problem is null
            and coalesce(look_again_at > ?, true)
        """,
        [export, decoded_with, now],
    ).fetchall()
    return {file_id for (file_id,) in rows}


def files_not_whole(books: duckdb.DuckDBPyConnection, export: str) -> dict[str, str]:
    """Files of an export that are refused, cut off, or without a line that is accepted: shown path
    by file id, in the order of paths.
    """
    rows = books.execute(
        """
        select file_id, shown_path
        from raw.files
        where
            export = ?
            and (
                problem is not null
                or line_count > 0 and accepted_count = 0
                or file_id in (select file_id from raw.reject_reasons where reason = ?)
            )
        order by path
        """,
        [export, CUT],
    ).fetchall()
    return dict(rows)


def lost_files(
    books: duckdb.DuckDBPyConnection, warehouse: Warehouse, export: str | None = None
) -> dict[str, tuple[str, str]]:
    """Loaded files, of one export or of all, whose events or rejects are not on disk as they were
    written: export and shown path by file id.
    """
    written = books.execute(
        """
        select file_id, export, shown_path, 'events/event_date=' || event_date, file_days.size_bytes
        from raw.file_days
        inner join raw.files using (file_id)
        where coalesce(export = $export, true)
        union all
        select file_id, export, shown_path, 'rejects', null
        from raw.files
        where rejected_count > 0 and problem is null and coalesce(export = $export, true)
        """,
        {"export": export},
    ).fetchall()
    lost = {}
    for file_id, of_export, path, folder, size in written:
        found = size_of(warehouse.root / folder / f"{of_export}-{file_id}.parquet")
        if found is None or size not in (None, found):
            lost[file_id] = (of_export, path)
    return lost


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
        known = "select count(*) from raw.files where file_id = ?"
        if books.execute(known, [file.file_id]).fetchall() != [(0,)]:
            # the same bytes, readable with the settings of before: what they gave stays
            books.execute("commit")
            return
    for (file_id,) in [*earlier, (file.file_id,)]:
        for table in ("files", "file_days", "reject_reasons"):
            books.execute(f"delete from raw.{table} where file_id = ?", [file_id])
    books.execute(
        "insert into raw.files values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            file.export,
            file.path,
            file.shown_path,
            file.file_id,
            file.sha256,
            file.size,
            file.line_count,
            file.accepted_count,
            file.rejected_count,
            file.problem,
            loaded_at,
            file.decoded_with,
            file.look_again_at,
            list(file.absent),
            *(
                shown_names(found) if found else None
                for found in (file.drift.new, file.drift.missing, file.drift.retyped)
            ),
        ],
    )
    for day, rows in sorted(file.days.items()):
        size = file.sizes[day]
        books.execute(
            "insert into raw.file_days values (?, ?, ?, ?)", [file.file_id, day, rows, size]
        )
    for reason, rows in sorted(file.reject_reasons.items()):
        books.execute(
            "insert into raw.reject_reasons values (?, ?, ?)", [file.file_id, reason, rows]
        )
    books.execute("commit")


def check_nothing_lost(books: duckdb.DuckDBPyConnection, warehouse: Warehouse) -> None:
    """Raise LostFilesError when events of a loaded file are gone and could not be decoded again."""
    if lost := lost_files(books, warehouse):
        raise LostFilesError(sorted(lost.values()))


def shrinkage(books: duckdb.DuckDBPyConnection, file: DecodedFile) -> str | None:
    """Say how many rows were lost, if a file has fewer than it had when it was loaded before.

    Half a line at its end was none, and neither were the lines of a file that was no export at all.
    """
    earlier = books.execute(
        """
        select
            max(line_count - coalesce(reject_count, 0)),
            max(accepted_count) filter (decoded_with = ?)
        from raw.files
        left join raw.reject_reasons as cut on files.file_id = cut.file_id and cut.reason = ?
        where
            export = ? and path = ? and files.file_id <> ? and problem is null and accepted_count > 0
        """,
        [file.decoded_with, CUT, file.export, file.path, file.file_id],
    ).fetchall()
    ((lines, accepted),) = earlier
    for before, now in ((accepted, file.accepted_count), (lines, file.line_count)):
        if before is not None and now < before:
            return f"{now:,} rows where it had {before:,}"
    return None


def never_found(books: duckdb.DuckDBPyConnection, export: str, decoded_with: str) -> list[str]:
    """Names that the mapping of an export has and none of its files."""
    rows = books.execute(
        """
        with loaded as (
            from raw.files
            where problem is null and line_count > 0 and export = ? and decoded_with = ?
        )
        select name
        from (select unnest(absent) as name from loaded)
        group by name
        having count(*) = (select count(*) from loaded)
        order by name
        """,
        [export, decoded_with],
    ).fetchall()
    return [name for (name,) in rows]


def drop_unregistered_files(books: duckdb.DuckDBPyConnection, warehouse: Warehouse) -> int:
    """Delete files of events and rejects with no row in the books: replaced versions,
    and what a crash left; how many.
    """
    loaded = "select file_id from raw.files where problem is null"
    known = {row[0] for row in books.execute(loaded).fetchall()}
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


def loaded_days(books: duckdb.DuckDBPyConnection) -> list[date]:
    """Days that there are events of, oldest first."""
    rows = books.execute("select distinct event_date from raw.file_days order by all").fetchall()
    return [day for (day,) in rows]


def raw_row_counts(books: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """How many rows each table of the schema raw has; events are counted as files were decoded."""
    rows = books.execute(
        """
        select 'events', coalesce(sum(row_count), 0)::bigint from raw.file_days
        union all select 'exports', count(*) from raw.exports
        union all select 'files', count(*) from raw.files
        union all select 'file_days', count(*) from raw.file_days
        union all select 'reject_reasons', count(*) from raw.reject_reasons
        union all select 'screenshots', count(*) from raw.screenshots
        union all select 'builds', count(*) from raw.builds
        """
    ).fetchall()
    return dict(rows)


def changed_days(books: duckdb.DuckDBPyConnection) -> list[date]:
    """Days whose files are not the ones they were last built from, oldest first."""
    rows = books.execute(
        f"""
        select event_date
        from ({FILES_OF_DAYS}) as now
        full join raw.builds as built using (event_date)
        where coalesce(now.files, '') <> coalesce(built.files, '')
        order by event_date
        """
    ).fetchall()
    return [day for (day,) in rows]


def days_with_new_files(books: duckdb.DuckDBPyConnection) -> list[date]:
    """Changed days whose own files are the reason, oldest first."""
    rows = books.execute(
        f"""
        select event_date
        from ({FILES_OF_DAYS}) as now
        left join raw.builds as built using (event_date)
        where coalesce(built.files, '') not in (now.files, $reached)
        order by event_date
        """,
        {"reached": REACHED},
    ).fetchall()
    return [day for (day,) in rows]


def built_days(books: duckdb.DuckDBPyConnection) -> list[date]:
    """Days that a build was begun for, oldest first."""
    rows = books.execute("select event_date from raw.builds order by event_date").fetchall()
    return [day for (day,) in rows]


def unpublished_days(books: duckdb.DuckDBPyConnection) -> list[date]:
    """Days whose models were changed and not published since, oldest first."""
    rows = books.execute(
        "select event_date from raw.builds where stage <> 'published' order by event_date"
    ).fetchall()
    return [day for (day,) in rows]


def begin_build(books: duckdb.DuckDBPyConnection, days: Sequence[date]) -> None:
    """Note that models of these days are about to change, or are known to be wrong.

    From now on nothing is drawn or published until `finish_build`, whatever becomes of the run.
    """
    _enter_builds(books, days, f"select {ASKED_DAYS}, '' as files, 'begun' as stage")


def finish_build(books: duckdb.DuckDBPyConnection, days: Sequence[date]) -> None:
    """Note that all models of these days are built from their files of now, and that every test of
    severity error has passed.
    """
    query = f"""
        select event_date, coalesce(files, '') as files, 'green' as stage
        from (select {ASKED_DAYS})
        left join ({FILES_OF_DAYS}) using (event_date)
    """
    _enter_builds(books, days, query)


def mark_published(books: duckdb.DuckDBPyConnection) -> None:
    """Note that readers see every day that is green."""
    books.execute("update raw.builds set stage = 'published' where stage = 'green'")


def check_green(books: duckdb.DuckDBPyConnection, days: Sequence[date]) -> None:
    """Raise NotGreenError unless all these days are built and tested from their files of now."""
    rows = books.execute(
        f"""
        select event_date
        from (select {ASKED_DAYS})
        left join raw.builds as built using (event_date)
        left join ({FILES_OF_DAYS}) as now using (event_date)
        where
            built.stage is null
            or built.stage = 'begun'
            or built.files <> coalesce(now.files, '')
        order by event_date
        """,
        _asked(days),
    ).fetchall()
    if rows:
        raise NotGreenError(rows[0][0], rows[-1][0])


def _enter_builds(books: duckdb.DuckDBPyConnection, days: Sequence[date], query: str) -> None:
    books.execute("begin")
    books.execute(f"delete from raw.builds where event_date in (select {ASKED_DAYS})", _asked(days))
    books.execute(f"insert into raw.builds by name {query}", _asked(days))
    books.execute("commit")


def _asked(days: Sequence[date]) -> dict[str, str]:
    # one text: for each value that DuckDB is given it looks for pandas, which is not here, and a
    # window of damaged dates has 15,000 days
    return {"days": ",".join(map(str, days))}


def days_between(first: date, last: date) -> list[date]:
    """All days from first to last, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
