"""The elements of a page at two bands are compared when somebody asks, and by a rule."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from orchestration.insights.comparing import Side, compare_sides
from orchestration.installation import Installation
from orchestration.warehouse.folder import opened
from tests.orchestration.insights.test_comparing import build, installation, written

MONDAY = date(2026, 11, 2)
RULE = "compared_with,segment,feature,band\nband=desktop,all,/p,phone\n"

TABLES = """
create schema staging;
create table staging.stg_raw__activities as
select * from (values (date '2026-11-02', 1, '#buy'), (date '2026-11-02', 2, '#menu'))
    as activities (event_date, activity_id, element_key);
create table intermediate.int_activity_features as
select event_date, activity_id, '/p' as feature from staging.stg_raw__activities;
create table intermediate.int_clicks as
-- 60 people of a phone buy; of 50 of a desktop 40 open the menu, too
select date '2026-11-02' as event_date, person as session_id, person as user_key, 1 as activity_id,
    if(person <= 60, 'phone', 'desktop') as band
from range(1, 111) as people (person)
union all
select date '2026-11-02', person, person, 2, 'desktop' from range(61, 101) as people (person);
create table intermediate.int_session_segments as
select distinct event_date, session_id, 'all' as segment, null::varchar as attribute
from intermediate.int_clicks;
"""

ELEMENTS = """
create table marts.heatmap_elements as
select * from (values
    ('/p', 'phone', 'all', date '2026-11-02', '#menu', 'fixed', 200, 30, 40, 20),
    ('/p', 'desktop', 'all', date '2026-11-02', '#menu', 'page', 900, 30, 40, 20)
) as elements (
    feature, band, segment, event_date, element_key, layer, x_px, y_px, width_px, height_px
)
"""


@pytest.fixture
def at(tmp_path: Path) -> Installation:
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "comparisons.csv").write_text(RULE)
    made = installation(tmp_path, "rules")
    with opened(made.warehouse.work) as work:
        work.execute(TABLES)
    with opened(made.warehouse.marts) as marts:
        marts.execute(ELEMENTS)
    return made


def test_what_one_band_alone_clicks_is_found_where_it_lies(at: Installation) -> None:
    sunday = MONDAY + timedelta(days=6)

    found = compare_sides(
        at,
        "/p",
        Side("all", "phone", MONDAY, sunday),
        Side("all", "desktop", MONDAY, sunday),
    )

    assert (found.evidence.user_count, found.evidence.other_user_count) == (60, 50)
    (menu,) = found.regions
    assert (menu.element_key, menu.layer, menu.x_px, menu.y_px) == ("#menu", "fixed", 180, 20)
    assert (menu.user_count, menu.other_user_count, menu.difference) == (0, 40, -0.8)


@pytest.mark.parametrize(("is_placed", "x_px"), [(True, 180), (False, None)])
def test_a_rule_compares_bands_every_week(
    at: Installation, is_placed: bool, x_px: int | None
) -> None:
    with opened(at.warehouse.work) as work:
        work.execute(
            "insert into intermediate.int_heatmap_masses values"
            " (date '2026-11-02', 'clicks', '/p', 'all', 'phone', 'page', 1, 0, 0, null, 1),"
            " (date '2026-11-02', 'clicks', '/p', 'all', 'desktop', 'page', 61, 0, 0, null, 1)"
        )
    if not is_placed:
        with opened(at.warehouse.marts) as marts:
            marts.execute("delete from marts.heatmap_elements")

    build(at, [], 1, 6)

    columns = "band, compared_with, region, element_key, x_px, user_count, other_user_count"
    assert written(at, columns) == [
        ("phone", "band=desktop", 0, None, None, 60, 50),
        ("phone", "band=desktop", 1, "#menu", x_px, 60, 50),
    ]
