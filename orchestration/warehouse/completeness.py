"""Whether what is about to be published has all that is published: a night never takes back days.

Days of the window, and the periods from its first one on, may lose rows: their files say so. Others
may not.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date

import duckdb

from orchestration.warehouse.folder import Warehouse, opened, quoted
from orchestration.warehouse.window import Window


class IncompleteError(RuntimeError):
    """Rows would vanish from days that were not rebuilt."""

    def __init__(self, table: str, count: int, first: date, last: date) -> None:
        super().__init__(
            f"{table} would lose {count:,} published rows of {first} to {last}, days that this run"
            f" has not built: run heatmaps backfill {first} {last}, or delete versions/ to begin"
            " without them"
        )


def check_complete(warehouse: Warehouse, window: Window) -> None:
    """Raise IncompleteError if a daily table has fewer rows outside of a window than the published
    one.
    """
    if not warehouse.published.exists():
        return
    with opened(warehouse.marts, read_only=True) as databases:
        databases.execute(f"attach {quoted(str(warehouse.published))} as published (read_only)")
        made = _day_columns(databases, "opened")
        periods = _first_periods(databases)
        for table, day in _day_columns(databases, "published").items():
            days = {"published": day, "opened": made.get(table, day)}
            written = Window(periods[table], date.max) if table in periods else window
            _check_table(databases, table, days, written)


def _day_columns(databases: duckdb.DuckDBPyConnection, database: str) -> dict[str, str]:
    """The column of the day of each daily table, as it is called now: it may have been renamed."""
    query = f"""
        select table_name, max_by(day_column, change_id) from {database}.publishing.changes
        where day_column is not null group by table_name order by table_name
        """
    try:
        return dict(databases.execute(query).fetchall())
    except duckdb.CatalogException:  # nothing was written yet
        return {}


def _first_periods(databases: duckdb.DuckDBPyConnection) -> dict[str, date]:
    """Of each table of weeks or months the first period that was last written, with those after."""
    return dict(
        databases.execute(
            """
            select table_name, max_by(first_day, change_id) from opened.publishing.changes
            where first_day is not null and end_day is null group by table_name
            """
        ).fetchall()
    )


def _check_table(
    databases: duckdb.DuckDBPyConnection, table: str, days: Mapping[str, str], window: Window
) -> None:
    published, made = (
        _rows_outside(databases, f"{database}.marts.{table}", day, window)
        for database, day in days.items()
    )
    if made < published:
        before, now = (
            _rows_by_day(databases, f"{database}.marts.{table}", day, window)
            for database, day in days.items()
        )
        lost = before - now
        raise IncompleteError(table, sum(lost.values()), min(lost), max(lost))


def _rows_outside(
    databases: duckdb.DuckDBPyConnection, table: str, day: str, window: Window
) -> int:
    """Rows of days outside of a window, at the cost of those in it: all rows are counted already."""
    inside = f"select count(*) from {table} where {day} between $first and $last"
    query = f"select (select count(*) from {table}) - ({inside})"
    dates = {"first": window.first, "last": window.last}
    try:
        ((count,),) = databases.execute(query, dates).fetchall()
    except duckdb.CatalogException:  # there is no such table
        return 0
    return int(count)


def _rows_by_day(
    databases: duckdb.DuckDBPyConnection, table: str, day: str, window: Window
) -> Counter[date]:
    query = f"select {day}, count(*) from {table} where {day} < $first or {day} > $last group by 1"
    try:
        found = databases.execute(query, {"first": window.first, "last": window.last}).fetchall()
    except duckdb.CatalogException:
        return Counter()
    return Counter(dict(found))
