"""A map of clicks on a scale that is asked for, from published rows alone."""

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import duckdb
import pytest

from orchestration.pictures.published import Asked, NotShownError, check_period, why
from orchestration.pictures.rendering import rendered, rendered_on
from orchestration.pictures.screenshots import Screenshots
from tests.transforms.pictures.maps import decoded
from transforms.heat.periods import Period
from transforms.pictures.png import META

DAY, BUSY = date(2026, 11, 5), date(2026, 11, 6)

TABLES: Final = """
create schema marts;
create table marts.heatmap_cells as
select '/p' as feature, 'desktop' as band, 'clicks' as kind, 'all' as segment, event_date,
    'page' as layer, 8::smallint as cell_px, 80 as x_px, 80 as y_px, clicks
from (values (date '2026-11-05', 400.0), (date '2026-11-06', 900.0)) as cells (event_date, clicks);
create table marts.heatmap_grids as
select
    feature, null::varchar as feature_title, segment, band, kind, event_date,
    1440 as drawn_width_px, 800 as fold_px, 900 as document_height_px,
    clicks::bigint as click_count,
    clicks as cell_click_count, 20 as user_count, 1000 as page_view_count, 0 as below_fold_count,
    0 as anchored_count, 0 as in_scroller_count,
    0.0 as suppressed_click_count, 0 as out_of_range_count, 0 as unlocated_count,
    false as is_suppressed, 'r' as rules_id
from marts.heatmap_cells;
create table marts.heatmap_elements (
    feature varchar, band varchar, segment varchar, element_key varchar, event_date date
);
create table marts.element_clicks_daily (
    page varchar, segment varchar, element_key varchar, exposure_rate double, event_date date
);
create table marts.scroll_reach_daily (
    feature varchar, band varchar, segment varchar, event_date date, depth_px int,
    reaching_count int, page_view_count int
);
create table marts.settings as select 'minimum_cell_users' as name, '1' as value;
"""
"""One hot place of a page on two days, with 1,000 page views each."""


@pytest.fixture
def published() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as duck:
        duck.execute(TABLES)
        yield duck


def asked(day: date = DAY, **changes: Any) -> Asked:
    return Asked(date=day, feature="/p", **changes)


def top_of(png: bytes) -> float:
    """The density of the hottest colour."""
    return float(json.loads(decoded(png).info[META])["scale_maximum"])


def test_a_map_has_the_scale_that_is_asked_for(published: duckdb.DuckDBPyConnection) -> None:
    given = rendered_on(published, asked(), Screenshots(), 25.0)

    assert top_of(given) == 25  # of 1,000 page views


def test_two_days_have_the_scale_of_one_of_them(published: duckdb.DuckDBPyConnection) -> None:
    quiet, busy = (rendered(published, asked(day), Screenshots()) for day in (DAY, BUSY))

    same = rendered_on(published, asked(), Screenshots(), BUSY)

    assert top_of(quiet) < top_of(busy) == top_of(same)


def test_there_is_no_scale_of_a_date_without_the_map_or_for_other_kinds(
    published: duckdb.DuckDBPyConnection,
) -> None:
    with pytest.raises(NotShownError, match="nothing is published"):
        rendered_on(published, asked(), Screenshots(), date(2026, 11, 7))
    for kind in ("scroll_reach", "hours", "elements", "contact_sheet", "click_rate"):
        with pytest.raises(NotShownError, match="maps of clicks alone"):
            rendered_on(published, asked(kind=kind), Screenshots(), 25.0)


@pytest.mark.parametrize("kind", ["contact_sheet:", "value_before:", "clicks:"])
def test_a_kind_that_ends_with_a_colon_is_none(
    published: duckdb.DuckDBPyConnection, kind: str
) -> None:
    with pytest.raises(NotShownError, match=f"'{kind}' is no kind of map"):
        rendered(published, asked(kind=kind), Screenshots())


def test_a_contact_sheet_of_any_kind_of_clicks_has_every_segment_that_is_published(
    published: duckdb.DuckDBPyConnection,
) -> None:
    published.execute(
        "create table marts.dim_segments as select 'plan=old' as segment, false as is_drawn"
    )
    for table in ("heatmap_cells", "heatmap_grids"):
        for segment in ("all", "plan=pro", "plan=old"):
            published.execute(
                f"insert into marts.{table} by name select * replace ('rage_clicks' as kind,"
                f" '{segment}' as segment) from marts.{table} where kind = 'clicks'"
            )

    png = rendered(published, asked(kind="contact_sheet:rage_clicks"), Screenshots())
    told = json.loads(decoded(png).info[META])

    assert told["kind"] == "contact_sheet:rage_clicks"
    assert told["bands"] == {"desktop": {"all": 20, "plan=pro": 20}}
    assert decoded(png).info["Title"] == "/p: rage clicks of all segments"
    with pytest.raises(NotShownError, match="nothing is published"):
        rendered(published, asked(kind="contact_sheet:dead_clicks"), Screenshots())


@pytest.mark.parametrize(
    ("kind", "table"),
    [
        ("clicks", "marts.heatmap_grids_weekly where not is_suppressed"),
        ("elements", "marts.heatmap_images where kind = 'elements' and period = 'week'"),
    ],
)
def test_where_nothing_is_published_it_is_said_which_table_tells_what_there_is(
    kind: str, table: str
) -> None:
    asked = Asked(date=DAY, feature="/p", kind=kind, period="week")

    assert f'event_date from {table}"' in why(asked, is_there=False)


@pytest.mark.parametrize(
    ("kind", "period", "words"),
    [
        ("transitions", "week", "transitions are of a day, not of a week"),
        ("hours", "month", "hours are of a week, not of a month"),
        ("value_per_click:buy", "month", "value_per_click:buy are of a day, not of a month"),
        ("click", "day", "'click' is no kind of map; did you mean clicks?"),
    ],
)
def test_a_kind_or_period_that_there_is_not_is_refused(
    published: duckdb.DuckDBPyConnection, kind: str, period: Period, words: str
) -> None:
    asked = Asked(date=DAY, feature="/p", kind=kind, period=period)

    with pytest.raises(NotShownError, match=re.escape(words)):
        rendered(published, asked, Screenshots())


def test_hours_of_a_day_are_those_of_its_week() -> None:
    check_period(Asked(date=DAY, kind="hours", period="day"))
    check_period(Asked(date=DAY, kind="hours", period="week"))
    with pytest.raises(NotShownError):
        check_period(Asked(date=DAY, kind="hours", period="month"))
