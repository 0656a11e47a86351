"""Real scrolling on search pages through the format `table`: the depth of every trial."""

import csv
from collections import defaultdict
from datetime import date
from itertools import pairwise

import pytest

from orchestration.installation import Installation
from tests.end_to_end import nights
from tests.real_data import BESIDE, needs

ADSERP = BESIDE / "adserp"

pytestmark = needs(ADSERP)

DEPTHS_PERCENT = [33.6, 51.5, 56.1, 31.4, 63.6, 56.3, 96.8, 51.3, 100.0, 53.9]
TOLD = {
    "load": "page_view",
    # the page is shown from its top; trials 1 and 4 never scroll
    "pageshow": "scroll",
    "scroll": "scroll",
    "click": "click",
    "mousemove": "move",
}
SETTINGS = {
    "exports": [
        {
            "name": "searches",
            "format": "table",
            "url": str(ADSERP),
            "pattern": "events.csv",
            "columns": {
                "event_at": {"column": "ts_ms", "unit": "ms"},
                "kind": {"column": "event", "values": TOLD},
                "event_name": "event",
                "user_id": "user_id",
                "vendor_session_id": "session_id",
                "page": "page",
                "page_x": "x",
                "page_y": "y",
                "scroll_top": "y",
                "viewport_width": "viewport_w",
                "viewport_height": "viewport_h",
                "document_width": "doc_w",
                "document_height": "doc_h",
                "element_path": "xpath",
            },
        }
    ],
    "vars": {"minimum_users": 1},
}


@pytest.fixture(scope="module")
def adserp(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Ten trials of December 2022 to March 2023 in one backfill."""
    at = nights.installation(tmp_path_factory.mktemp("adserp"), SETTINGS)
    nights.run_night(at, date(2022, 12, 16), date(2023, 3, 13), pictures=False)
    return at


def test_page_views_have_the_scroll_depth_of_every_trial(adserp: Installation) -> None:
    found = nights.rows(
        adserp,
        """
        select round(100 * scroll_depth_fraction, 1), has_scroll
        from marts.fct_page_views
        order by started_at
        """,
    )

    assert found == [(depth, True) for depth in DEPTHS_PERCENT]


def test_the_map_of_moves_has_the_rests_that_the_times_of_the_moves_tell(
    adserp: Installation,
) -> None:
    trials = defaultdict(list)
    with (ADSERP / "events.csv").open() as lines:
        for row in csv.DictReader(lines):
            if row["event"] in TOLD:
                trials[row["session_id"]].append((int(row["ts_ms"]), row["event"]))
    gaps = []
    for events in trials.values():
        moves = sorted(at for at, event in events if event == "mousemove")
        gaps += [later - at for at, later in pairwise([*moves, max(events)[0]])]

    found = nights.rows(
        adserp,
        """
        select sum(click_count)::int, sum(cell_click_count + out_of_range_count)::int
        from marts.heatmap_grids where kind = 'moves'
        """,
    )

    rests = sum(gap >= 500 for gap in gaps)
    assert found == [(rests, rests)]
    assert (len(gaps), rests) == (2466, 51)


def test_every_event_belongs_to_the_page_view_of_its_trial(adserp: Installation) -> None:
    found = nights.rows(
        adserp,
        "select sum(event_count)::int, sum(click_count)::int, count(distinct user_key)"
        " from marts.fct_page_views",
    )

    assert found == [(4_686, 12, 10)]
