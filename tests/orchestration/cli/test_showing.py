"""`heatmaps sql` answers from the published tables, writes nothing and opens no other file."""

import io
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from rich.console import Console

from orchestration.cli.showing import answer, overview, write_csv
from orchestration.settings import SettingsError
from orchestration.warehouse.folder import Warehouse

TABLES = """
create schema marts;
create table marts.numbers as select n, 'x' || n as word from range(5) as numbers (n);
create table marts.fct_sessions (event_date date, user_key bigint);
create table marts.feature_usage_daily (
    feature varchar, segment varchar, user_count bigint, page_view_count bigint,
    click_count bigint, engaged_seconds double, is_suppressed boolean
);
create table marts.element_clicks_daily (
    page varchar, element_key varchar, element_label varchar, segment varchar, click_count bigint,
    clicked_page_view_count bigint, page_view_count bigint, is_suppressed boolean
);
create table marts.scroll_reach_daily (
    feature varchar, band varchar, segment varchar, depth_px int, reaching_count bigint,
    page_view_count bigint
);
insert into marts.scroll_reach_daily values ('/', 'desktop', 'all', 900, 2, 3);
create table marts.heatmap_images (
    event_date date, period varchar, feature varchar, segment varchar, click_count bigint,
    rel_path varchar
);
insert into marts.heatmap_images values
('2026-11-01', 'day', '/', 'all', 1, 'heatmaps/clicks.png'),
('2026-11-01', 'month', '/', 'all', 9, 'heatmaps/clicks_month.png');
"""


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    """A published file with the tables of little data."""
    made = Warehouse(tmp_path)
    with duckdb.connect(str(made.published)) as published:
        published.execute(TABLES)
    made.heatmaps.mkdir()
    (made.heatmaps / "clicks.png").touch()
    yield made


def asked(warehouse: Warehouse, sql: str, rows_shown: int = 10) -> str:
    said = io.StringIO()
    answer(warehouse, sql, Console(file=said, width=200), rows_shown=rows_shown)
    return said.getvalue()


def test_an_answer_is_a_table(warehouse: Warehouse) -> None:
    said = asked(warehouse, "select n, word from marts.numbers where n = 4")

    assert said.split() == ["n", "word", "4", "x4"]


def test_more_rows_than_are_shown_are_said(warehouse: Warehouse) -> None:
    assert "the first 2 rows" in asked(warehouse, "from marts.numbers", rows_shown=2)
    assert "the first" not in asked(warehouse, "from marts.numbers", rows_shown=5)


def test_csv_has_all_rows_and_empty_cells_for_nulls(warehouse: Warehouse) -> None:
    target = io.StringIO()

    write_csv(warehouse, "select n, null as none, 'a, \"b\"' as text from marts.numbers", target)

    lines = target.getvalue().splitlines()
    assert lines[:2] == ["n,none,text", '0,,"a, ""b"""']
    assert len(lines) == 6


def test_csv_has_no_formula_for_a_spreadsheet(warehouse: Warehouse) -> None:
    target = io.StringIO()
    texts = "=cmd|calc!A1", "+1", "-1", "@a", "a=1", "a\x1b[31m"
    columns = ", ".join(f"'{text}'" for text in texts)

    write_csv(warehouse, f"select -1, {columns}", target)

    assert target.getvalue().splitlines()[1] == "-1,'=cmd|calc!A1,'+1,'-1,'@a,a=1,a [31m"


@pytest.mark.parametrize(
    "sql",
    [
        "drop table marts.numbers",
        "insert into marts.numbers values (9, 'y')",
        "select * from read_text('{file}')",
        "select * from '{file}'",
        "copy marts.numbers to '{file}'",
        "attach '{file}' as other",
        "set enable_external_access = true",
        "set lock_configuration = false",
    ],
)
def test_sql_changes_nothing_and_reads_no_other_file(sql: str, warehouse: Warehouse) -> None:
    secret = warehouse.root / "secret.csv"
    secret.write_text("secret\n1\n")

    with pytest.raises(duckdb.Error):
        asked(warehouse, sql.format(file=secret))

    assert secret.read_text() == "secret\n1\n"
    assert asked(warehouse, "select count(*) from marts.numbers").split()[-1] == "5"


def test_before_the_first_night_sql_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="run heatmaps night"):
        asked(Warehouse(tmp_path), "select 1")


def test_show_answers_of_little_data_and_prints_addresses(warehouse: Warehouse) -> None:
    said = io.StringIO()

    overview(warehouse, Console(file=said, width=200))

    shown = said.getvalue()
    assert "0.67" in shown
    assert f"file://{warehouse.heatmaps}/clicks.png" in shown
    assert "no rows: there are none, or all are of fewer people than minimum_users" in shown
