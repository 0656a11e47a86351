"""The page of a comparison is drawn as the maps of its days are."""

import json
from datetime import date

import duckdb
import polars as pl
import pytest

from orchestration.pictures.changes import change_png
from orchestration.pictures.published import NotShownError
from orchestration.pictures.screenshots import Screenshots
from tests.transforms.pictures.maps import decoded
from transforms.heat.compare import Comparison, Evidence, Region

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
        )
        """
    )
    return connection


def picture(published: duckdb.DuckDBPyConnection, band: str) -> bytes:
    return change_png(
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
    meta = json.loads(decoded(picture(published, "desktop")).info["usage-heatmaps:meta"])

    assert (meta["title"], meta["reference_width_px"]) == ("Last", 1440)
    assert meta["page_height_px"] == 2040  # the region ends below the page of 1,300 px
    assert (meta["group"], meta["others"]) == ("plan=free, 9 Nov 2026", "the rest")


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

    meta = json.loads(decoded(picture(published, "desktop")).info["usage-heatmaps:meta"])

    assert ("layout changed on" in meta["alt"]) == said


def test_of_a_page_without_a_map_nothing_is_drawn(published: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(NotShownError, match="/p, phone: no map of these days is published"):
        picture(published, "phone")
