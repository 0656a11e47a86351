"""The books of a night: which files are loaded, and which days are not what their files make them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from orchestration.warehouse import books as books_of
from orchestration.warehouse.books import DecodedFile, NotGreenError
from orchestration.warehouse.folder import Warehouse
from tests.end_to_end import events_export as export

NOW = datetime(2026, 11, 22)


def day(number: int) -> date:
    return date(2026, 11, number)


def decoded(name: str, *days: int, path: str = "a.csv", problem: str | None = None) -> DecodedFile:
    """A file of ten lines for each of its days."""
    rows = {} if problem else {day(number): 10 for number in days}
    count = sum(rows.values())
    return DecodedFile(
        "web",
        path,
        path,
        name,
        sha256=name,
        size=1,
        line_count=count,
        accepted_count=count,
        days=rows,
        sizes=dict.fromkeys(rows, 1),
        problem=problem,
        decoded_with="these settings",
    )


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path)


@pytest.fixture
def books(warehouse: Warehouse) -> Iterator[duckdb.DuckDBPyConnection]:
    with warehouse.books() as opened:
        yield opened


def enter(books: duckdb.DuckDBPyConnection, *files: DecodedFile) -> None:
    for file in files:
        books_of.register_file(books, file, NOW)


def names(books: duckdb.DuckDBPyConnection) -> list[str]:
    rows = books.execute("select file_id from raw.files order by 1").fetchall()
    return [name for (name,) in rows]


def test_a_new_day_waits_to_be_built(books: duckdb.DuckDBPyConnection) -> None:
    enter(books, decoded("one", 3, 4))

    assert books_of.changed_days(books) == [day(3), day(4)]


def test_a_built_day_waits_no_more(books: duckdb.DuckDBPyConnection) -> None:
    enter(books, decoded("one", 3, 4))

    books_of.finish_build(books, [day(3)])

    assert books_of.changed_days(books) == [day(4)]
    assert books_of.built_days(books) == [day(3)]


def test_a_file_more_makes_its_days_wait_again(books: duckdb.DuckDBPyConnection) -> None:
    enter(books, decoded("one", 3, 4))
    books_of.finish_build(books, [day(3), day(4)])

    enter(books, decoded("two", 4, path="b.csv"))

    assert books_of.changed_days(books) == [day(4)]


def test_a_day_that_lost_its_last_file_waits_to_be_emptied(
    books: duckdb.DuckDBPyConnection,
) -> None:
    enter(books, decoded("one", 3))
    books_of.finish_build(books, [day(3)])

    enter(books, decoded("two", 4))

    assert books_of.changed_days(books) == [day(3), day(4)]


def test_a_file_read_with_other_settings_makes_its_days_wait(
    books: duckdb.DuckDBPyConnection,
) -> None:
    enter(books, decoded("one", 3))
    books_of.finish_build(books, [day(3)])

    enter(books, replace(decoded("one", 3), decoded_with="other settings"))

    assert books_of.changed_days(books) == [day(3)]


def test_days_of_an_export_wait_when_something_else_is_set_of_it(
    books: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    def register(**changed: str) -> None:
        web = {"name": "web", "format": "mixpanel", "url": "web/", **changed}
        app = {"name": "app", "format": "mixpanel", "url": "app/"}
        at = export.installation(tmp_path, {"exports": [app, web]})
        books_of.register_exports(books, at.settings.exports)

    register()
    enter(books, decoded("one", 3), replace(decoded("two", 4, path="b.csv"), export="app"))
    books_of.finish_build(books, [day(3), day(4)])
    register()
    assert books_of.changed_days(books) == []

    register(overlaps="app")

    assert books_of.changed_days(books) == [day(3)]


def test_days_that_are_built_and_tested_may_be_published(
    books: duckdb.DuckDBPyConnection,
) -> None:
    enter(books, decoded("one", 3, 4))
    books_of.begin_build(books, [day(3), day(4)])

    books_of.finish_build(books, [day(3), day(4)])

    books_of.check_green(books, [day(3), day(4)])
    assert books_of.unpublished_days(books) == [day(3), day(4)]
    books_of.mark_published(books)
    assert books_of.unpublished_days(books) == []


def test_a_day_whose_build_was_begun_and_not_finished_may_not_be_published(
    books: duckdb.DuckDBPyConnection,
) -> None:
    enter(books, decoded("one", 3, 4))
    without_files = day(5)
    books_of.finish_build(books, [day(3), day(4), without_files])
    books_of.mark_published(books)

    books_of.begin_build(books, [day(4), without_files])

    with pytest.raises(NotGreenError, match="heatmaps backfill 2026-11-04 2026-11-05"):
        books_of.check_green(books, [day(3), day(4), without_files])


def test_a_day_whose_files_have_changed_since_may_not_be_published(
    books: duckdb.DuckDBPyConnection,
) -> None:
    enter(books, decoded("one", 3))
    books_of.finish_build(books, [day(3)])

    enter(books, decoded("two", 3, path="b.csv"))

    with pytest.raises(NotGreenError):
        books_of.check_green(books, [day(3)])


def test_a_day_that_was_never_built_may_not_be_published(
    books: duckdb.DuckDBPyConnection,
) -> None:
    with pytest.raises(NotGreenError):
        books_of.check_green(books, [day(3)])


def test_another_content_of_a_path_replaces_the_one_before(
    books: duckdb.DuckDBPyConnection,
) -> None:
    enter(books, decoded("one", 3), decoded("other", 3, path="b.csv"))

    enter(books, decoded("two", 3))

    assert names(books) == ["other", "two"]
    assert books.execute("select sum(row_count) from raw.file_days").fetchall() == [(20,)]


def test_a_file_that_cannot_be_read_replaces_nothing_and_is_told(
    books: duckdb.DuckDBPyConnection,
) -> None:
    enter(books, decoded("one", 3))

    enter(books, decoded("broken", problem="ends early"))

    assert names(books) == ["broken", "one"]
    assert books.execute("select sum(row_count) from raw.file_days").fetchall() == [(10,)]


def test_a_file_that_can_be_read_again_replaces_the_broken_one(
    books: duckdb.DuckDBPyConnection,
) -> None:
    enter(books, decoded("broken", problem="ends early"))

    enter(books, decoded("one", 3))

    assert names(books) == ["one"]


def test_bytes_that_can_no_longer_be_read_keep_what_they_gave(
    books: duckdb.DuckDBPyConnection,
) -> None:
    enter(books, decoded("one", 3))

    enter(books, decoded("one", problem="no such column"))

    assert books.execute("select file_id, problem from raw.files").fetchall() == [("one", None)]


def test_a_file_is_loaded_if_it_was_read_whole_and_with_these_settings(
    books: duckdb.DuckDBPyConnection,
) -> None:
    enter(books, decoded("one", 3), decoded("broken", path="b.csv", problem="ends early"))

    assert books_of.loaded_file_ids(books, "web", "these settings", NOW) == {"one"}
    assert books_of.loaded_file_ids(books, "web", "other settings", NOW) == set()
    assert books_of.loaded_file_ids(books, "app", "these settings", NOW) == set()


def test_a_file_is_decoded_again_once_its_future_events_are_past(
    books: duckdb.DuckDBPyConnection,
) -> None:
    enter(books, replace(decoded("one", 3), look_again_at=NOW))

    an_hour = timedelta(hours=1)
    assert books_of.loaded_file_ids(books, "web", "these settings", NOW - an_hour) == {"one"}
    assert books_of.loaded_file_ids(books, "web", "these settings", NOW) == set()


def test_a_day_is_changed_when_a_file_of_it_has_more_events_than_before(
    books: duckdb.DuckDBPyConnection,
) -> None:
    enter(books, decoded("one", 3))
    books_of.finish_build(books, [day(3)])

    enter(books, replace(decoded("one", 3), accepted_count=11))

    assert books_of.changed_days(books) == [day(3)]


def test_events_and_rejects_of_files_not_in_the_books_are_deleted(
    books: duckdb.DuckDBPyConnection, warehouse: Warehouse
) -> None:
    enter(books, decoded("0001", 3))
    files = [
        folder / f"web-{name}.parquet"
        for folder in (warehouse.events / "event_date=2026-11-03", warehouse.rejects)
        for name in ("0001", "0002")
    ]
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()

    assert books_of.drop_unregistered_files(books, warehouse) == 2

    assert [file.exists() for file in files] == [True, False, True, False]


def test_a_warehouse_without_events_has_an_empty_relation_of_them(
    books: duckdb.DuckDBPyConnection, warehouse: Warehouse
) -> None:
    books_of.define_events(books, warehouse)

    assert books.execute("select count(*), max(event_date) from raw.events").fetchall() == [
        (0, None)
    ]
