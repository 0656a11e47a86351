"""Visits to the app by people with an account, day after day, with the planted stories."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import accumulate

from orchestration.demo.chance import Chance
from orchestration.demo.devices import Device
from orchestration.demo.page_views import PageView, burst, press
from orchestration.demo.pages import layout
from orchestration.demo.people import Person
from orchestration.demo.stories import (
    DAY_MS,
    EXPORT_ATTEMPTS,
    GALLERY_EXTRA_CLICKS,
    OLD_HABIT,
    OLD_HABIT_FADES,
    SECOND_BURST,
    UPGRADE_BUYS,
    UPGRADE_CLICKS,
    WEEKDAY_ACTIVITY,
    WEEKEND_HOURS,
    WORKING_HOURS,
    Calendar,
    midnight_ms,
)
from orchestration.demo.targets import way_out
from orchestration.demo.visits import (
    MINUTE_MS,
    Visit,
    close_page,
    delivered,
    open_page,
    press_around,
)

LANDINGS = (
    "/app/dashboard",
    "/app/reports/:id",
    "/app/boards/:id",
    "/app/reports",
    "/app/automations",
)
LANDING_WEIGHTS = tuple(accumulate((58, 13, 14, 9, 6)))
STAYS_ON = 0.735  # chance to open another page
MOST_VIEWS = 24
HOURS = tuple(range(24))
WORK, WEEKEND = tuple(accumulate(WORKING_HOURS)), tuple(accumulate(WEEKEND_HOURS))


def app_visits(people: tuple[Person, ...], calendar: Calendar, chance: Chance) -> Iterator[Visit]:
    """All visits of the established users, person by person."""
    for person in people:
        for day in calendar.all_days():
            if chance.happens(min(0.97, person.habit * WEEKDAY_ACTIVITY[day.weekday()])):
                for _ in range(2 if chance.happens(0.22) else 1):
                    start = starting_time(day, person, chance)
                    yield app_visit(person, own_device(person, chance), start, calendar, chance)


def app_visit(
    person: Person, device: Device, start: int, calendar: Calendar, chance: Chance
) -> Visit:
    """One visit of an established user, from a landing page on."""
    visit = Visit(person, device, person.company.place)
    page = chance.weighted(LANDINGS, LANDING_WEIGHTS)
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
        shape = layout(page, visit.device.band, is_released=calendar.is_released(at))
        view = open_page(shape, visit, at, chance, path=path, query=query)
        press_around(view, chance)
        _tell_story(view, visit, calendar, chance)
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
    hours = WEEKEND if day.weekday() >= 5 else WORK
    hour = chance.weighted(HOURS, hours) * 60 - person.company.place.minutes_east
    minute = (hour + chance.whole(0, 59)) % 1440
    return midnight_ms(day) + minute * MINUTE_MS + chance.whole(0, 59_999)


def own_device(person: Person, chance: Chance) -> Device:
    """One of the person's devices, mostly the first."""
    return person.devices[-1 if chance.happens(0.2) else 0]


def _landing_query(page: str, chance: Chance) -> str:
    """Links from mails carry who sent them; that is what must not reach the tables."""
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


def _tell_story(view: PageView, visit: Visit, calendar: Calendar, chance: Chance) -> None:
    match view.layout.page:
        case "/app/reports/:id":
            _export(view, chance)
        case "/app/reports":
            _old_place(view, calendar, chance)
        case "/app/automations":
            _gallery(view, chance)
        case "/app/settings/billing":
            _upgrade(view, visit, chance)


def _export(view: PageView, chance: Chance) -> None:
    """Story a: the button does nothing, so it is pressed again and again."""
    button = view.layout.elements.get("export-csv")
    if button is None or not chance.happens(EXPORT_ATTEMPTS):
        return
    last = burst(view, button, view.left_at, chance)
    if chance.happens(SECOND_BURST):
        last = burst(view, button, last.at + chance.whole(3500, 9000), chance)
    view.left_at = last.at + chance.whole(1500, 7000)


def _gallery(view: PageView, chance: Chance) -> None:
    """Story b: whoever gets down to the templates presses several."""
    first = view.layout.elements["use-template-1"]
    if view.sees(first):
        view.left_at += chance.whole(8_000, 40_000)
        while chance.happens(GALLERY_EXTRA_CLICKS / (1 + GALLERY_EXTRA_CLICKS)):
            number = chance.whole(1, 8)
            template = view.layout.elements[f"use-template-{number}"]
            if view.sees(template):
                at = chance.whole(view.left_at - 7_000, view.left_at)
                click = press(view, template, at, chance)
                click.answer = "automation_created" if chance.happens(0.4) else ""


def _old_place(view: PageView, calendar: Calendar, chance: Chance) -> None:
    """Story d: after the release, some still press where New report used to be."""
    days = (view.at - midnight_ms(calendar.release_day)) / DAY_MS
    if days >= 0 and chance.happens(OLD_HABIT * OLD_HABIT_FADES**days):
        before = layout("/app/reports", view.device.band, is_released=False)
        element = view.layout.elements["page-head"]
        at = chance.whole(view.at + 700, max(view.left_at, view.at + 900))
        click = press(view, before.elements["new-report"], at, chance)
        click.element, click.is_dead = element, True


def _upgrade(view: PageView, visit: Visit, chance: Chance) -> None:
    """Story f: people on the free plan press Upgrade and then do not buy."""
    if visit.person and visit.person.plan == "free" and chance.happens(UPGRADE_CLICKS):
        click = press(view, view.layout.elements["upgrade-pro"], view.left_at, chance)
        bought = chance.happens(UPGRADE_BUYS)
        click.answer = "subscription_upgraded" if bought else "checkout_opened"
        view.left_at += chance.whole(2_000, 30_000)
