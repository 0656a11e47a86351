"""Visits to the marketing site: mostly strangers, some newcomers, some users reading the docs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import accumulate
from urllib.parse import quote

from orchestration.demo.chance import Chance
from orchestration.demo.devices import SITE_DEVICES, new_device
from orchestration.demo.page_views import PageView, press, reach
from orchestration.demo.pages import APP_HOST, layout
from orchestration.demo.people import FIRST_NAMES, LAST_NAMES, Person, place
from orchestration.demo.stories import (
    DAY_MS,
    MAIL_BOUNCE,
    MAIL_VISITS_SHARE,
    WEEKDAY_ACTIVITY,
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

STRANGERS = 560  # on a usual day of the full demo
READERS = 0.05  # of the established users, on a usual day
FIRST_POST, FIRST_DOCS, NUMBERED = 11, 101, 8  # posts and pages of docs are numbered
LANDINGS = ("/", "/pricing", "/blog/:id", "/docs/:id")
LANDING_WEIGHTS = tuple(accumulate((46, 24, 19, 11)))
STAYS_ON = 0.44
BOUNCES = 0.26
WANTS_TO_START = 0.08
HOURS = tuple(range(24))
EVENING_TOO = tuple(accumulate(hour + 14 for hour in WORKING_HOURS))
REFERRERS = (
    "https://www.google.com/",
    "",
    "https://www.linkedin.com/",
    "https://duckduckgo.com/",
    "https://news.example.com/",
)
REFERRER_WEIGHTS = tuple(accumulate((46, 30, 10, 8, 6)))
START_BUTTONS = {
    "/": ("hero-start", "hero-start", "header-start", "cta-bottom"),
    "/pricing": ("plan-free", "plan-free", "plan-pro", "plan-pro", "header-start"),
    "/blog/:id": ("post-start", "header-start"),
    "/docs/:id": ("header-start",),
}


def site_visits(
    people: tuple[Person, ...], calendar: Calendar, chance: Chance, *, scale: float
) -> Iterator[Visit]:
    """The visits of strangers and of users who read the docs, day after day."""
    for day in calendar.all_days():
        activity = 0.35 + 0.65 * WEEKDAY_ACTIVITY[day.weekday()]
        usual = STRANGERS * scale * activity
        for _ in range(round(usual)):
            yield _stranger(_some_time(day, chance), chance)
        if day == calendar.odd_day:
            for _ in range(round(STRANGERS * scale * MAIL_VISITS_SHARE)):
                yield _from_the_mail(day, chance)
        for person in people:
            if chance.happens(READERS * activity):
                yield _reader(person, _some_time(day, chance), chance)


def first_look(person: Person, at: int, chance: Chance) -> Visit:
    """A newcomer's visit: anonymous, and it ends on a button that opens an account."""
    visit = Visit(person, person.devices[0], person.company.place)
    landing = chance.weighted(LANDINGS, LANDING_WEIGHTS)
    view = _walk(visit, landing, at, chance, is_known=False)
    _press_start(view, chance)
    return visit


def _stranger(at: int, chance: Chance) -> Visit:
    visit = Visit(None, new_device(chance, SITE_DEVICES), place(chance))
    view = _walk(visit, chance.weighted(LANDINGS, LANDING_WEIGHTS), at, chance, is_known=False)
    if chance.happens(WANTS_TO_START):
        _press_start(view, chance)
    return delivered(visit, chance)


def _reader(person: Person, at: int, chance: Chance) -> Visit:
    visit = Visit(person, person.devices[0], person.company.place)
    _walk(visit, "/docs/:id", at, chance, is_known=True)
    return delivered(visit, chance)


def _from_the_mail(day: date, chance: Chance) -> Visit:
    """Story e: a mail sends people to /pricing; most are gone within seconds."""
    visit = Visit(None, new_device(chance, SITE_DEVICES), place(chance))
    sent = midnight_ms(day) + 7 * 60 * MINUTE_MS
    at = min(
        sent + round(chance.around(90, 1.0) * MINUTE_MS), midnight_ms(day) + DAY_MS - MINUTE_MS
    )
    mail = (
        f"{chance.choice(FIRST_NAMES)}.{chance.choice(LAST_NAMES)}{chance.whole(1, 99)}@example.com"
    )
    query = f"utm_source=newsletter&utm_campaign=november&email={quote(mail.lower())}"
    if chance.happens(MAIL_BOUNCE):
        shape = layout("/pricing", visit.device.band)
        view = open_page(shape, visit, at, chance, path="/pricing", query=query)
        view.max_scroll = view.last_scroll = view.max_scroll // 5
        view.left_at = view.at + chance.whole(1_500, 9_000)
        return delivered(visit, chance)
    _walk(visit, "/pricing", at, chance, is_known=False, query=query)
    return delivered(visit, chance)


def _walk(
    visit: Visit, page: str, at: int, chance: Chance, *, is_known: bool, query: str = ""
) -> PageView:
    """Follow links from page to page; returns the last view, still open."""
    path = _path(page, chance)
    referrer = chance.weighted(REFERRERS, REFERRER_WEIGHTS)
    while True:
        view = open_page(layout(page, visit.device.band), visit, at, chance, path=path, query=query)
        view.referrer = view.referrer or referrer
        view.is_identified = is_known
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
    click.answer, click.href = "sign_up_started", f"https://{APP_HOST}/app/onboarding/1"
    close_page(view, chance)


def _path(page: str, chance: Chance) -> str:
    """The path behind a template; early numbers are read most."""
    first = FIRST_POST if page.startswith("/blog") else FIRST_DOCS
    popular = min(chance.whole(0, NUMBERED - 1), chance.whole(0, NUMBERED - 1))
    return page.replace(":id", str(first + popular))


def _some_time(day: date, chance: Chance) -> int:
    """A moment of the day, UTC ms."""
    hour = chance.weighted(HOURS, EVENING_TOO)
    return (
        midnight_ms(day) + (hour * 60 + chance.whole(0, 59)) * MINUTE_MS + chance.whole(0, 59_999)
    )
