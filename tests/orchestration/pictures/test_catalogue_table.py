"""The table of the catalogue: its columns, its words, and what happens when they change."""

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from orchestration.pictures.catalogue import COLUMNS, TABLE
from orchestration.warehouse.own_tables import ChangedColumnsError
from orchestration.warehouse.window import Window

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 4)
ALL_DAYS = Window(FIRST, LAST)
LAST_DAY = Window(LAST, LAST)


@pytest.fixture
def marts() -> Iterator[duckdb.DuckDBPyConnection]:
    """A catalogue of before: pictures of three days, and a column that was a whole number."""
    with duckdb.connect() as connection:
        TABLE.prepare(connection, ALL_DAYS)
        connection.execute("alter table marts.heatmap_images alter scale_maximum type bigint")
        for name, (kind, _) in COLUMNS.items():
            if name != "event_date" and kind.endswith("NOT NULL"):
                connection.execute(f"alter table marts.heatmap_images alter {name} drop not null")
        for day in (FIRST, LAST):
            connection.execute("insert into marts.heatmap_images (event_date) values (?)", [day])
        yield connection


def shape(marts: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    query = "select column_name, column_type from (describe marts.heatmap_images)"
    return marts.execute(query).fetchall()


def test_a_run_of_some_days_fails_and_names_the_backfill(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    before = shape(marts)

    with pytest.raises(ChangedColumnsError, match=f"heatmaps backfill {FIRST} {LAST}"):
        TABLE.prepare(marts, LAST_DAY)

    assert shape(marts) == before


def test_a_run_of_all_days_makes_the_table_anew(marts: duckdb.DuckDBPyConnection) -> None:
    TABLE.prepare(marts, ALL_DAYS)

    assert shape(marts) == [
        (name, kind.removesuffix(" NOT NULL")) for name, (kind, _) in COLUMNS.items()
    ]
    assert marts.execute("select count(*) from marts.heatmap_images").fetchall() == [(0,)]


def test_a_table_as_it_should_be_keeps_its_rows(marts: duckdb.DuckDBPyConnection) -> None:
    TABLE.prepare(marts, ALL_DAYS)
    values = ", ".join("date '2026-03-02'" if n == "event_date" else "'1'" for n in COLUMNS)
    marts.execute(f"insert into marts.heatmap_images values ({values})")

    TABLE.prepare(marts, LAST_DAY)

    assert marts.execute("select count(*) from marts.heatmap_images").fetchall() == [(1,)]


def test_words_that_differ_are_written_again(marts: duckdb.DuckDBPyConnection) -> None:
    TABLE.prepare(marts, ALL_DAYS)
    marts.execute("comment on column marts.heatmap_images.rel_path is 'something else'")

    TABLE.prepare(marts, ALL_DAYS)

    said = marts.execute("select column_name, comment from duckdb_columns()").fetchall()
    assert {name: text for name, text in said if name in COLUMNS} == {
        name: text for name, (_, text) in COLUMNS.items()
    }
