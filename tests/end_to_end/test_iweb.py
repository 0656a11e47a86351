"""Real presses in a web map through the format `table`, against the file's own counts."""

from datetime import date
from typing import Any

import duckdb
import pytest

from orchestration.installation import Installation
from tests.end_to_end import nights
from tests.end_to_end import real_nights as real
from tests.real_data import BESIDE, needs

IWEB = BESIDE / "iweb"

pytestmark = needs(IWEB)

TRAITS = ["gender", "age_group"]
PRESSES = 12_953
SETTINGS = {
    "exports": [
        {
            "name": "presses",
            "format": "table",
            "url": str(IWEB),
            "pattern": "events.csv",
            "sessions": "vendor",
            "traits": TRAITS,
            "columns": {
                "event_at": {"column": "ts_ms", "unit": "ms"},
                "kind": {"value": "click"},
                "event_name": "event",
                "user_id": "user_id",
                "vendor_session_id": "session_id",
                "page": "feature",
                "page_x": "x",
                "page_y": "y",
            },
            "defaults": {"viewport_width": 1200, "viewport_height": 900},
        }
    ],
    "vars": {"minimum_users": 1},
}


@pytest.fixture(scope="module")
def iweb(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """All six days of 2019 in one backfill; pointerdown and pointerup are presses alike."""
    at = nights.installation(tmp_path_factory.mktemp("iweb"), SETTINGS)
    nights.run_night(at, date(2019, 4, 12), date(2019, 5, 2), pictures=False)
    return at


def own(query: str) -> list[tuple[Any, ...]]:
    """Rows of a query on the file itself, whose rows are called `presses`."""
    with duckdb.connect() as duck:
        duck.execute(f"create view presses as from read_csv('{IWEB / 'events.csv'}')")
        duck.execute(
            "create view dated as select *, (epoch_ms(ts_ms))::date as day,"
            " x < 0 or y < 0 or x >= 1200 as is_outside from presses"
        )
        return duck.execute(query).fetchall()


def test_every_press_is_a_click(iweb: Installation) -> None:
    loads = nights.rows(
        iweb, "select line_count, accepted_count, duplicate_count, rejected_count from marts.loads"
    )

    # one line more than presses is the header
    assert loads == [(PRESSES, PRESSES, 0, 0)]
    assert nights.rows(iweb, "select count(*) from marts.fct_clicks") == [(PRESSES,)]
    assert real.unaccounted_clicks(iweb) == []


def test_presses_per_day_feature_and_segment_are_the_files_own(iweb: Installation) -> None:
    expected = own("""
        with cut as (
            select *, 'all' as segment from dated
            union all
            select *, 'gender=' || coalesce(gender::varchar, '(none)') from dated
            union all
            select *, 'age_group=' || coalesce(age_group::varchar, '(none)') from dated
        )
        select day, feature, segment, count(*), count(distinct user_id), count(distinct session_id)
        from cut
        group by all
        order by all
    """)

    found = nights.rows(
        iweb,
        """
        select event_date, ltrim(feature, '/'), segment, click_count, user_count, session_count
        from marts.feature_usage_daily
        order by all
        """,
    )
    assert found == expected
    assert any(segment == "gender=(none)" for _, _, segment, *_ in expected)


def test_presses_outside_the_page_are_counted_as_out_of_range(iweb: Installation) -> None:
    expected = own("""
        select day, feature, count(*), count(*) filter (is_outside)
        from dated
        group by all
        order by all
    """)

    found = nights.rows(
        iweb,
        """
        select event_date, ltrim(feature, '/'), click_count, out_of_range_count
        from marts.heatmap_grids
        where segment = 'all' and kind = 'clicks'
        order by all
        """,
    )
    assert found == expected
    assert own("select count(*) from presses where x < 0 or y < 0") > [(0,)]


def test_every_press_is_in_its_cell(iweb: Installation) -> None:
    # 1200 px wide windows are drawn 1440 px wide
    expected = own("""
        select day, feature, floor(x * 1440 / 1200 / 8)::int, floor(y / 8)::int, count(*)
        from dated
        where not is_outside
        group by all
        order by all
    """)

    found = nights.private_rows(
        iweb,
        """
        select event_date, ltrim(feature, '/'), x_bin, y_bin, clicks::int
        from marts.heatmap_bins
        where segment = 'all' and clicks = clicks::int
        order by all
        """,
    )
    assert found == expected
