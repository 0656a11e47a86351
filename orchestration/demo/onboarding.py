"""Newcomers: a first look at the site, three steps of set-up, then the app. Step 2 loses people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from urllib.parse import quote

from orchestration.demo.app_journeys import app_visit, own_device, starting_time, walk
from orchestration.demo.chance import Chance, Weighted
from orchestration.demo.days import Calendar, activity
from orchestration.demo.page_views import PageView, burst, press, reach
from orchestration.demo.people import Person
from orchestration.demo.site_journeys import first_look
from orchestration.demo.stories import STEP_COMPLETION
from orchestration.demo.visits import Visit, close_page, delivered, open_page, press_around

LOOKS_FIRST = 0.7  # of the newcomers come by way of the marketing site
SKIPS = 0.14  # of those who get past a step take the small link
STRUGGLES = 0.4  # of those who stop at step 2 press Test connection in vain
COMES_BACK = 0.22  # a day, of a newcomer who finished


def newcomer_visits(
    people: list[Person], calendar: Calendar, chance: Chance
) -> Iterator[tuple[Visit | None, list[Visit]]]:
    """For each newcomer the visit to the site, if any, and the visits to the app."""
    days = Weighted({day: activity(day) for day in calendar.all_days()})
    for person in people:
        yield _newcomer(person, chance.weighted(days), calendar, chance)


def _newcomer(
    person: Person, day: date, calendar: Calendar, chance: Chance
) -> tuple[Visit | None, list[Visit]]:
    start = starting_time(day, person, chance)
    look = first_look(person, start, chance) if chance.happens(LOOKS_FIRST) else None
    if look:
        start = look.views[-1].left_at + chance.whole(900, 4000)
    visit = Visit(person, person.devices[0], person.company.place)
    is_done = _set_up(visit, start, chance)
    if is_done:
        walk(visit, "/app/dashboard", visit.views[-1].left_at + 400, calendar, chance)
    visits = [delivered(visit, chance)]
    if is_done:
        visits += _later_visits(person, day, calendar, chance)
    return look, visits


def _later_visits(person: Person, joined: date, calendar: Calendar, chance: Chance) -> list[Visit]:
    return [
        app_visit(
            person, own_device(person, chance), starting_time(day, person, chance), calendar, chance
        )
        for day in calendar.all_days()
        if day > joined and chance.happens(COMES_BACK * activity(day))
    ]


def _set_up(visit: Visit, at: int, chance: Chance) -> bool:
    """Walk through the steps; False when the newcomer gives up on one of them."""
    query = _invitation(visit, chance)
    for step, completes in enumerate(STEP_COMPLETION[visit.device.band], start=1):
        page = f"/app/onboarding/{step}"
        view = open_page(page, visit, at, chance, path=page, query=query)
        view.is_identified = step > 1
        press_around(view, chance)
        if not chance.happens(completes):
            if step == 2:
                _struggle(view, chance)
            close_page(view, chance)
            return False
        kind = "skip" if chance.happens(SKIPS) else "next"
        element = view.layout.elements[f"onboarding-{kind}-{step}"]
        reach(view, element)
        click = press(view, element, view.left_at, chance)
        click.href = f"/app/onboarding/{step + 1}" if kind == "skip" else ""
        click.outcome = f"onboarding_step_{step}_{'skipped' if kind == 'skip' else 'completed'}"
        close_page(view, chance)
        at, query = view.left_at + chance.whole(150, 600), ""
    return True


def _struggle(view: PageView, chance: Chance) -> None:
    """Story c: host, user and key are not at hand, and the test of the connection fails."""
    view.left_at += chance.whole(10_000, 90_000)
    if chance.happens(STRUGGLES):
        button = view.layout.elements["test-connection"]
        reach(view, button)
        burst(view, button, view.left_at - 4_000, chance)


def _invitation(visit: Visit, chance: Chance) -> str:
    person = visit.person
    if person and person.company.plan != "free":
        return f"invite={chance.token()[:8]}&email={quote(person.email)}"
    return "plan=free" if chance.happens(0.5) else ""
