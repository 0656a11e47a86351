"""Elements of days, weeks and months, subtracted from one another: no clicks of few are left.

Every map of the page is shown, as enough people of each plan and screen size click something on it
each day. Of most elements few people do, near the least number on both sides. Two days are of a
week in two months, the others of two weeks of the second month.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import product
from random import Random
from typing import Any

import numpy as np
import pytest

from orchestration.installation import Installation
from tests.dbt_project.few_people import MINIMUM_USERS, WIDTHS, Place
from tests.dbt_project.solving import cells_of, unknown
from tests.end_to_end import events_export as export
from tests.end_to_end.events_export import event, moment
from tests.end_to_end.nights import rows, run_night

WEEKS = {"2026-02-23": (3, 4), "2026-03-02": (5, 6, 8), "2026-03-09": (12, 13)}
"""The days of each week on which people come."""

MONTHS = {"2026-02-01": (3,), "2026-03-01": (4, 5, 6, 8, 12, 13)}
DAYS = [day for days in WEEKS.values() for day in days]
PLANS = ("free", "pro")
SCREENS = ("phone", "desktop")
SEGMENTS = ("all", *(f"plan={plan}" for plan in PLANS))
PEOPLE = 10
ELEMENTS = 80

Days = tuple[str, ...]
Shown = tuple[str, str, Days]
"""Segment, band, or '' for all of them together, and days of a row."""

Clicked = Mapping[Place, frozenset[str]]
"""Who clicked an element, by element, plan, band and day."""


def clicked() -> Clicked:
    """Many elements of few people, and two of which one person alone clicked on one day."""
    random = Random(5)
    found: dict[Place, set[str]] = defaultdict(set)
    for number, plan, band in product(range(ELEMENTS), PLANS, SCREENS):
        most = random.choice([0, 3, 6, PEOPLE])
        for day in DAYS:
            some = random.choice([0, random.randint(0, most), most])
            people = random.sample(range(PEOPLE), some)
            found[f"random-{number}", plan, band, str(day)] = {
                f"{plan}-{band}-{person}" for person in people
            }
    for plan, band in product(PLANS, SCREENS):
        everybody = {f"{plan}-{band}-{person}" for person in range(PEOPLE)}
        found["all-but-desktop", plan, band, "5"] = everybody
    six = [f"free-desktop-{person}" for person in range(6)]
    found["all-but-desktop", "free", "desktop", "6"] = set(six[:3])
    found["all-but-desktop", "free", "desktop", "8"] = set(six[3:])
    found["all-but-desktop", "free", "phone", "6"] = {"free-phone-7"}
    found["month-but-week", "free", "desktop", "6"] = set(six[:3])
    found["month-but-week", "free", "desktop", "8"] = set(six[3:])
    found["month-but-week", "free", "desktop", "12"] = {"free-desktop-9"}
    return {place: frozenset(users) for place, users in found.items() if users}


def visits() -> Iterator[dict[str, Any]]:
    for day, plan, band, person in product(DAYS, PLANS, SCREENS, range(PEOPLE)):
        seen = {"user": f"{plan}-{band}-{person}", "plan": plan, "width": WIDTHS[band]}
        yield event(moment(day, f"10:{person:02}:00"), "page_view", **seen)
        yield event(moment(day, f"10:{person:02}:01"), element="everybody", **seen)
    places = clicked()
    nth = {element: n for n, element in enumerate(dict.fromkeys(place[0] for place in places), 1)}
    for (element, plan, band, date), users in places.items():
        for user in sorted(users):
            # nobody is as quick as a machine
            at = moment(int(date), f"11:{int(user[-1]):02}:00") + timedelta(
                seconds=20 * nth[element]
            )
            yield event(at, user=user, plan=plan, width=WIDTHS[band], element=element)


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    variables = {"minimum_users": MINIMUM_USERS, "minimum_cell_users": MINIMUM_USERS}
    settings = {**export.SETTINGS, "vars": variables}
    at = export.installation(tmp_path_factory.mktemp("elements"), settings)
    export.deliver(at, "visits", list(visits()))
    run_night(at, export.day(DAYS[0]), export.day(DAYS[-1]), pictures=False, tests=False)
    return at


def shown(at: Installation) -> dict[str, set[Shown]]:
    """What is shown of each element: segment, band (that of all bands is ''), and the days."""
    found: dict[str, set[Shown]] = defaultdict(set)
    periods: list[tuple[str, Mapping[str, tuple[int, ...]]]] = [
        ("", {str(export.day(day)): (day,) for day in DAYS}),
        ("_weekly", WEEKS),
        ("_monthly", MONTHS),
    ]
    for table, days in periods:
        columns = "element_key, segment, band, event_date::text"
        for element, segment, band, of in rows(
            at, f"select {columns} from marts.heatmap_elements{table}"
        ):
            key = element.removeprefix("#")
            found[key].add((segment, "" if band == "(all)" else band, tuple(map(str, days[of]))))
    return found


def test_no_clicks_of_few_people_follow_from_all_that_is_shown_of_an_element(
    at: Installation,
) -> None:
    """Days, weeks, months, plans and bands are equations; that nobody clicked may be known."""
    of_element: dict[str, dict[Place, frozenset[str]]] = defaultdict(dict)
    for place, users in clicked().items():
        of_element[place[0]][place] = users
    told = {}
    for element, known in shown(at).items():
        cells = list(of_element[element])
        free = unknown([cells_of(cells, s, band, *days) for s, band, days in known], len(cells))
        for segment, band in product(SEGMENTS, ("", *SCREENS)):
            for days in days_asked(known, segment, band):
                asked = cells_of(cells, segment, band, *days)
                few = {
                    user for n in np.flatnonzero(asked) for user in of_element[element][cells[n]]
                }
                if 0 < len(few) < MINIMUM_USERS and np.allclose(free @ asked, 0, atol=1e-9):
                    told[element, segment, band, days] = len(few)

    assert told == {}


def days_asked(known: set[Shown], segment: str, band: str) -> set[Days]:
    """Days one by one, and those of a week or month that no row of days or weeks shows."""
    names = [tuple(map(str, days)) for days in WEEKS.values()]
    asked: set[Days] = {(str(day),) for day in DAYS}
    hidden = [str(day) for day in DAYS if (segment, band, (str(day),)) not in known]
    for days in (*names, *(tuple(map(str, days)) for days in MONTHS.values())):
        asked.add(tuple(day for day in hidden if day in days))
        of_weeks = {d for week in names if (segment, band, week) in known for d in week}
        asked.add(tuple(day for day in hidden if day in days and day not in of_weeks))
    return {days for days in asked if days}


def test_rows_of_weeks_and_months_are_shown_where_enough_people_are_left(at: Installation) -> None:
    """By hand: everybody's element adds up; of the others what is left is one person's."""
    of = shown(at)
    monday, week, month = ("5",), ("5", "6", "8"), ("4", "5", "6", "8", "12", "13")

    assert {("all", "", days) for days in (week, month)} <= of["everybody"]
    assert {("plan=pro", "phone", days) for days in (week, month)} <= of["everybody"]
    assert ("all", "phone", monday) in of["all-but-desktop"]
    # six people of the desktop on two days, and one of a phone
    assert ("all", "desktop", week) in of["all-but-desktop"]
    assert ("all", "phone", week) not in of["all-but-desktop"]
    assert ("all", "", week) not in of["all-but-desktop"]
    assert ("all", "desktop", week) in of["month-but-week"]
    assert ("all", "desktop", month) not in of["month-but-week"]
    some = {
        (segment, band) for element in of for segment, band, days in of[element] if days == week
    }
    assert some == set(product(SEGMENTS, ("", *SCREENS)))
