"""The page of a comparison is drawn as the maps of its days are."""

from datetime import date, timedelta

import duckdb
import polars as pl
import pytest

from orchestration.insights.tables import HEATMAP_CHANGES
from orchestration.pictures.changes import drawn, of_week, page_of
from orchestration.pictures.published import NotShownError
from orchestration.pictures.screenshots import Screenshots
from orchestration.warehouse.window import Window
from transforms.heat.change_map import ChangeMap
from transforms.heat.compare import Comparison, Evidence, Region
from transforms.pictures.change_picture import alt_text

FOUND = Comparison(
    Evidence(40, 50, 0.3, 0.2, 0.01, pl.DataFrame()),
    0.01,
    (Region("page", 80, 2000, 40, 40, 30, 10, 0.5, 0.3, 0.7, 0.001),),
)
DAYS = (date(2026, 11, 9), date(2026, 11, 15))


@pytest.fixture
def published() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(
        """
        create schema marts;
        create table marts.heatmap_grids as
        from (values
            ('/p', 'desktop', 'clicks', date '2026-11-08', 'Older', 1440, 9000, 700, false),
            ('/p', 'desktop', 'clicks', date '2026-11-09', 'First', 1440, 1200, 700, false),
            ('/p', 'desktop', 'clicks', date '2026-11-15', 'Last', 1440, 1000, 1300, false),
            ('/p', 'phone', 'clicks', date '2026-11-15', 'Withheld', 390, 1000, 700, true)
        ) as grids (
            feature, band, kind, event_date, feature_title, drawn_width_px, document_height_px,
            fold_px, is_suppressed
        );
        create table marts.dim_annotations as
        from (values
            ('release', 'A toolbar', '/p', date '2026-11-09'),
            ('release', 'Older', '/p', date '2026-11-02'),
            ('holiday', 'A day', '(all)', date '2026-11-10')
        ) as annotations (kind, name, feature, event_date)
        """
    )
    HEATMAP_CHANGES.prepare(connection, Window(*DAYS))
    return connection


def write(published: duckdb.DuckDBPyConnection, *found: tuple[str, str, int, bool]) -> None:
    """Rows of the first week: page, whom it is compared with, region, and whether it differs."""
    published.executemany(
        """
        insert into marts.heatmap_changes by name
        select
            $1 as feature, 'plan=free' as segment, if($1 = '/w', 'phone', 'desktop') as band,
            $2 as compared_with, $3 as region, date '2026-11-09' as event_date,
            40 as user_count, 50 as other_user_count, 0.3 as distance, 0.2 as noise_floor,
            0.01 as p_value, if($4, 0.01, 0.2) as q_value, $4 as is_different, 'page' as layer,
            80 as x_px, 40 * $3 as y_px, 40 as width_px, 40 as height_px,
            30 as clicked_user_count, 10 as other_clicked_user_count, 0.5 as difference, 0.3 as low,
            0.7 as high
        """,
        [list(row) for row in found],
    )


def test_what_differs_in_a_week_is_drawn_where_a_map_of_its_page_is_published(
    published: duckdb.DuckDBPyConnection,
) -> None:
    write(
        published,
        ("/p", "the rest", 0, True),
        ("/p", "the rest", 1, True),
        ("/p", "plan=pro", 0, False),
        ("/p", "plan=pro", 1, True),
        ("/p", "plan=pro", 2, True),
        ("/p", "the week before", 0, False),
        ("/q", "the rest", 0, True),
    )

    found = list(of_week(published, DAYS[0], Screenshots()))

    assert [(one.compared_with, len(one.shown.comparison.regions)) for one in found] == [
        ("plan=pro", 2),
        ("the rest", 1),
    ]
    (_, rest) = found
    assert rest.shown.comparison.regions == (
        Region("page", 80, 40, 40, 40, 30, 10, 0.5, 0.3, 0.7, 0.01),
    )
    assert [one.shown.comparison.is_different for one in found] == [False, True]
    assert (rest.shown.group, rest.shown.others) == (
        "plan=free, 9 Nov 2026 to 15 Nov 2026",
        "the rest of these days",
    )
    assert list(of_week(published, DAYS[0] - timedelta(days=7), Screenshots())) == []


def test_a_release_is_shown_of_its_own_days(published: duckdb.DuckDBPyConnection) -> None:
    """Its page on the first day, a Sunday, is another than in the week that its last day is in."""
    published.execute(
        "update marts.dim_annotations set event_date = date '2026-11-08' where name = 'A toolbar'"
    )
    write(published, ("/p", "before A toolbar", 0, True), ("/p", "before a toolbar", 0, True))

    toolbar, other = of_week(published, DAYS[0], Screenshots())

    assert toolbar.compared_with == "before A toolbar"
    assert toolbar.shown.group == "plan=free, 8 Nov 2026 to 14 Nov 2026"
    assert toolbar.shown.others == "the seven days before A toolbar"
    assert (toolbar.shown.page_height_px, toolbar.shown.title) == (9000, "First")
    assert other.shown.group == "plan=free, 9 Nov 2026 to 15 Nov 2026"


def test_pictures_of_one_page_and_week_are_told_apart_by_whom_it_is_compared_with(
    published: duckdb.DuckDBPyConnection,
) -> None:
    write(published, ("/p", "the rest", 0, True), ("/p", "../<b>", 0, True))

    hostile, rest = (drawn(one, {}) for one in of_week(published, DAYS[0], Screenshots()))
    known = {rest.rel_path: rest.row["content_id"]}
    (_, again) = (drawn(one, known) for one in of_week(published, DAYS[0], Screenshots()))

    folder = "heatmaps/date=2026-11-09/feature=~2Fp/segment=plan~3Dfree/band=desktop/"
    assert rest.rel_path == f"{folder}changes~3Athe~20rest_week.png"
    assert hostile.rel_path == f"{folder}changes~3A..~2F~3Cb~3E_week.png"
    assert (rest.row["kind"], rest.row["period"]) == ("changes:the rest", "week")
    assert rest.png is not None and again.png is None
    assert "<b>" not in hostile.row["thumb_html"]


def shown(published: duckdb.DuckDBPyConnection, band: str) -> ChangeMap:
    return page_of(
        published,
        FOUND,
        Screenshots(),
        feature="/p",
        band=band,
        days=DAYS,
        words=("plan=free, 9 Nov 2026", "the rest"),
    )


def test_the_page_has_the_width_and_last_title_of_its_days_and_room_for_every_region(
    published: duckdb.DuckDBPyConnection,
) -> None:
    page = shown(published, "desktop")

    assert (page.title, page.reference_width_px) == ("Last", 1440)
    assert page.page_height_px == 2040  # the region ends below the page of 1,300 px
    assert (page.group, page.others) == ("plan=free, 9 Nov 2026", "the rest")


@pytest.mark.parametrize(
    ("first", "said"),
    [
        ("2026-11-08", False),
        ("2026-11-09", False),
        ("2026-11-10", True),
        ("2026-11-15", True),
        ("2026-11-16", False),
    ],
)
def test_a_layout_that_changed_within_the_days_is_said(
    first: str, said: bool, published: duckdb.DuckDBPyConnection
) -> None:
    published.execute(
        f"""
        create table marts.dim_page_versions as
        from (values
            ('/p', 'desktop', 1, date '2026-11-01', date '{first}' - 1, 'first seen'),
            ('/p', 'desktop', 2, date '{first}', null, 'release')
        ) as versions (feature, band, version, first_date, last_date, reason)
        """
    )

    page = shown(published, "desktop")

    assert page.layout_date == (date.fromisoformat(first) if said else None)
    assert ("The layout changed on" in alt_text(page)) == said


def test_a_layout_that_changed_between_a_week_and_the_one_before_is_said(
    published: duckdb.DuckDBPyConnection,
) -> None:
    """On its Monday: within the week itself the page looks alike."""
    published.execute(
        """
        create table marts.dim_page_versions as
        from (values
            ('/p', 'desktop', 1, date '2026-11-01', date '2026-11-08', 'first seen'),
            ('/p', 'desktop', 2, date '2026-11-09', null, 'release')
        ) as versions (feature, band, version, first_date, last_date, reason)
        """
    )
    for compared_with in ("before a release", "the rest", "the week before"):
        write(published, ("/p", compared_with, 0, True))

    found = of_week(published, DAYS[0], Screenshots())

    told = {one.compared_with: one.shown.layout_date for one in found}
    assert told == {
        "before a release": date(2026, 11, 9),
        "the rest": None,
        "the week before": date(2026, 11, 9),
    }


def test_of_a_page_without_a_map_nothing_is_drawn(published: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(NotShownError, match="/p, phone: no map of these days is published"):
        shown(published, "phone")
