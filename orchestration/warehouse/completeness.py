"""Whether what is about to be published has all that is published: a night never takes back days.

Days of the window may lose rows: their files say so. Other days may not.
"""

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
        tables = databases.execute(
            """
            select distinct table_name, day_column from published.publishing.changes
            where day_column is not null order by all
            """
        ).fetchall()
        for table, day in tables:
            _check_table(databases, table, day, window)


def _check_table(
    databases: duckdb.DuckDBPyConnection, table: str, day: str, window: Window
) -> None:
    outside = f"{day} not between date '{window.first}' and date '{window.last}'"
    count = f"select count(*) from {{}}.marts.{table} where {outside}"
    ((published,),) = databases.execute(count.format("published")).fetchall()
    if not published:
        return
    try:
        ((made,),) = databases.execute(count.format("opened")).fetchall()
    except duckdb.CatalogException:
        made = 0
    if made < published:
        days = f"select min({day}), max({day}) from published.marts.{table} where {outside}"
        ((first, last),) = databases.execute(days).fetchall()
        raise IncompleteError(table, published - made, first, last)
