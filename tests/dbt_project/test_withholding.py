"""What everybody may open, subtracted from itself: nothing that is withheld is left.

Pages of a made-up day have few people of each plan and screen size, near the least number on both
sides, and other pages few of each plan on the days of a week. What a reader can subtract is what is
shown of a total less what is shown of its parts; who made the rest is known here from the rows that
were delivered.
"""

from collections import defaultdict

import numpy as np
import pytest

from orchestration.installation import Installation
from tests.dbt_project.few_people import (
    DAYS,
    MINIMUM_USERS,
    OF_LAYOUT,
    PLANS,
    RELEASED,
    WIDTHS,
    Group,
    people,
    people_of_days,
    people_of_maps,
    row_of,
    visits,
    write_releases,
)
from tests.dbt_project.solving import assert_none_can_be_solved, cells_of, unknown
from tests.end_to_end import events_export as export
from tests.end_to_end.nights import build_day_alone, public_tables, rows, run_night

DAY_NUMBER = f"(event_date - date '{export.day(0)}')::text"


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    variables = {"minimum_users": MINIMUM_USERS, "minimum_cell_users": MINIMUM_USERS}
    folder = tmp_path_factory.mktemp("withheld")
    write_releases(folder / "rules")
    at = export.installation(folder, {**export.SETTINGS, "vars": variables, "rules": "rules"})
    export.deliver(at, "visits", visits())
    run_night(at, export.day(-2), export.day(4), pictures=False, tests=False)
    return at


def test_what_all_people_less_the_shown_plans_leave_is_nobody_or_enough(at: Installation) -> None:
    found = rows(at, "select feature, segment, is_suppressed from marts.feature_usage_daily")
    hidden = {(page, segment) for page, segment, is_hidden in found if is_hidden}
    left: dict[str, int] = defaultdict(int)
    for (page, plan, _band), count in people().items():
        left[page] += count if (page, f"plan={plan}") in hidden else 0

    of_shown = {page: count for page, count in left.items() if (page, "all") not in hidden}
    assert any(of_shown.values()) and any(count == 0 for count in of_shown.values())
    assert [page for page, count in of_shown.items() if 0 < count < MINIMUM_USERS] == []


def hidden_groups(at: Installation, table: str) -> set[Group]:
    """Page, segment and band of everything that a table does not show."""
    condition = "where not is_suppressed and kind = 'clicks'" if table == "heatmap_grids" else ""
    shown = set(rows(at, f"select distinct feature, segment, band from marts.{table} {condition}"))
    some = {(page, f"plan={plan}", band) for (page, plan, band), count in people().items() if count}
    everybody = {(page, "all", band) for page, _, band in some}
    return (some | everybody) - shown


@pytest.mark.parametrize(
    "table", ["heatmap_grids", "scroll_reach_daily", "page_view_histograms_daily"]
)
def test_what_all_people_of_a_band_less_the_shown_plans_leave_is_nobody_or_enough(
    at: Installation, table: str
) -> None:
    hidden = hidden_groups(at, table)
    left: dict[tuple[str, str], int] = defaultdict(int)
    for (page, plan, band), count in people().items():
        if (page, "all", band) not in hidden:
            left[page, band] += count if (page, f"plan={plan}", band) in hidden else 0

    assert any(left.values()) and any(count == 0 for count in left.values())
    assert [group for group, count in left.items() if 0 < count < MINIMUM_USERS] == []


def test_plans_do_not_add_up_to_a_band_that_is_withheld(at: Installation) -> None:
    hidden = hidden_groups(at, "heatmap_grids")

    of_withheld = {(page, band) for page, segment, band in hidden if segment == "all"}

    assert of_withheld
    for (page, plan, band), count in people().items():
        if count and (page, band) in of_withheld:
            assert (page, f"plan={plan}", band) in hidden


def test_what_all_bands_less_the_shown_ones_leave_is_nobody_or_enough(at: Installation) -> None:
    usage = rows(
        at, "select feature, segment from marts.feature_usage_daily where not is_suppressed"
    )
    hidden = hidden_groups(at, "heatmap_grids")
    left: dict[tuple[str, str], int] = defaultdict(int)
    for (page, plan, band), count in people().items():
        for segment in ("all", f"plan={plan}"):
            left[page, segment] += count if (page, segment, band) in hidden else 0

    of_shown = {group: left[group] for group in usage}
    assert any(of_shown.values()) and any(count == 0 for count in of_shown.values())
    assert [group for group, count in of_shown.items() if 0 < count < MINIMUM_USERS] == []


def test_the_same_cell_or_element_of_all_less_the_shown_plans_leaves_nobody_or_enough(
    at: Installation,
) -> None:
    for table, of, place in (
        ("heatmap_cells", "segment = 'all'", "band, layer, cell_px, x_px, y_px"),
        ("heatmap_elements", "segment = 'all'", "band, element_key"),
        ("heatmap_elements_weekly", "segment = 'all'", "band, element_key"),
    ):
        amount = "clicks" if table == "heatmap_cells" else "click_count"
        left = rows(
            at,
            f"""
            select feature, {place}, sum(case when {of} then user_count else -user_count end)
            from marts.{table}
            {"where kind = 'clicks'" if table == "heatmap_cells" else ""}
            group by all
            having bool_or({of}) and sum(case when {of} then {amount} else -{amount} end) > 0
            """,
        )

        assert left
        assert [group for group in left if group[-1] < MINIMUM_USERS] == []


@pytest.mark.parametrize(
    ("table", "end", "clicks", "condition"),
    [
        ("heatmap_cells", "y_px + cell_px", "clicks", "maps.kind = 'clicks'"),
        ("heatmap_elements", "y_px + 1", "maps.click_count", "true"),
    ],
    ids=("cells", "elements"),
)
def test_a_place_of_a_week_less_the_same_of_its_days_leaves_nobody_or_enough(
    at: Installation, table: str, end: str, clicks: str, condition: str
) -> None:
    place = f"feature, segment, band, y_px, {end}"
    of_days = f"select {DAY_NUMBER}, {place} from marts.{table} as maps where {condition}"
    days = set(rows(at, of_days))
    shown = rows(
        at,
        f"""
        select feature, segment, band, {DAY_NUMBER} from marts.heatmap_grids
        where kind = 'clicks' and not is_suppressed
        """,
    )
    weeks = rows(
        at,
        f"""
        select {place}, left_out_day_count, {OF_LAYOUT}, {clicks} from marts.{table}_weekly as maps
        inner join marts.heatmap_grids_weekly as grids using (feature, segment, band, event_date)
        where grids.kind = 'clicks' and {condition} and feature like '/map-%'
        """,
    )
    left = {}
    for page, segment, band, top_px, end_px, left_out, of_layout, click_count in weeks:
        users: list[str] = []
        beyond: set[str] = set()
        for (of, plan, width, day), clicked in people_of_maps().items():
            is_counted = day in of_layout and (not left_out or (page, segment, band, day) in shown)
            if (of, width) == (page, band) and segment in ("all", f"plan={plan}") and is_counted:
                here = [user for user in clicked if top_px <= row_of(user) < end_px]
                users += here
                if (day, page, segment, band, top_px, end_px) not in days:
                    beyond.update(here)
        assert len(users) == click_count
        left[page, segment, band, top_px] = len(beyond)

    assert 0 in left.values() and any(count >= MINIMUM_USERS for count in left.values())
    assert {of: count for of, count in left.items() if 0 < count < MINIMUM_USERS} == {}


def test_every_group_that_is_large_enough_by_itself_and_in_its_lines_is_shown(
    at: Installation,
) -> None:
    hidden = hidden_groups(at, "heatmap_grids")
    by_page: dict[str, list[tuple[Group, int]]] = defaultdict(list)
    for group, count in people().items():
        by_page[group[0]].append((group, count))

    untouched = [
        (page, f"plan={plan}", band)
        for groups in by_page.values()
        if all(count == 0 or count >= MINIMUM_USERS for _, count in groups)
        for (page, plan, band), count in groups
        if count
    ]

    assert untouched and not hidden & set(untouched)


@pytest.mark.parametrize("kind", ["clicks", "first_clicks"])
def test_no_group_of_few_people_can_be_solved_from_all_that_is_shown_together(
    at: Installation, kind: str
) -> None:
    """Plans and bands of a page with their totals are equations; nobody knows what is hidden."""
    usage = "select feature, segment from marts.feature_usage_daily where not is_suppressed"
    clicks = (
        "select page, segment from marts.element_clicks_daily where page_view_count is not null"
    )
    grids = "select feature, segment, band from marts.heatmap_grids where not is_suppressed"
    grids += f" and kind = '{kind}'"
    totals = rows(at, f"{usage} union {clicks}")

    assert_none_can_be_solved(
        people(), {(page, segment, "") for page, segment in totals} | set(rows(at, grids))
    )


def test_nor_from_a_week_and_its_days(at: Installation) -> None:
    days = f"select feature, segment, {DAY_NUMBER} from marts.feature_usage_daily"
    sums = "select feature, segment, '' from marts.feature_usage_weekly"

    assert_none_can_be_solved(
        people_of_days(),
        set(rows(at, f"{days} where not is_suppressed"))
        | set(rows(at, f"{sums} where event_count is not null")),
    )


@pytest.mark.parametrize(
    ("days", "condition"),
    [("heatmap_grids", "kind = 'clicks' and not is_suppressed"), ("scroll_reach_daily", "true")],
)
def test_nor_from_maps_of_a_week_and_of_its_days(
    at: Installation, days: str, condition: str
) -> None:
    """What is shown of days and of the week are equations of plans, bands and days."""
    clicked = people_of_maps()
    shown_days = {
        (page, segment, band, day)
        for page, segment, band, day in rows(
            at,
            f"""
            select feature, segment, band, {DAY_NUMBER} from marts.{days} where {condition}
            union all
            select feature, segment, '', {DAY_NUMBER} from marts.feature_usage_daily
            where not is_suppressed
            """,
        )
    }
    weeks = rows(
        at,
        f"""
        select feature, segment, band, left_out_day_count, {OF_LAYOUT}
        from marts.{days.removesuffix("_daily")}_weekly
        where {condition} and feature like '/map-%'
        union all
        select feature, segment, '', 0, '01234' from marts.feature_usage_weekly
        where click_count is not null and feature like '/map-%'
        """,
    )
    told = {}
    for page in {page for page, *_ in clicked}:
        cells = [place for place in clicked if place[0] == page and clicked[place]]
        known = [cells_of(cells, *place[1:]) for place in shown_days if place[0] == page]
        for *shown, left_out, of_layout in weeks:
            if shown[0] == page:
                counted = [day for day in of_layout if not left_out or (*shown, day) in shown_days]
                known.append(cells_of(cells, *shown[1:], *counted))
        free = unknown(known, len(cells))
        for segment in ("all", *(f"plan={plan}" for plan in PLANS)):
            for band in ("", *WIDTHS):
                hidden = [day for day in DAYS if (page, segment, band, day) not in shown_days]
                for some in ([hidden] if hidden else []) + [[day] for day in hidden]:
                    asked = cells_of(cells, segment, band, *some)
                    group = {user for n in np.flatnonzero(asked) for user in clicked[cells[n]]}
                    if 0 < len(group) < MINIMUM_USERS and np.allclose(free @ asked, 0, atol=1e-9):
                        told[page, segment, band, tuple(some)] = len(group)

    assert any(left_out for *_, left_out, _ in weeks)
    assert {page for page, *_, of_layout in weeks if of_layout != "01234"} == set(RELEASED)
    assert any(
        not left_out and any((*of, day) not in shown_days for day in DAYS)
        for *of, left_out, _ in weeks
    )
    assert told == {}


def test_a_day_built_again_changes_no_map_of_its_week_or_month(at: Installation) -> None:
    """The last test here: it builds a day again, which counts in a week as withheld. No later day
    is built with it, as of exports without traits.
    """
    maps = ("grids", "cells", "elements")
    names = [f"heatmap_{one}_{of}ly" for one in maps for of in ("week", "month")]
    before = public_tables(at.warehouse.marts)
    build_day_alone(at, export.day(1), "+marts.heatmaps")
    after = public_tables(at.warehouse.marts)

    assert all(before[name] and after[name] == before[name] for name in names)
