"""Making a file of readers equal to marts.duckdb: only days that changed are written.

`publishing.changes` of marts.duckdb has a row for every time that days of a table were written, in
one transaction with them. A file of readers has a row for each change that was made in it; the others
are to be caught up.

What to put here: how one file follows another. Which files there are is in `publishing.py`.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

import duckdb

from orchestration.warehouse.folder import quoted

Days = tuple[date, date]
"""The first day, and the day after the last."""


class StrangerError(RuntimeError):
    """A file has changes that marts.duckdb knows nothing of: it was made from another one."""


class Table(NamedTuple):
    """How a table is made, and what is said of it (under the name '') and of its columns."""

    name: str
    definition: str
    comments: dict[str, str | None]


class Change(NamedTuple):
    """Days of a table that were written, by their column; none: all of the table; no end: all days
    from the first on.
    """

    change_id: int
    table_name: str
    is_shared: bool
    day_column: str | None
    first_day: date | None
    end_day: date | None
    changed_at: datetime


def catch_up(file: Path, marts: Path, *, only_shared: bool) -> None:
    """Make a database, which may be empty, equal to marts.duckdb, or to its shared tables only.

    Raises StrangerError if it was made from another marts.duckdb.
    """
    with duckdb.connect() as connection:
        connection.execute(f"attach {quoted(str(file))} as readers")
        connection.execute(f"attach {quoted(str(marts))} as latest (read_only)")
        connection.execute("use readers")
        changes = _changes(connection, "latest")
        names = {table.name for table in _tables(connection, "latest")}
        if only_shared:
            names = _shared(changes)
        connection.execute("begin")
        _follow(connection, names, [one for one in changes if one.table_name in names])
        connection.execute("commit")
        connection.execute("force checkpoint readers")


def note_change(
    marts: duckdb.DuckDBPyConnection, table: str, first: date, end: date | None
) -> None:
    """Note that days of a table were written, as the macro note_change does for models.

    Without the table of changes nothing is noted: then files of readers are written as a whole.
    """
    if _has_changes(marts, "opened"):
        marts.execute(
            """
            insert into publishing.changes
            select coalesce(max(change_id), 0) + 1, $table, true, 'event_date', $first, $end,
                now()::timestamp
            from publishing.changes
            """,
            {"table": table, "first": first, "end": end},
        )


def shared_tables(marts: Path) -> set[str]:
    """Names of the tables of marts.duckdb that everybody may see."""
    with duckdb.connect() as connection:
        connection.execute(f"attach {quoted(str(marts))} as latest (read_only)")
        return _shared(_changes(connection, "latest"))


def _shared(changes: Sequence[Change]) -> set[str]:
    last_words = {one.table_name: one.is_shared for one in changes}
    return {name for name, is_shared in last_words.items() if is_shared}


def _follow(
    connection: duckdb.DuckDBPyConnection, names: set[str], changes: Sequence[Change]
) -> None:
    known = set(_changes(connection, "readers"))
    if not known <= set(changes):
        raise StrangerError("it was made from another marts.duckdb")
    held = {table.name: table for table in _tables(connection, "readers")}
    for name in held.keys() - names:
        connection.execute(f"drop table marts.{_name(name)}")
    for table in _tables(connection, "latest"):
        if table.name in names:
            of_table = [one for one in changes if one.table_name == table.name]
            is_new = _made(connection, table, held.get(table.name))
            missed = None if is_new else [one for one in of_table if one not in known]
            _write(connection, table.name, missed if of_table else None)
    _note(connection, [one.change_id for one in changes if one not in known])


def _made(connection: duckdb.DuckDBPyConnection, table: Table, held: Table | None) -> bool:
    """Make the table, empty, unless it is there as it should be; whether it was made."""
    is_new = held is None or held.definition != table.definition
    if is_new:
        connection.execute("create schema if not exists marts")
        connection.execute(f"drop table if exists marts.{_name(table.name)}")
        connection.execute(table.definition)
    if is_new or held is None or held.comments != table.comments:
        for column, text in table.comments.items():
            place = f"marts.{_name(table.name)}"
            place = f"column {place}.{_name(column)}" if column else f"table {place}"
            connection.execute(f"comment on {place} is {quoted(text) if text else 'null'}")
    return is_new


def _write(
    connection: duckdb.DuckDBPyConnection, name: str, missed: Sequence[Change] | None
) -> None:
    """Write the days that changed; all of the table if there is no saying which."""
    table = f"marts.{_name(name)}"
    if missed is None or any(one.first_day is None for one in missed):
        wheres = ["true"]
    else:
        wheres = [
            f"{_name(column)} >= date '{first}' and {_name(column)} < date '{end}'"
            for column in sorted({one.day_column or "" for one in missed})
            for first, end in merged((one.first_day, one.end_day) for one in missed)
        ]
    for where in wheres:
        connection.execute(f"delete from {table} where {where}")
        connection.execute(f"insert into {table} by name from latest.{table} where {where}")


def merged(spans: Iterable[tuple[date | None, date | None]]) -> list[Days]:
    """Spans of days without overlap, in order; one without an end has all days from its first on.

    >>> day = lambda n: date(2026, 11, n)
    >>> spans = merged([(day(5), day(7)), (day(1), day(3)), (day(6), day(9))])
    >>> [(first.day, end.day) for first, end in spans]
    [(1, 3), (5, 9)]
    >>> merged([(day(5), None), (day(1), day(3))])[-1][1] == date.max
    True
    """
    apart: list[Days] = []
    for first, end in sorted((f, e or date.max) for f, e in spans if f is not None):
        if apart and first <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((first, end))
    return apart


def _changes(connection: duckdb.DuckDBPyConnection, database: str) -> list[Change]:
    if not _has_changes(connection, database):
        return []
    rows = connection.execute(f"from {database}.publishing.changes order by change_id").fetchall()
    return [Change(*row) for row in rows]


def _note(connection: duckdb.DuckDBPyConnection, change_ids: Sequence[int]) -> None:
    if not change_ids:
        return
    latest = "from latest.publishing.changes"
    connection.execute("create schema if not exists publishing")
    connection.execute(f"create table if not exists publishing.changes as {latest} limit 0")
    connection.execute(
        f"insert into publishing.changes {latest} where change_id in (select unnest($ids))",
        {"ids": list(change_ids)},
    )


def _has_changes(connection: duckdb.DuckDBPyConnection, database: str) -> bool:
    found = connection.execute(
        """
        select count(*) from duckdb_tables()
        where database_name = ? and schema_name = 'publishing' and table_name = 'changes'
        """,
        [database],
    ).fetchall()
    return found == [(1,)]


def _tables(connection: duckdb.DuckDBPyConnection, database: str) -> list[Table]:
    here = "where database_name = $database and schema_name = 'marts'"
    definitions = connection.execute(
        f"select table_name, sql, comment from duckdb_tables() {here} order by table_name",
        {"database": database},
    ).fetchall()
    columns = connection.execute(
        f"select table_name, column_name, comment from duckdb_columns() {here} order by all",
        {"database": database},
    ).fetchall()
    return [
        Table(name, sql, {"": comment} | {column: words for of, column, words in columns if of == name})
        for name, sql, comment in definitions
    ]


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
