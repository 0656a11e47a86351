"""Numbers of several published maps in one file: dates, features, and the rows clicked most."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pytest

from orchestration.pictures.exporting import write_rows
from orchestration.pictures.published import Asked, NotShownError

MONDAY, TUESDAY = date(2026, 11, 2), date(2026, 11, 3)


@pytest.fixture
def published() -> Iterator[duckdb.DuckDBPyConnection]:
    """Three pages under /app and one beside them, on two days; one page's name has a * in it."""
    with duckdb.connect() as duck:
        duck.execute("""
            create schema marts;
            create table marts.heatmap_cells as
            select *, 'all' as segment, 'desktop' as band, 'clicks' as kind, 'page' as layer,
                8::smallint as cell_px, 0 as x_px, 5 as user_count
            from (values
                ('/app/a', date '2026-11-02', 0, 1.0),
                ('/app/a', date '2026-11-02', 8, 7.0),
                ('/app/a', date '2026-11-03', 0, 2.0),
                ('/app/*', date '2026-11-03', 0, 4.0),
                ('/docs', date '2026-11-03', 0, 8.0)
            ) as rows (feature, event_date, y_px, clicks);
            create table marts.heatmap_grids as
            select distinct feature, segment, band, kind, event_date, false as is_suppressed,
                16 as drawn_width_px,
                case feature when '/app/a' then 24 else 8 end as document_height_px
            from marts.heatmap_cells;
            create table marts.element_clicks_daily (page varchar, event_date date);
        """)
        yield duck


def written(
    published: duckdb.DuckDBPyConnection, file: Path, feature: str, limit: int | None = None
) -> list[tuple[str, date, float]]:
    asked = Asked(date=MONDAY, feature=feature)
    write_rows(published, asked, file, until=TUESDAY, limit=limit)
    return pl.read_parquet(file).select("feature", "event_date", "clicks").rows()


def test_a_range_of_dates_has_the_rows_of_each(
    published: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    assert written(published, tmp_path / "rows.parquet", "/app/a") == [
        ("/app/a", MONDAY, 1),
        ("/app/a", MONDAY, 7),
        ("/app/a", TUESDAY, 2),
    ]


@pytest.mark.parametrize(
    ("pattern", "features"),
    [("/app/a*", ["/app/a"]), ("*", ["/app/*", "/app/a", "/docs"]), ("/app/*", ["/app/*"])],
)
def test_a_pattern_is_every_feature_that_it_matches_unless_one_has_that_name(
    pattern: str, features: list[str], published: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    rows = written(published, tmp_path / "rows.parquet", pattern)

    assert sorted({feature for feature, _, _ in rows}) == features


def test_a_limit_keeps_the_rows_of_each_map_that_are_clicked_most(
    published: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    assert written(published, tmp_path / "rows.parquet", "/app/a", limit=1) == [
        ("/app/a", MONDAY, 7),
        ("/app/a", TUESDAY, 2),
    ]


def test_arrays_of_several_maps_lie_one_upon_the_other(
    published: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    file = tmp_path / "grids.npz"

    write_rows(published, Asked(date=TUESDAY, feature="*"), file)

    with np.load(file) as arrays:
        assert arrays["page"].shape == (3, 3, 2)
        assert arrays["page"].sum(axis=(1, 2)).tolist() == [4, 2, 8]
        assert arrays["feature"].tolist() == ["/app/*", "/app/a", "/docs"]
        assert set(arrays["event_date"]) == {"2026-11-03"}


def test_an_end_before_the_beginning_is_refused(
    published: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    with pytest.raises(NotShownError, match="2026-11-02 is before 2026-11-03"):
        write_rows(published, Asked(date=TUESDAY), tmp_path / "rows.csv", until=MONDAY)


def test_a_format_that_nobody_knows_is_refused(
    published: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    with pytest.raises(NotShownError, match=r"there are \.csv"):
        write_rows(published, Asked(date=TUESDAY), tmp_path / "grid.xlsx")


def test_csv_has_no_formula_for_a_spreadsheet_and_other_files_what_is_there(
    published: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    published.execute("update marts.heatmap_cells set feature = '=1+1', y_px = -8")
    published.execute("update marts.heatmap_grids set feature = '=1+1'")
    asked = Asked(date=MONDAY, feature="=1+1")

    for name in ("rows.csv", "rows.parquet"):
        write_rows(published, asked, tmp_path / name)

    row = pl.read_csv(tmp_path / "rows.csv").row(0, named=True)
    assert (row["feature"], row["y_px"]) == ("'=1+1", -8)
    assert pl.read_parquet(tmp_path / "rows.parquet")["feature"][0] == "=1+1"
