"""Elements by what followed their clicks: published rows alone, and none that is withheld."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

import duckdb
import polars as pl
import pytest

from orchestration.pictures import elements
from orchestration.pictures.exporting import write_rows
from orchestration.pictures.published import Asked, NotShownError
from orchestration.pictures.rendering import rendered
from orchestration.pictures.screenshots import Screenshots
from transforms.heat.element_map import CONVERSION, VALUE

DAY: Final = date(2026, 11, 16)

TABLES: Final = """
create schema marts;
create table marts.heatmap_elements as
select
    date '2026-11-16' as event_date, '/p' as feature, segment, 'desktop' as band, element_key,
    label, 'page' as layer, x_px, 40 as y_px, x_px - 45 as left_px, 25 as top_px,
    90 as width_px,
    30 as height_px, 9 as click_count, 8 as user_count, 0.1 as click_share, rank
from (values
    ('all', '#buy', 'Buy', 100, 2), ('all', '#more', 'More', 300, 1),
    ('all', '#few', 'Few', 500, 3), ('plan=pro', '#buy', 'Buy', 100, 1)
) as elements (segment, element_key, label, x_px, rank);
create table marts.element_clicks_daily as
select
    event_date, feature as page, segment, element_key, label as element_label, 0.5 as exposure_rate,
    9 as click_count, 8 as user_count, 0.1 as click_share, rank, 200 as page_view_count,
    false as is_suppressed
from marts.heatmap_elements;
create table marts.goal_elements_daily as
select
    date '2026-11-16' as event_date, '/p' as page, *, rate * 100 as value_per_clicked_session
from (values
    ('bought', 'all', '#buy', 20, 0.5, false), ('bought', 'all', '#more', 40, 0.25, false),
    ('bought', 'all', '#few', null, null, true), ('bought', 'plan=pro', '#buy', 10, 0.75, false),
    ('read', 'all', '#more', 40, 0.9, false)
) as goals (goal, segment, element_key, clicked_session_count, rate, is_suppressed);
alter table marts.goal_elements_daily rename rate to clicked_rate;
create table marts.heatmap_grids as
select
    '/p' as feature, null::varchar as feature_title, segment, 'desktop' as band, 'clicks' as kind,
    1440 as drawn_width_px, 800 as fold_px, 900 as document_height_px, 30 as click_count,
    0.0 as cell_click_count, 200 as page_view_count, false as is_suppressed, 'r' as rules_id,
    date '2026-11-16' as event_date
from (values ('all'), ('plan=pro')) as segments (segment);
create table marts.heatmap_cells (
    feature varchar, segment varchar, band varchar, kind varchar, event_date date, layer varchar,
    x_px int, y_px int, cell_px int, clicks double
);
create table marts.scroll_reach_daily (
    feature varchar, segment varchar, band varchar, event_date date, depth_px int,
    reaching_count int, page_view_count int
);
create table marts.heatmap_values_weekly as
select
    date '2026-11-16' as event_date, '/p' as feature, 'desktop' as band, 'bought' as goal,
    'page' as layer, 32 as cell_px, 320 as x_px, 320 as y_px, 9 as user_count, 300.0 as value;
create table marts.heatmap_grids_weekly as
select
    * replace ('clicks_before:bought' as kind, 8.0 as cell_click_count), 9 as user_count,
    0 as below_fold_count, 0 as anchored_count, 0 as in_scroller_count,
    0.0 as suppressed_click_count, 0 as out_of_range_count,
    0 as unlocated_count, date '2026-11-22' as last_date, 7 as day_count, 0 as left_out_day_count,
    0 as other_layout_day_count, null::date as layout_date, null::varchar as layout_reason
from marts.heatmap_grids where segment = 'all';
create table marts.heatmap_cells_weekly as from marts.heatmap_cells;
create table marts.scroll_reach_weekly as from marts.scroll_reach_daily;
create table marts.settings as select 'minimum_cell_users' as name, '1' as value;
"""


@pytest.fixture
def marts() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(TABLES)
        yield connection


def asked(measure: str, **changes: str) -> Asked:
    return Asked(date=DAY, feature="/p", kind=f"{measure}:bought", **changes)  # type: ignore[arg-type]


def test_elements_are_ranked_by_what_followed_and_one_that_is_withheld_is_none(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    rows = elements.of_goal(marts, DAY, f"{VALUE}:bought")

    found = rows.select("segment", "element_key", "click_count", "rate", "rank").rows()
    assert found == [
        ("all", "#buy", 20, 50.0, 1),
        ("all", "#more", 40, 25.0, 2),
        ("plan=pro", "#buy", 10, 75.0, 1),
    ]


def test_maps_of_a_goal_are_drawn_and_written_of_any_segment(
    marts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    file = tmp_path / "goal.csv"

    for segment, count in (("all", 2), ("plan=pro", 1)):
        of = asked(CONVERSION, segment=segment)
        assert b'"kind":"conversion_per_click:bought"' in rendered(marts, of, Screenshots())
        assert write_rows(marts, of, file) == count
    assert pl.read_csv(file)["rate"].to_list() == [0.75]


def test_a_page_where_the_mouse_rested_and_nobody_clicked_or_looked_is_passed_over(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    marts.execute(
        "insert into marts.heatmap_grids by name (select * replace ('/a' as feature,"
        " 'moves' as kind, 1 as cell_click_count) from marts.heatmap_grids where segment = 'all')"
    )

    assert rendered(marts, asked(CONVERSION), Screenshots()).startswith(b"\x89PNG")


def test_elements_without_places_are_a_list_of_their_page(
    marts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    of = asked(CONVERSION, band="(all)")
    with pytest.raises(NotShownError):
        rendered(marts, of, Screenshots())

    marts.execute("update marts.heatmap_elements set x_px = null")

    assert b'"band":"(all)"' in rendered(marts, of, Screenshots())
    assert write_rows(marts, of, tmp_path / "goal.csv") == 2


@pytest.mark.parametrize("kind", [VALUE, f"{VALUE}:sold", f"{CONVERSION}:' or true --"])
def test_what_is_no_goal_has_no_map(marts: duckdb.DuckDBPyConnection, kind: str) -> None:
    with pytest.raises(
        NotShownError,
        match="nothing is published|no kind of map; did you mean value_per_click:GOAL",
    ):
        rendered(marts, Asked(date=DAY, feature="/p", kind=kind), Screenshots())


def test_a_value_map_is_of_everybody_and_of_its_own_period(
    marts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    of = asked("value_before", period="week")

    assert b'"kind":"value_before:bought"' in rendered(marts, of, Screenshots())
    for ending in ("csv", "npz"):
        assert write_rows(marts, of, tmp_path / f"value.{ending}") == 1
    for other in ({"period": "month"}, {"segment": "plan=pro"}, {"band": "phone"}):
        with pytest.raises(NotShownError):
            rendered(marts, asked("value_before", **{"period": "week", **other}), Screenshots())
        with pytest.raises(NotShownError):
            write_rows(
                marts, asked("value_before", **{"period": "week", **other}), tmp_path / "v.csv"
            )


def test_a_value_map_of_a_month_has_the_values_of_the_month(
    marts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    for table in ("values", "grids", "cells"):
        marts.execute(
            f"""
            create table marts.heatmap_{table}_monthly as
            select * replace (date '2026-11-01' as event_date) from marts.heatmap_{table}_weekly
            """
        )
    marts.execute("create table marts.scroll_reach_monthly as from marts.scroll_reach_weekly")
    marts.execute("update marts.heatmap_values_monthly set value = 500")
    of = asked("value_before", period="month")

    assert b'"period":"month"' in rendered(marts, of, Screenshots())
    assert write_rows(marts, of, tmp_path / "value.csv") == 1
    assert pl.read_csv(tmp_path / "value.csv")["value"].to_list() == [500]


def test_elements_of_a_goal_are_known_by_day(marts: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(NotShownError):
        rendered(marts, asked(CONVERSION, period="week"), Screenshots())
