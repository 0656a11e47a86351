"""Promise 3: the cost of a night follows the day, and not all history."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.installation import Installation
from tests.end_to_end import events_export as export
from tests.end_to_end.events_export import Row, event, moment
from tests.end_to_end.nights import rows, run_night

LAST = 12
OLD = [export.day(number) for number in range(1, 4)]
"""Days that the last night cannot reach. The first day is left out: its file names the columns."""


def visit(number: int) -> Sequence[Row]:
    """Somebody who tells of his plan and works into the next day."""
    return [
        event(moment(number, "10:00:00"), "page_view", plan="pro", view=f"v{number}"),
        event(moment(number, "10:00:10"), view=f"v{number}"),
        event(moment(number, "23:50:00"), "page_view"),
    ]


@pytest.fixture
def at(tmp_path: Path) -> Installation:
    """Twelve days in one night, and one more day that waits for the next."""
    at = export.installation(tmp_path)
    for number in range(LAST):
        export.deliver(at, f"day-{number}", visit(number))
    run_night(at, export.day(0), export.day(LAST - 1), pictures=False, tests=False)
    export.deliver(at, f"day-{LAST}", visit(LAST))
    return at


def make_unreadable(file: Path) -> None:
    """Break the rows of a Parquet file, and keep its size and the footer that describes them."""
    content = bytearray(file.read_bytes())
    footer = 8 + int.from_bytes(content[-8:-4], "little")
    content[4:-footer] = bytes(len(content) - 4 - footer)
    file.write_bytes(content)
    with duckdb.connect() as duck, pytest.raises(duckdb.Error):
        duck.execute(f"select sum(page_x) from read_parquet('{file}')").fetchall()


@contextmanager
def days_of_tables(
    file: Path,
) -> Iterator[tuple[duckdb.DuckDBPyConnection, list[str]]]:
    """A private database, and each table that dbt builds by days."""
    with duckdb.connect() as duck:
        duck.execute(f"attach '{file}' as private; use private")
        found = duck.execute(
            "select schema_name || '.' || table_name"
            " from duckdb_columns() inner join duckdb_tables()"
            " using (database_name, schema_name, table_name)"
            " where database_name = 'private' and schema_name <> 'raw'"
            " and column_name = 'event_date'"
        ).fetchall()
        yield duck, [table for (table,) in found]


def empty(file: Path, days: Sequence[date]) -> None:
    """Delete rows of some days: a night that builds a day again brings them back."""
    with days_of_tables(file) as (duck, tables):
        assert len(tables) >= 10
        for table in tables:
            duck.execute(f"delete from {table} where event_date in $days", {"days": days})


def rebuilt(file: Path, days: Sequence[date]) -> list[str]:
    """Tables with rows of days that had none."""
    with days_of_tables(file) as (duck, tables):
        return [
            table
            for table in tables
            if duck.execute(f"from {table} where event_date in $days", {"days": days}).fetchall()
        ]


def test_a_night_reads_no_event_and_builds_no_row_of_days_it_cannot_reach(
    at: Installation,
) -> None:
    for day in OLD:
        for file in at.warehouse.events.glob(f"event_date={day}/*.parquet"):
            make_unreadable(file)
    for database in (at.warehouse.work, at.warehouse.marts):
        empty(database, OLD)
    shutil.rmtree(at.warehouse.versions)  # a night does not take back days that are published

    run_night(at, export.day(LAST), pictures=False)

    assert rebuilt(at.warehouse.work, OLD) + rebuilt(at.warehouse.marts, OLD) == []
    assert rows(at, "select max(event_date) from marts.fct_sessions") == [(export.day(LAST),)]
