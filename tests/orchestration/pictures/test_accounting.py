"""What is to be drawn is counted from the marts: a picture that is missing is noticed."""

from collections.abc import Iterator
from datetime import date
from typing import Final

import duckdb
import pytest

from orchestration.pictures import accounting, catalogue
from orchestration.pictures.accounting import TOO_FEW, other_counts
from orchestration.pictures.drawing import Drawn
from orchestration.warehouse.window import Window
from tests.orchestration.pictures.test_catalogue import row

DAY: Final = date(2026, 11, 1)

TABLES: Final = """
create table marts.dim_segments as select 'v=1' as segment, false as is_drawn;
create table marts.heatmap_grids as
from (values
    ('/a', 'all', 'desktop', 'clicks', 1440, false),
    ('/a', 'all', 'desktop', 'rage_clicks', 1440, false),
    ('/a', 'all', 'desktop', 'first_clicks', 1440, false),
    ('/a', 'all', 'desktop', 'clicks_before:it''s', 1440, false),
    ('/a', 'plan=pro', 'desktop', 'clicks', 1440, false),
    ('/a', 'v=1', 'desktop', 'clicks', 1440, false),
    ('/a', 'all', 'phone', 'clicks', 390, true),
    ('/a', 'all', 'unknown', 'clicks', null, false)
) as grids (feature, segment, band, kind, drawn_width_px, is_suppressed),
    (select date '2026-11-01' as event_date);
create table marts.scroll_reach_daily as
select
    feature, segment, band, event_date, depth_px, seconds as attention_seconds, reaching_count
from
    marts.heatmap_grids,
    (values (0, 0.0, 60), (100, 2.5, 29)) as steps (depth_px, seconds, reaching_count)
where kind = 'clicks';
create table marts.heatmap_cells as
select feature, segment, band, kind, event_date, 'page' as layer, 8 as cell_px, 88 as y_px
from marts.heatmap_grids;
create table marts.heatmap_elements as
select feature, segment, band, event_date, x_px
from marts.heatmap_grids, (values (null), (10), (20)) as elements (x_px)
where kind = 'clicks';
create table marts.element_clicks_daily as
from (values
    ('/a', 'all', false), ('/b', 'all', false), ('/b', 'all', false), ('/b', 'plan=pro', false),
    ('/c', 'all', true), ('(none)', 'all', false), ('(rare)', 'all', false)
) as elements (page, segment, is_suppressed),
    (select date '2026-11-01' as event_date);
"""


@pytest.fixture
def marts() -> Iterator[duckdb.DuckDBPyConnection]:
    """A page of three segments on the desktop, one of them not drawn; its phones are withheld."""
    with duckdb.connect() as connection:
        catalogue.TABLE.prepare(connection, Window(DAY, DAY))
        connection.execute(TABLES)
        yield connection


def test_of_each_kind_it_is_known_how_many_pictures_there_should_be(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    """The reach of everybody and of `pro`, the attention of everybody alone; elements of everybody
    on the desktop, and of /b without places.
    """
    due = {kind: due for kind, (due, _) in other_counts(marts, {"day": [DAY]}).items()}

    assert due == {"scroll_reach": 2, "attention": 1, "click_rate": 1, "elements": 2}


def test_maps_of_weeks_are_counted_apart_from_those_of_days(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    for day, week in (
        ("scroll_reach_daily", "scroll_reach_weekly"),
        ("heatmap_grids", "heatmap_grids_weekly"),
        ("heatmap_cells", "heatmap_cells_weekly"),
        ("heatmap_elements", "heatmap_elements_weekly"),
    ):
        marts.execute(f"alter table marts.{day} rename to {week}")
    pictures = [
        row(DAY, kind="scroll_reach", rel_path="a"),
        row(DAY, kind="scroll_reach", period="week", rel_path="b"),
    ]
    catalogue.replace_day(marts, DAY, pictures)

    counts = other_counts(marts, {"week": [DAY]})

    assert counts == {
        "scroll_reach": (2, 1),
        "attention": (1, 0),
        "click_rate": (1, 0),
        "elements": (1, 0),
    }


def test_grids_of_kinds_that_a_night_draws_have_pictures_those_before_goals_too(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    """Of everybody all clicks, rage clicks and those before a goal, all clicks of `pro`."""
    marts.execute("alter table marts.heatmap_grids add column click_count int default 1")
    drawn = ("clicks", "rage_clicks", "clicks_before:it's", "first_clicks")
    pictures = [row(DAY, kind=kind, rel_path=kind) for kind in drawn]
    catalogue.replace_day(marts, DAY, pictures)

    assert accounting.grid_count(marts, "day", [DAY], "band = 'desktop'") == 4
    assert accounting.picture_count(marts, "day", [DAY]) == 3


def test_a_picture_counts_for_its_kind_and_its_day(marts: duckdb.DuckDBPyConnection) -> None:
    pictures = [row(DAY, kind="attention", rel_path="a"), row(DAY, rel_path="b")]
    catalogue.replace_day(marts, DAY, pictures)

    drawn = {kind: drawn for kind, (_, drawn) in other_counts(marts, {"day": [DAY]}).items()}

    assert drawn == {**dict.fromkeys(drawn, 0), "attention": 1}
    assert set(other_counts(marts, {"day": [date(2026, 11, 2)]}).values()) == {(0, 0)}


@pytest.mark.parametrize(("layer", "y_px", "due"), [("page", 96, 0), ("fixed", 96, 1)])
def test_a_click_rate_is_drawn_where_thirty_page_views_saw_a_click(
    marts: duckdb.DuckDBPyConnection, layer: str, y_px: int, due: int
) -> None:
    """The middle of a cell at 96 is in the step of 100, that 29 page views got to."""
    marts.execute("update marts.heatmap_cells set layer = ?, y_px = ?", [layer, y_px])

    assert other_counts(marts, {"day": [DAY]})["click_rate"] == (due, 0)


def test_elements_without_a_place_in_any_band_are_one_list_of_their_page(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    marts.execute("update marts.heatmap_elements set x_px = null")

    assert other_counts(marts, {"day": [DAY]})["elements"] == (2, 0)


def test_elements_of_a_week_without_a_place_in_any_band_are_one_list_of_their_page(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    """Of all bands together; /a has a place on the desktop, of /c only `pro` has elements."""
    marts.execute("alter table marts.heatmap_grids rename to heatmap_grids_weekly")
    marts.execute(
        """
        create table marts.heatmap_elements_weekly as
        from marts.heatmap_elements
        union all
        from (values
            ('/a', 'all', '(all)', date '2026-11-01', null),
            ('/b', 'all', '(all)', date '2026-11-01', null),
            ('/b', 'all', '(all)', date '2026-11-01', null),
            ('/b', 'all', 'unknown', date '2026-11-01', null),
            ('/c', 'plan=pro', '(all)', date '2026-11-01', null),
            ('(rare)', 'all', '(all)', date '2026-11-01', null)
        )
        """
    )
    query = accounting.due("elements", "week")

    due = catalogue.read(marts, query, dates=[DAY]).rows()

    assert sorted(due) == [(DAY, "/a", "desktop"), (DAY, "/b", "(all)")]


def test_where_nothing_is_known_of_attention_none_is_drawn(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    marts.execute("update marts.scroll_reach_daily set attention_seconds = null")
    assert other_counts(marts, {"day": [DAY]})["attention"] == (0, 0)

    marts.execute("update marts.scroll_reach_daily set attention_seconds = 0")
    assert other_counts(marts, {"day": [DAY]})["attention"] == (0, 0)


@pytest.mark.parametrize(
    ("grid", "reason"),
    [
        ("'f', null, 9, 0, 9, false", "no viewport size (viewport_width)"),
        ("'f', 1280, 9, 9, 0, false", "no coordinates of clicks (page_x and page_y)"),
        ("'f', 1280, 9, 4, 5, false", "all clicks outside of the page"),
        ("'f', 1280, null, null, null, true", "too few people (minimum_users)"),
        ("'f', 1280, 9, 4, 0, false", "too few people (minimum_users)"),
        ("'(rare)', 1280, 9, 9, 0, false", "too few people (minimum_users)"),
    ],
)
def test_a_grid_that_shows_nothing_says_why(grid: str, reason: str) -> None:
    with duckdb.connect() as marts:
        marts.execute(
            f"""
            create schema marts;
            create table marts.dim_segments as select 'v=1' as segment, false as is_drawn;
            create table marts.heatmap_grids as
            select
                *, 'all' as segment, 'clicks' as kind, 0 as cell_click_count,
                date '2026-11-01' as event_date
            from (values ({grid}))
                as grids (
                    feature, drawn_width_px, click_count, unlocated_count, out_of_range_count,
                    is_suppressed
                )
            """
        )

        assert accounting.withheld(marts, [DAY]) == {reason: 1}


def test_other_pictures_do_not_hide_that_no_map_shows_a_click() -> None:
    reasons = {"no coordinates of clicks (page_x and page_y)": 2}

    assert Drawn(3, 2, 0, reasons, ()).shows_nothing
    assert not Drawn(3, 2, 1, reasons, ()).shows_nothing
    assert not Drawn(3, 2, 0, {**reasons, TOO_FEW: 1}, ()).shows_nothing
    assert not Drawn(3, 2, 0, {}, ()).shows_nothing
