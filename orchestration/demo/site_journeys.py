"""Visits to the marketing site: mostly strangers, some newcomers, some users reading the docs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from urllib.parse import quote

from orchestration.demo.chance import Chance, Weighted
from orchestration.demo.days import (
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    WORKING_HOURS,
    Calendar,
    activity,
    midnight_ms,
)
from orchestration.demo.devices import SITE_DEVICES, new_device
from orchestration.demo.layouts import APP_HOST
from orchestration.demo.page_views import PageView, press, reach
from orchestration.demo.people import FIRST_NAMES, LAST_NAMES, PLACES, Person
from orchestration.demo.stories import MAIL_BOUNCE, MAIL_VISITS_SHARE
from orchestration.demo.targets import way_out
from orchestration.demo.visits import (
    Visit,
    close_page,
    delivered,
    open_page,
    press_around,
)

STRANGERS = 560  # on a usual day of the full demo
READERS = 0.05  # of the established users, on a usual day
FIRST_POST, FIRST_DOCS, NUMBERED = 11, 101, 8  # posts and pages of docs are numbered
LANDINGS = Weighted({"/": 46, "/pricing": 24, "/blog/:id": 19, "/docs/:id": 11})
STAYS_ON = 0.44
BOUNCES = 0.26
WANTS_TO_START = 0.08
HOURS = Weighted({hour: weight + 14 for hour, weight in enumerate(WORKING_HOURS)})  # evenings too
REFERRERS = Weighted({
    "https://www.google.com/": 46, "": 30, "https://www.linkedin.com/": 10,
    "https://duckduckgo.com/": 8, "https://news.example.com/": 6,
})  # fmt: skip
START_BUTTONS = {
    "/": ("hero-start", "hero-start", "header-start", "cta-bottom"),
    "/pricing": ("plan-free", "plan-free", "plan-pro", "plan-pro", "header-start"),
    "/blog/:id": ("post-start", "header-start"),
    "/docs/:id": ("header-start",),
}


def site_visits(
    people: list[Person], calendar: Calendar, chance: Chance, *, scale: float
) -> Iterator[Visit]:
    """The visits of strangers and of users who read the docs, day after day."""
    for day in calendar.all_days():
        busy = 0.35 + 0.65 * activity(day)
        for _ in range(round(STRANGERS * scale * busy)):
            yield _stranger(_some_time(day, chance), chance)
        if day == calendar.odd_day:
            for _ in range(round(STRANGERS * scale * MAIL_VISITS_SHARE)):
                yield _from_the_mail(day, chance)
        for person in people:
            if chance.happens(READERS * busy):
                yield _reader(person, _some_time(day, chance), chance)


def first_look(person: Person, at: int, chance: Chance) -> Visit:
    """A newcomer's visit: anonymous, and it ends on a button that opens an account."""
    visit = Visit(person, person.devices[0], person.company.place)
    landing = chance.weighted(LANDINGS)
    view = _walk(visit, landing, at, chance, is_identified=False)
    _press_start(view, chance)
    return visit


def _stranger(at: int, chance: Chance) -> Visit:
    visit = Visit(None, new_device(chance, SITE_DEVICES), chance.weighted(PLACES))
    view = _walk(visit, chance.weighted(LANDINGS), at, chance, is_identified=False)
    if chance.happens(WANTS_TO_START):
        _press_start(view, chance)
    return delivered(visit, chance)


def _reader(person: Person, at: int, chance: Chance) -> Visit:
    visit = Visit(person, person.devices[0], person.company.place)
    _walk(visit, "/docs/:id", at, chance, is_identified=True)
    return delivered(visit, chance)


def _from_the_mail(day: date, chance: Chance) -> Visit:
    """Story e: a mail sends people to /pricing; most are gone within seconds."""
    visit = Visit(None, new_device(chance, SITE_DEVICES), chance.weighted(PLACES))
    opened = 7 * HOUR_MS + round(chance.around(90, 1.0) * MINUTE_MS)
    at = midnight_ms(day) + min(opened, DAY_MS - MINUTE_MS)
    name = f"{chance.choice(FIRST_NAMES)}.{chance.choice(LAST_NAMES)}{chance.whole(1, 99)}"
    mail = quote(f"{name}@example.com".lower())
    query = f"utm_source=newsletter&utm_campaign=november&email={mail}"
    if chance.happens(MAIL_BOUNCE):
        view = open_page("/pricing", visit, at, chance, path="/pricing", query=query)
        view.max_scroll = view.last_scroll = view.max_scroll // 5
        view.left_at = view.at + chance.whole(1_500, 9_000)
    else:
        _walk(visit, "/pricing", at, chance, is_identified=False, query=query)
    return delivered(visit, chance)


def _walk(
    visit: Visit, page: str, at: int, chance: Chance, *, is_identified: bool, query: str = ""
) -> PageView:
    """Follow links from page to page; returns the last view."""
    path = _path(page, chance)
    referrer = chance.weighted(REFERRERS)
    while True:
        view = open_page(page, visit, at, chance, path=path, query=query)
        view.referrer = view.referrer or referrer
        view.is_identified = is_identified
        if len(visit.views) == 1 and chance.happens(BOUNCES):
            view.left_at = view.at + chance.whole(1_500, 14_000)
            return view
        press_around(view, chance)
        way = way_out(view, chance) if chance.happens(STAYS_ON) else None
        if way is None:
            close_page(view, chance)
            return view
        element, page = way
        path, query = _path(page, chance), ""
        press(view, element, view.left_at, chance).href = path
        close_page(view, chance)
        at = view.left_at + chance.whole(150, 900)


def _press_start(view: PageView, chance: Chance) -> None:
    element = view.layout.elements[chance.choice(START_BUTTONS[view.layout.page])]
    reach(view, element)
    click = press(view, element, view.left_at + chance.whole(200, 4_000), chance)
    click.outcome, click.href = "sign_up_started", f"https://{APP_HOST}/app/onboarding/1"
    close_page(view, chance)


def _path(page: str, chance: Chance) -> str:
    """The path behind a template; early numbers are read most."""
    first = FIRST_POST if page.startswith("/blog") else FIRST_DOCS
    popular = min(chance.whole(0, NUMBERED - 1), chance.whole(0, NUMBERED - 1))
    return page.replace(":id", str(first + popular))


def _some_time(day: date, chance: Chance) -> int:
    """A moment of the day, UTC ms."""
    minute = chance.weighted(HOURS) * 60 + chance.whole(0, 59)
    return midnight_ms(day) + minute * MINUTE_MS + chance.whole(0, 59_999)
