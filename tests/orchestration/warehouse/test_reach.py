"""Which built days are built again because of the files of another day."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.warehouse import books as books_of
from orchestration.warehouse.books import DecodedFile
from orchestration.warehouse.folder import Warehouse
from orchestration.warehouse.reach import note_reached_days
from transforms.events import CONTRACT

GAP = timedelta(minutes=30)


def day(number: int) -> date:
    return date(2026, 11, number)


@pytest.fixture
def books(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Books with no event yet, and an export that brings its own sessions."""
    with Warehouse(tmp_path).books() as opened:
        opened.execute("drop view if exists raw.events")
        columns = ", ".join(f"{column.name} {column.type}" for column in CONTRACT)
        opened.execute(f"create table raw.events ({columns})")
        opened.execute("insert into raw.exports values ('app', 'table', 'vendor', [], [], null, [])")
        yield opened


def deliver(
    books: duckdb.DuckDBPyConnection, name: str, at: str, export: str = "web", **columns: Any
) -> None:
    """A file with one event."""
    moment = datetime.fromisoformat(at)
    names = ["export", "event_at", "event_date", *columns]
    values = [export, moment, moment.date(), *columns.values()]
    marks = ", ".join("?" for _ in values)
    books.execute(f"insert into raw.events ({', '.join(names)}) values ({marks})", values)
    file = DecodedFile(
        export,
        name,
        name,
        name,
        sha256=name,
        size=1,
        line_count=1,
        accepted_count=1,
        days={moment.date(): 1},
        sizes={moment.date(): 1},
    )
    books_of.register_file(books, file, datetime(2026, 11, 22))


def reached(books: duckdb.DuckDBPyConnection) -> list[date]:
    """The days that wait when the days are noted that new files reach."""
    note_reached_days(books, session_gap=GAP, duplicate_days=7)
    return books_of.changed_days(books)


@pytest.mark.parametrize(
    ("after", "days"), [("2026-11-17 00:25:00", [16, 17]), ("2026-11-17 00:25:01", [17])]
)
@pytest.mark.parametrize("column", ["anonymous_id", "person_id", "user_id"])
def test_a_session_over_midnight_reaches_the_day_before(
    column: str, after: str, days: list[int], books: duckdb.DuckDBPyConnection
) -> None:
    of_somebody: dict[str, Any] = {column: 7}
    deliver(books, "a", "2026-11-16 23:55:00", **of_somebody)
    books_of.finish_build(books, [day(16)])
    deliver(books, "b", after, **of_somebody)

    assert reached(books) == [day(number) for number in days]


def test_somebody_else_after_midnight_reaches_nothing(books: duckdb.DuckDBPyConnection) -> None:
    deliver(books, "a", "2026-11-16 23:55:00", user_id=7)
    books_of.finish_build(books, [day(16)])
    deliver(books, "b", "2026-11-17 00:01:00", user_id=8)

    assert reached(books) == [day(17)]


@pytest.mark.parametrize(("export", "days"), [("app", [16, 17]), ("web", [17])])
def test_a_session_of_the_vendor_reaches_the_day_before_after_any_pause(
    export: str, days: list[int], books: duckdb.DuckDBPyConnection
) -> None:
    deliver(books, "a", "2026-11-16 10:00:00", export, vendor_session_id="s")
    books_of.finish_build(books, [day(16)])
    deliver(books, "b", "2026-11-17 20:00:00", export, vendor_session_id="s")

    assert reached(books) == [day(number) for number in days]


@pytest.mark.parametrize(
    ("again", "x", "days"),
    [
        ("2026-11-17 10:00:00", 5, [10, 17]),
        ("2026-11-18 10:00:00", 5, [18]),
        ("2026-11-17 10:00:00", 6, [17]),
    ],
)
def test_the_same_id_and_content_reaches_seven_days(
    again: str, x: int, days: list[int], books: duckdb.DuckDBPyConnection
) -> None:
    deliver(books, "a", "2026-11-10 10:00:00", undated_id=1, kind="click", page_x=5)
    books_of.finish_build(books, [day(10)])
    deliver(books, "b", again, undated_id=1, kind="click", page_x=x)

    assert reached(books) == [day(number) for number in days]


def test_a_day_that_was_reached_reaches_no_further(books: duckdb.DuckDBPyConnection) -> None:
    for number in (15, 16):
        deliver(books, f"late {number}", f"2026-11-{number} 23:59:00", user_id=7)
        deliver(books, f"early {number}", f"2026-11-{number} 00:01:00", user_id=7)
    books_of.finish_build(books, [day(15), day(16)])
    deliver(books, "b", "2026-11-17 00:01:00", user_id=7)

    assert reached(books) == reached(books) == [day(16), day(17)]


def test_a_reached_day_waits_no_more_when_it_is_built(books: duckdb.DuckDBPyConnection) -> None:
    deliver(books, "a", "2026-11-16 23:55:00", user_id=7)
    books_of.finish_build(books, [day(16)])
    deliver(books, "b", "2026-11-17 00:01:00", user_id=7)
    reached(books)

    books_of.finish_build(books, [day(16), day(17)])

    assert reached(books) == []
