"""A visit: the page views one person makes in one go, on one surface, and how it is delivered."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from orchestration.demo.chance import Chance
from orchestration.demo.days import HOUR_MS
from orchestration.demo.devices import Device
from orchestration.demo.habits import HABITS, OUTCOMES
from orchestration.demo.layouts import layout_of
from orchestration.demo.page_views import PageView, press, rest_pointer, scroll
from orchestration.demo.people import Person, Place
from orchestration.demo.targets import action, text_or_picture


@dataclass(slots=True)
class Visit:
    """Page views of one person, or of a visitor nobody knows (`person` is None).

    `breaks` are the ms at which a pause of more than half an hour ended; `delay_ms` is how late the
    device sent its events.
    """

    person: Person | None
    device: Device
    place: Place
    views: list[PageView] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    delay_ms: int = 0
    is_sent_twice: bool = False
    is_bot: bool = False


def delivered(visit: Visit, chance: Chance) -> Visit:
    """Some devices are offline and send later; some batches arrive a second time."""
    late = 0.02 if visit.device.browser.device_type == "Mobile" else 0.004
    if chance.happens(late):
        visit.delay_ms = chance.whole(5 * HOUR_MS, 52 * HOUR_MS)
    visit.is_sent_twice = chance.happens(0.006)
    return visit


def open_page(
    page: str,
    visit: Visit,
    at: int,
    chance: Chance,
    *,
    path: str,
    query: str = "",
    is_released: bool = True,
) -> PageView:
    """Load a page: decide how long it stays open and how far it is scrolled."""
    layout = layout_of(page, visit.device.band, is_released=is_released)
    previous = visit.views[-1] if visit.views else None
    view = PageView(layout, visit.device, path, query, previous.path if previous else "", at)
    seconds = min(max(chance.around(HABITS[page].seconds * 0.8, 0.75), 1.6), 1200)
    view.left_at = at + round(1000 * seconds)
    scroll(view, chance)
    visit.views.append(view)
    return view


def press_around(view: PageView, chance: Chance) -> None:
    """The ordinary presses of a view, in order of time."""
    habit = HABITS[view.layout.page]
    count = _how_many(habit.clicks, chance)
    for at in _moments(view, count, chance):
        if chance.happens(habit.stray):
            if element := text_or_picture(view, chance):
                press(view, element, at, chance)
        elif element := action(view, chance):
            click = press(view, element, at, chance)
            event, share = OUTCOMES.get(element.key.rstrip("-0123456789"), ("", 0.0))
            click.outcome = event if chance.happens(share) else ""


def close_page(view: PageView, chance: Chance) -> None:
    """Put the presses in order and let the pointer rest."""
    view.clicks.sort(key=lambda click: click.at)
    if view.clicks:
        view.left_at = max(view.left_at, view.clicks[-1].at + chance.whole(60, 240))
    rest_pointer(view, chance)
    view.last_scroll = min(view.last_scroll, view.max_scroll)


def _how_many(mean: float, chance: Chance) -> int:
    """Geometric: most views get few presses, some get many."""
    return int(math.log(1 - chance.unit()) / math.log(mean / (1 + mean)))


def _moments(view: PageView, count: int, chance: Chance) -> list[int]:
    start, end = view.at + 900, max(view.left_at - 150, view.at + 901)
    return sorted(round(chance.between(start, end)) for _ in range(count))
