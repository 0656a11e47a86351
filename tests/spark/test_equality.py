"""Two folders of tables are equal, or the table that differs is named."""

from pathlib import Path

import duckdb
import pytest

from tests.spark.equality import Comparison, compared, shown


def comparison(folder: Path, left: str | None, right: str | None, *left_out: str) -> Comparison:
    """What comes of two queries, each stored as a table; None: it is not stored."""
    for side, query in (("left", left), ("right", right)):
        (folder / side).mkdir()
        if query is not None:
            duckdb.sql(query).write_parquet(str(folder / side / "marts.t.parquet"))
    (found,) = compared(folder / "left", folder / "right", left_out)
    return found


def test_rows_in_another_order_are_equal(tmp_path: Path) -> None:
    found = comparison(tmp_path, "from (values (1), (2)) t(a)", "from (values (2), (1)) t(a)")

    assert found == Comparison("marts.t", rows=(2, 2))
    assert found.is_equal


def test_columns_in_another_order_are_equal(tmp_path: Path) -> None:
    assert comparison(tmp_path, "select 1 as a, 2 as b", "select 2 as b, 1 as a").is_equal


def test_nulls_are_equal(tmp_path: Path) -> None:
    assert comparison(tmp_path, "select null::int as a", "select null::int as a").is_equal


def test_a_row_that_is_there_once_more_differs(tmp_path: Path) -> None:
    twice = "from (values (1), (1)) t(a)"

    found = comparison(tmp_path, "select 1 as a", twice)

    assert (found.alone, found.is_equal) == ((0, 1), False)


def test_a_null_and_an_empty_text_differ(tmp_path: Path) -> None:
    found = comparison(tmp_path, "select null::varchar as a", "select '' as a")

    assert (found.alone, found.is_equal) == ((1, 1), False)


def test_the_same_number_of_another_type_differs(tmp_path: Path) -> None:
    found = comparison(tmp_path, "select 1::bigint as a", "select 1::decimal(20, 0) as a")

    assert found.differences == ("a: BIGINT and DECIMAL(20,0)",)
    assert not found.is_equal


def test_a_column_of_one_side_differs(tmp_path: Path) -> None:
    found = comparison(tmp_path, "select 1 as a", "select 1 as a, 2 as b")

    assert found.differences == ("b: none and INTEGER",)


@pytest.mark.parametrize(
    ("left", "right", "words"),
    [("select 1 as a", None, "not on Spark"), (None, "select 1 as a", "not on DuckDB")],
)
def test_a_table_of_one_side_differs(
    left: str | None, right: str | None, words: str, tmp_path: Path
) -> None:
    found = comparison(tmp_path, left, right)

    assert found.differences == (words,)
    assert not found.is_equal


def test_a_column_that_is_left_out_counts_in_no_row(tmp_path: Path) -> None:
    queries = ("select 1 as a, 5 as id", "select 1 as a, 6 as id")

    assert comparison(tmp_path, *queries, "id").is_equal


def test_a_folder_of_files_is_one_table(tmp_path: Path) -> None:
    (tmp_path / "left").mkdir()
    duckdb.sql("from range(3) t(a)").write_parquet(str(tmp_path / "left" / "t.parquet"))
    parts = tmp_path / "right" / "t.parquet"
    parts.mkdir(parents=True)
    for number in range(3):
        duckdb.sql(f"select {number}::bigint as a").write_parquet(str(parts / f"{number}.parquet"))

    (found,) = compared(tmp_path / "left", tmp_path / "right")

    assert (found.rows, found.is_equal) == ((3, 3), True)


def test_each_table_is_a_line_that_says_whether_it_is_equal() -> None:
    lines = shown(
        [
            Comparison("marts.one", (1200, 1200)),
            Comparison("marts.two", (3, 2), (1, 0), ("a: DATE and VARCHAR",)),
        ]
    ).splitlines()

    assert lines[1].split() == ["marts.one", "1,200", "1,200", "0", "0", "equal"]
    assert lines[2].endswith("1              0  DIFFERENT a: DATE and VARCHAR")


def test_rows_that_are_left_out_count_in_their_own_table_alone(tmp_path: Path) -> None:
    for side, version in (("left", "1"), ("right", "2")):
        for table in ("named", "other"):
            (tmp_path / side).mkdir(exist_ok=True)
            duckdb.sql(f"select '{version}' as version").write_parquet(
                str(tmp_path / side / f"{table}.parquet")
            )

    found = compared(tmp_path / "left", tmp_path / "right", (), {"named": "version <> ''"})

    assert [(one.table, one.is_equal) for one in found] == [("named", True), ("other", False)]
