"""Visits to the app by people with an account, from page to page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from orchestration.demo.chance import Chance, Weighted
from orchestration.demo.days import (
    DAY_MS,
    MINUTE_MS,
    WEEKEND_HOURS,
    WORKING_HOURS,
    Calendar,
    activity,
    midnight_ms,
)
from orchestration.demo.devices import Device
from orchestration.demo.page_views import PageView, press
from orchestration.demo.people import Person
from orchestration.demo.stories import press_for_story
from orchestration.demo.targets import way_out
from orchestration.demo.visits import Visit, close_page, delivered, open_page, press_around

LANDINGS = Weighted({
    "/app/dashboard": 58, "/app/reports/:id": 13, "/app/boards/:id": 14, "/app/reports": 9,
    "/app/automations": 6,
})  # fmt: skip
STAYS_ON = 0.735  # chance to open another page
MOST_VIEWS = 24
WORK, WEEKEND = Weighted(dict(enumerate(WORKING_HOURS))), Weighted(dict(enumerate(WEEKEND_HOURS)))


def app_visits(people: list[Person], calendar: Calendar, chance: Chance) -> Iterator[Visit]:
    """All visits of the established users, person by person."""
    for person in people:
        for day in calendar.all_days():
            if chance.happens(min(0.97, person.habit * activity(day))):
                for _ in range(2 if chance.happens(0.22) else 1):
                    start = starting_time(day, person, chance)
                    yield app_visit(person, own_device(person, chance), start, calendar, chance)


def app_visit(
    person: Person, device: Device, start: int, calendar: Calendar, chance: Chance
) -> Visit:
    """One visit of an established user, from a landing page on."""
    visit = Visit(person, device, person.company.place)
    page = chance.weighted(LANDINGS)
    query = _landing_query(page, chance)
    walk(visit, page, start, calendar, chance, query=query)
    return delivered(visit, chance)


def walk(
    visit: Visit, page: str, at: int, calendar: Calendar, chance: Chance, *, query: str = ""
) -> None:
    """Follow links from page to page until the person has had enough."""
    path = path_of(page, "", visit, chance)
    pause_at = chance.whole(1, 6) if chance.happens(0.16) else 0
    while True:
        is_released = calendar.is_released(at)
        view = open_page(page, visit, at, chance, path=path, query=query, is_released=is_released)
        press_around(view, chance)
        press_for_story(view, visit, calendar, chance)
        goes_on = len(visit.views) < MOST_VIEWS and chance.happens(STAYS_ON)
        way = way_out(view, chance) if goes_on else None
        if way is None:
            return close_page(view, chance)
        if len(visit.views) == pause_at:
            _pause(view, visit, chance)
        element, page = way
        path, query = path_of(page, element.key, visit, chance), ""
        press(view, element, view.left_at, chance).href = path
        close_page(view, chance)
        at = view.left_at + chance.whole(120, 700)


def path_of(page: str, key: str, visit: Visit, chance: Chance) -> str:
    """The path behind a template; each company has reports and boards of its own."""
    company = visit.person.company.index if visit.person else 0
    number = int("".join(filter(str.isdigit, key)) or chance.whole(1, 5))
    if page == "/app/reports/:id":
        return f"/app/reports/{1000 + 20 * company + number}"
    return page.replace(":id", str(4101 + company))


def starting_time(day: date, person: Person, chance: Chance) -> int:
    """A moment of the person's day, in UTC ms; a few start just before midnight."""
    if chance.happens(0.012):
        return midnight_ms(day) + DAY_MS - chance.whole(2 * MINUTE_MS, 14 * MINUTE_MS)
    hour = chance.weighted(WEEKEND if day.weekday() >= 5 else WORK)
    minute = (60 * hour - person.company.place.minutes_east + chance.whole(0, 59)) % 1440
    return midnight_ms(day) + minute * MINUTE_MS + chance.whole(0, 59_999)


def own_device(person: Person, chance: Chance) -> Device:
    """One of the person's devices, mostly the first."""
    return person.devices[-1 if chance.happens(0.2) else 0]


def _landing_query(page: str, chance: Chance) -> str:
    """Links from mails carry the sender's address: personal data that no table may show."""
    if page == "/app/reports/:id" and chance.happens(0.3):
        return f"shared_by=colleague{chance.whole(10, 99)}%40example.com&utm_source=mail"
    return ""


def _pause(view: PageView, visit: Visit, chance: Chance) -> None:
    """The person goes away with the page open, for more than half an hour one time in three."""
    if chance.happens(0.36):
        view.left_at += chance.whole(31 * MINUTE_MS, 95 * MINUTE_MS)
        visit.breaks.append(view.left_at)
    else:
        view.left_at += chance.whole(4 * MINUTE_MS, 26 * MINUTE_MS)
