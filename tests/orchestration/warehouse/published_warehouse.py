"""A small warehouse to publish, made by hand: facts, counts that everybody may see, and files."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

from orchestration.warehouse.folder import Warehouse, create_database, opened

FIRST_DAY = date(2026, 3, 2)

TABLES = """
create schema marts;
create schema publishing;
create table marts.fct_clicks (user_key varchar not null, x double, event_date date not null);
create table marts.usage_daily (feature varchar, user_count bigint, event_date date not null);
create table marts.loads (path varchar, event_date date);
comment on table marts.usage_daily is 'One row per feature and date.';
comment on column marts.usage_daily.user_count is 'Distinct people, nobody''s name.';
create table publishing.changes (
    change_id bigint, table_name varchar, is_shared boolean, day_column varchar, first_day date,
    end_day date, changed_at timestamp
);
"""


def day(number: int) -> date:
    """Day 0 is the first."""
    return FIRST_DAY + timedelta(days=number)


def made(root: Path) -> Warehouse:
    """A warehouse whose marts.duckdb has one day."""
    root.mkdir(parents=True, exist_ok=True)
    warehouse = Warehouse(root)
    create_database(warehouse.marts)
    with opened(warehouse.marts) as marts:
        marts.execute(TABLES)
    grow(warehouse)
    return warehouse


def grow(warehouse: Warehouse) -> None:
    """One day more."""
    with opened(warehouse.marts, read_only=True) as marts:
        ((days,),) = marts.execute("select count(*) from marts.loads").fetchall()
    write_day(warehouse, days)


def write_day(warehouse: Warehouse, number: int, *, people: int = 3) -> None:
    """Write a day of the facts and counts anew, as a night does; and all of the dimension."""
    with opened(warehouse.marts) as marts:
        marts.execute("begin")
        for table in ("fct_clicks", "usage_daily", "loads"):
            marts.execute(f"delete from marts.{table} where event_date = ?", [day(number)])
        marts.execute(
            "insert into marts.fct_clicks select 'user ' || n, random(), ? from range(?) as t(n)",
            [day(number), people],
        )
        marts.execute("insert into marts.usage_daily values ('/', ?, ?)", [people, day(number)])
        marts.execute("insert into marts.loads values ('file', ?)", [day(number)])
        note(marts, "fct_clicks", False, number)
        note(marts, "usage_daily", True, number)
        note(marts, "loads", False)
        marts.execute("commit")


def note(
    marts: duckdb.DuckDBPyConnection, table: str, is_shared: bool, number: int | None = None
) -> None:
    """Note a change of one day, or of all of a table."""
    days: list[Any] = [None, None, None]
    if number is not None:
        days = ["event_date", day(number), day(number + 1)]
    marts.execute(
        """
        insert into publishing.changes
        select coalesce(max(change_id), 0) + 1, ?, ?, ?, ?, ?, now()::timestamp
        from publishing.changes
        """,
        [table, is_shared, *days],
    )


def ask(file: Path, query: str) -> list[tuple[Any, ...]]:
    """What a new reader is answered."""
    with duckdb.connect(str(file), read_only=True) as reader:
        return reader.execute(query).fetchall()


def held(file: Path) -> dict[str, list[Any]]:
    """All that readers can see of a file: rows in order, types, and words."""
    with opened(file, read_only=True) as database:
        names = [
            name
            for (name,) in database.execute(
                "select table_name from duckdb_tables() where schema_name = 'marts'"
            ).fetchall()
        ]
        comments = database.execute(
            """
            select table_name, '', comment, sql from duckdb_tables() where schema_name = 'marts'
            union all
            select table_name, column_name, comment, data_type from duckdb_columns()
            where schema_name = 'marts'
            """
        ).fetchall()
        return {
            name: [
                sorted(comment for comment in comments if comment[0] == name),
                database.execute(f"from marts.{name} order by all").fetchall(),
            ]
            for name in names
        }
