"""Weeks that are over are compared, whatever nights built them, and small groups stay unknown."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from orchestration.cli.showing import comparison
from orchestration.insights.comparing import NotComparableError, Side, compare_sides
from orchestration.insights.weekly import write_heatmap_changes
from orchestration.installation import Installation
from orchestration.warehouse.folder import create_database, opened
from orchestration.warehouse.window import Window
from tests.end_to_end import events_export as export

MONDAY = date(2026, 11, 2)
DAYS = 20
"""Two whole weeks, and the third without its Sunday."""

Mass = tuple[date, str, int, int]
"""Date, plan, person, and the square of 40 px from the left where they clicked."""


def clicks(number: int) -> list[Mass]:
    """Of a day: 20 people of each plan click the first square; in the second week others of `free`
    click the tenth, and nobody else does.
    """
    day = MONDAY + timedelta(days=number)
    moved = number >= 7
    return [
        (day, plan, 1000 * number + 100 * offset + person, 9 if moved and plan == "free" else 0)
        for offset, plan in enumerate(("free", "pro"))
        for person in range(20)
    ]


def installation(folder: Path, rules: str = "", **thresholds: int) -> Installation:
    settings = {**export.SETTINGS, "vars": thresholds}
    if rules:
        settings["rules"] = rules
    at = export.installation(folder, settings)
    at.warehouse.root.mkdir(parents=True)
    for database in (at.warehouse.marts, at.warehouse.work):
        create_database(database)
    with opened(at.warehouse.marts) as marts:
        marts.execute("create schema marts; create table marts.metrics_daily (event_date date)")
    with opened(at.warehouse.work) as work:
        work.execute(
            """
            create schema intermediate;
            create table intermediate.int_heatmap_masses (
                event_date date, kind varchar, feature varchar, segment varchar, band varchar,
                layer varchar, user_key bigint, x_bin integer, y_bin integer, attribute varchar,
                mass bigint
            )
            """
        )
    return at


def build(at: Installation, masses: list[Mass], first: int, last: int) -> None:
    """Write the clicks of some days as a night's models do, and compare."""
    window = Window(MONDAY + timedelta(days=first), MONDAY + timedelta(days=last))
    days = [window.first + timedelta(days=n) for n in range(last - first + 1)]
    with opened(at.warehouse.marts) as marts:
        for day in days:
            marts.execute("delete from marts.metrics_daily where event_date = ?", [day])
            marts.execute("insert into marts.metrics_daily values (?)", [day])
    with opened(at.warehouse.work) as work:
        work.execute(
            "delete from intermediate.int_heatmap_masses where event_date between ? and ?",
            [window.first, window.last],
        )
        rows = [
            (day, "clicks", "/p", segment, "desktop", "page", person, 5 * x, 0, attribute, 1)
            for day, plan, person, x in masses
            if day in days
            for segment, attribute in (("all", None), (f"plan={plan}", "plan"))
        ]
        if rows:
            work.executemany(
                "insert into intermediate.int_heatmap_masses"
                " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rows,
            )
    write_heatmap_changes(at, window)


def written(at: Installation, columns: str = "*", where: str = "true") -> list[tuple[Any, ...]]:
    with opened(at.warehouse.marts, read_only=True) as marts:
        query = f"select {columns} from marts.heatmap_changes where {where} order by all"
        return marts.execute(query).fetchall()


def test_a_moved_click_of_one_plan_is_found_in_the_week_it_moved(tmp_path: Path) -> None:
    at = installation(tmp_path)
    masses = [mass for number in range(DAYS) for mass in clicks(number)]

    build(at, masses, 0, DAYS - 1)

    week = MONDAY + timedelta(days=7)
    free = "segment = 'plan=free' and event_date = date '2026-11-09'"
    assert written(at, "user_count, other_user_count, is_different", f"{free} and region = 0") == [
        (140, 140, True)
    ]
    regions = written(
        at, "x_px, width_px, clicked_user_count, difference", f"{free} and region > 0"
    )
    assert regions == [(0, 40, 0, -1.0), (360, 40, 140, 1.0)]
    changed = "segment = 'all' and region > 0"
    assert written(at, "compared_with, x_px, difference, event_date", changed) == [
        ("the week before", 0, -0.5, week),
        ("the week before", 360, 0.5, week),
    ]
    assert written(at, "count(*)", "event_date = date '2026-11-02' and is_different") == [(0,)]
    assert written(at, "distinct event_date") == [(MONDAY,), (week,)]


def test_nights_and_a_day_built_again_give_what_one_build_of_all_days_gives(tmp_path: Path) -> None:
    by_nights, at_once = (installation(tmp_path / name) for name in ("nights", "once"))
    masses = [mass for number in range(DAYS) for mass in clicks(number)]
    without = [mass for mass in masses if mass[0] != MONDAY + timedelta(days=3)]

    for number in range(DAYS):
        build(by_nights, without, number, number)
    changed = written(by_nights)
    build(by_nights, masses, 3, 3)
    build(at_once, masses, 0, DAYS - 1)

    assert written(by_nights) == written(at_once) != changed


def test_a_week_that_is_over_without_a_night_of_its_own_is_compared(tmp_path: Path) -> None:
    at = installation(tmp_path)
    masses = [mass for number in range(DAYS) for mass in clicks(number)]
    build(at, masses, 0, 5)
    assert written(at) == []

    build(at, masses, 9, 9)

    assert written(at, "distinct event_date") == [(MONDAY,)]


@pytest.mark.parametrize(("others", "is_shown"), [(0, True), (4, False), (5, True)])
def test_what_is_left_beside_the_plans_that_are_shown_is_nobody_or_enough(
    tmp_path: Path, others: int, is_shown: bool
) -> None:
    """Beside `free` and `pro`, of the same size, a few people have no plan that is shown."""
    at = installation(tmp_path)
    masses = [mass for number in range(7) for mass in clicks(number)]
    masses += [(MONDAY, "rare", 99_000 + person, 3) for person in range(others)]

    build(at, masses, 0, 6)

    shown = {segment for (segment,) in written(at, "distinct segment")}
    assert shown == ({"plan=free", "plan=pro"} if is_shown else {"plan=free"})


@pytest.mark.parametrize(("least", "count"), [(1, 2), (20, 2), (21, 1)])
def test_a_region_of_fewer_people_than_a_cell_needs_is_not_shown(
    tmp_path: Path, least: int, count: int
) -> None:
    at = installation(tmp_path, minimum_cell_users=least)
    masses = [mass for number in range(7) for mass in clicks(number)]
    moved = [
        (day, plan, person, 20 if day == MONDAY and plan == "free" else x)
        for day, plan, person, x in masses
    ]

    build(at, moved, 0, 6)

    assert len(written(at, where="segment = 'plan=free' and region > 0")) == count


def test_rules_of_the_installation_say_what_is_compared(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "releases.csv").write_text(
        "release,release_date,feature\n\"A 'new' page\",2026-11-9,/p\n"
    )
    (rules / "comparisons.csv").write_text(
        "compared_with,segment\nbefore a release,all\nplan=pro,plan=free\n"
    )
    at = installation(tmp_path, "rules")
    masses = [mass for number in range(DAYS) for mass in clicks(number)]

    build(at, masses, 0, DAYS - 1)

    week = MONDAY + timedelta(days=7)
    assert written(at, "segment, compared_with, event_date, user_count", "region = 0") == [
        ("all", "before A 'new' page", week, 280),
        ("plan=free", "plan=pro", MONDAY, 140),
        ("plan=free", "plan=pro", week, 140),
    ]
    since = "compared_with = 'before A ''new'' page' and region > 0"
    assert written(at, "x_px, difference", since) == [(0, -0.5), (360, 0.5)]


def test_any_two_groups_are_compared_when_somebody_asks(tmp_path: Path) -> None:
    at = installation(tmp_path)
    build(at, [mass for number in range(DAYS) for mass in clicks(number)], 0, DAYS - 1)
    week = MONDAY + timedelta(days=7)
    free = Side("plan=free", "desktop", week, week + timedelta(days=6))

    with_rest = compare_sides(at, "/p", free, None)
    with_pro = compare_sides(at, "/p", free, replace(free, segment="plan=pro"))
    before = Side("plan=free", "desktop", MONDAY, week - timedelta(days=1))
    with_before = compare_sides(at, "/p", free, before)

    assert with_rest.regions == with_pro.regions == with_before.regions
    assert {region.difference for region in with_rest.regions} == {-1.0, 1.0}
    one_day = replace(free, last=week)
    with pytest.raises(NotComparableError, match="20 and 20 people clicked; .* must be 30"):
        compare_sides(at, "/p", one_day, None)


def test_the_command_says_where_and_how_far(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = installation(tmp_path)
    build(at, [mass for number in range(DAYS) for mass in clicks(number)], 0, DAYS - 1)
    week = MONDAY + timedelta(days=7)
    free = Side("plan=free", "desktop", week, week + timedelta(days=6))

    comparison(compare_sides(at, "/p", free, None), Console(width=120))

    said = capsys.readouterr().out
    assert "140 people against 140: 100% of clicks lie elsewhere, more than chance" in said
    assert "+100.0 points" in said and "360, 0" in said
