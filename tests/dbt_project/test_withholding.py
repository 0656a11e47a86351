"""What everybody may open, subtracted from itself: nothing that is withheld is left.

Pages of a made-up day have few people of each plan and screen size, near the least number on both
sides, and other pages few of each plan on the days of a week. What a reader can subtract is what is
shown of a total less what is shown of its parts; who made the rest is known here from the rows that
were delivered.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

import numpy as np
import pytest

from orchestration.installation import Installation
from tests.end_to_end import events_export as export
from tests.end_to_end.events_export import event, moment
from tests.end_to_end.nights import rows, run_night

MINIMUM_USERS = 5
PLANS = ("free", "pro", "team")
WIDTHS = {"phone": 390, "tablet": 800, "desktop": 1400}
DAYS = tuple("01234")
PAGES = 60

Group = tuple[str, str, str]
"""Page, plan and band."""


def people() -> Mapping[Group, int]:
    """How many people there are of each page, plan and band: many groups of nobody and of few."""
    random = Random(1)
    most = {page: random.choice([4, 7, 20]) for page in range(PAGES)}
    return {
        (f"/page-{page}", plan, band): random.choice([0, random.randint(1, 5), most[page]])
        for page in range(PAGES)
        for plan in PLANS
        for band in WIDTHS
    }


def people_of_days() -> Mapping[Group, int]:
    """The same of other pages, with the days of a week in place of bands; on each other people."""
    random = Random(3)
    counts = {
        (f"/week-{page}", plan, day): random.choice([0, random.randint(1, 5), random.randint(5, 9)])
        for page in range(PAGES)
        for plan in PLANS
        for day in DAYS
    }
    of_all: dict[tuple[str, str], int] = defaultdict(int)
    for (page, _, day), count in counts.items():
        of_all[page, day] += count
    # a page that fewer people used on a day is not known by its name
    return {g: count for g, count in counts.items() if of_all[g[0], g[2]] >= MINIMUM_USERS}


def visits() -> Iterator[dict[str, Any]]:
    """A page view and one or two clicks of each person, all on a few places; page views on days."""
    for (page, plan, day), count in people_of_days().items():
        for number in range(count):
            user = f"{page}/{plan}/{day}/{number}"
            at = moment(int(day), f"10:{number:02}:00")
            yield event(at, "page_view", user=user, page=page, plan=plan)
    random = Random(2)
    for (page, plan, band), count in people().items():
        for number in range(count):
            seen = {"user": f"{page}/{plan}/{band}/{number}", "page": page, "width": WIDTHS[band]}
            at = moment(0, f"10:{number:02}:00")
            yield event(at, "page_view", plan=plan, depth=random.choice([800, 1500]), **seen)
            for second in range(random.randint(1, 2)):
                place = {"x": random.choice([100, 300]), "y": random.choice([300, 700])}
                clicked = {**place, "element": f"button-{place['x']}"}
                yield event(at.replace(second=1 + second), plan=plan, **clicked, **seen)


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    variables = {"minimum_users": MINIMUM_USERS, "minimum_cell_users": MINIMUM_USERS}
    at = export.installation(
        tmp_path_factory.mktemp("withheld"), {**export.SETTINGS, "vars": variables}
    )
    export.deliver(at, "visits", visits())
    run_night(at, export.day(-2), export.day(4), pictures=False, tests=False)
    return at


def test_what_all_people_less_the_shown_plans_leave_is_nobody_or_enough(at: Installation) -> None:
    found = rows(
        at,
        "select feature, segment, is_suppressed from marts.feature_usage_daily",
    )
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


def test_the_same_cell_or_element_of_all_people_less_the_shown_plans_leaves_nobody_or_enough(
    at: Installation,
) -> None:
    for table, place in (
        ("heatmap_cells", "layer, cell_px, x_px, y_px"),
        ("heatmap_elements", "element_key"),
    ):
        amount = "clicks" if table == "heatmap_cells" else "click_count"
        left = rows(
            at,
            f"""
            select feature, band, {place},
                sum(user_count) filter (segment = 'all')
                - coalesce(sum(user_count) filter (segment <> 'all'), 0) as people
            from marts.{table}
            {"where kind = 'clicks'" if table == "heatmap_cells" else ""}
            group by all
            having sum({amount}) filter (segment = 'all')
                > coalesce(sum({amount}) filter (segment <> 'all'), 0)
            """,
        )

        assert left
        assert [group for group in left if group[-1] < MINIMUM_USERS] == []


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


def test_no_group_of_few_people_can_be_solved_from_all_that_is_shown_together(
    at: Installation,
) -> None:
    """Plans and bands of a page with their totals are equations; nobody knows what is hidden."""
    usage = "select feature, segment from marts.feature_usage_daily where not is_suppressed"
    clicks = (
        "select page, segment from marts.element_clicks_daily where page_view_count is not null"
    )
    grids = "select feature, segment, band from marts.heatmap_grids where not is_suppressed"
    grids += " and kind = 'clicks'"
    totals = rows(at, f"{usage} union {clicks}")

    assert_none_can_be_solved(
        people(), {(page, segment, "") for page, segment in totals} | set(rows(at, grids))
    )


def test_nor_from_a_week_and_its_days(at: Installation) -> None:
    number = f"(event_date - date '{export.day(0)}')::text"
    days = f"select feature, segment, {number} from marts.feature_usage_daily"
    sums = "select feature, segment, '' from marts.feature_usage_weekly"

    assert_none_can_be_solved(
        people_of_days(),
        set(rows(at, f"{days} where not is_suppressed"))
        | set(rows(at, f"{sums} where event_count is not null")),
    )


def assert_none_can_be_solved(counts: Mapping[Group, int], shown: set[Group]) -> None:
    """Some groups and totals are shown, others hidden, and what follows has enough people."""
    tables = [table_of(page, counts) for page in {page for page, _, _ in counts}]
    everything = {group for table in tables for group in table}
    for is_total in (False, True):
        groups = {group for group in everything if (group[2] == "") == is_total}
        assert groups & shown and groups - shown

    solved = {group: n for table in tables for group, n in solvable(table, shown).items()}

    assert {group: count for group, count in solved.items() if count < MINIMUM_USERS} == {}


def table_of(page: str, counts: Mapping[Group, int]) -> dict[Group, int]:
    """People of a page by plan and band, with all plans, and with all bands under the name ''."""
    table: dict[Group, int] = defaultdict(int)
    for (of, plan, band), count in counts.items():
        for segment in (f"plan={plan}", "all"):
            for width in (band, ""):
                table[page, segment, width] += count if of == page else 0
    return {group: count for group, count in table.items() if count}  # others have no row


def solvable(table: Mapping[Group, int], shown: set[Group]) -> dict[Group, int]:
    """Hidden groups that follow from the shown ones: those in no solution of the rest but one."""
    hidden = sorted(set(table) - shown)
    lines: dict[str, Any] = defaultdict(lambda: np.zeros(len(hidden)))
    for place, (_, segment, band) in enumerate(hidden):
        lines[f"band {band}"][place] = -1 if segment == "all" else 1
        lines[f"segment {segment}"][place] = -1 if band == "" else 1
    if not hidden:
        return {}
    _, sizes, directions = np.linalg.svd(np.array(list(lines.values())))
    free = directions[int((sizes > 1e-9).sum()) :]
    return {
        group: table[group]
        for place, group in enumerate(hidden)
        if np.allclose(free[:, place], 0, atol=1e-9)
    }
