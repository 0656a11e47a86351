"""One page view: where it is scrolled to, where the pointer rests, what is pressed."""

from __future__ import annotations

from dataclasses import dataclass, field

from orchestration.demo.chance import Chance
from orchestration.demo.devices import Device
from orchestration.demo.habits import HABITS
from orchestration.demo.layouts import Element, Layout

STICKY_HEADER = 80  # px at the top of the window where a sticky header hides the page


@dataclass(slots=True)
class Click:
    """A press; page_* are document px, client_* window px.

    `outcome` is the event, if any, that the product itself sends as an answer.
    """

    at: int
    element: Element
    page_x: int
    page_y: int
    client_x: int
    client_y: int
    href: str = ""
    outcome: str = ""
    is_third_of_burst: bool = False
    is_dead: bool = False


@dataclass(slots=True)
class PageView:
    """What happened on one page; times are ms since 1970, scrolls the top of the window in px."""

    layout: Layout
    device: Device
    path: str
    query: str
    referrer: str
    at: int
    left_at: int = 0
    is_identified: bool = True
    max_scroll: int = 0
    last_scroll: int = 0
    clicks: list[Click] = field(default_factory=list)
    rests: list[tuple[int, int, int]] = field(default_factory=list)  # (at, page_x, page_y)

    @property
    def stretch(self) -> float:
        """How many times wider the window is than the page was drawn."""
        return self.device.window[0] / self.layout.width

    @property
    def scrollable(self) -> int:
        """How far down the page can be scrolled, in px."""
        return max(0, self.layout.height - self.device.window[1])

    def sees(self, element: Element) -> bool:
        """True when the middle of the element was on the screen at the deepest scroll."""
        window = self.device.window[1]
        limit = window if element.is_fixed else window + self.max_scroll
        return element.box.middle[1] <= limit


def scroll(view: PageView, chance: Chance) -> None:
    """Decide how far down this view goes."""
    habit = HABITS[view.layout.page]
    if view.scrollable and not chance.happens(habit.stays):
        view.max_scroll = round(view.scrollable * chance.unit() ** habit.shallow)
        back = chance.unit() if chance.happens(0.5) else 1.0
        view.last_scroll = round(view.max_scroll * back)


def reach(view: PageView, element: Element) -> None:
    """Scroll on until the element is on the screen."""
    if not view.sees(element):
        wanted = element.box.bottom + 30 - view.device.window[1]
        view.max_scroll = view.last_scroll = round(min(view.scrollable, wanted))


def press(view: PageView, element: Element, at: int, chance: Chance) -> Click:
    """Press the element: scattered around its middle, inside its box."""
    x, y = _aim(element, chance)
    x *= view.stretch
    if element.is_fixed:
        scrolled = round(view.max_scroll * chance.unit())
        click = Click(at, element, round(x), round(y) + scrolled, round(x), round(y))
    else:
        scrolled = _scroll_to_press(view, y, chance)
        view.max_scroll = max(view.max_scroll, scrolled)
        click = Click(at, element, round(x), round(y), round(x), round(y) - scrolled)
    view.clicks.append(click)
    return click


def burst(view: PageView, element: Element, at: int, chance: Chance) -> Click:
    """Three to six quick presses on one spot, without effect; returns the last."""
    first = last = press(view, element, at, chance)
    first.is_dead = True
    for number in range(2, chance.whole(4, 7)):
        last = _press_again(view, first, last.at + chance.whole(140, 420), chance)
        last.is_third_of_burst = number == 3
    return last


def rest_pointer(view: PageView, chance: Chance) -> None:
    """The pointer comes to rest here and there (mice only)."""
    if view.device.browser.device_type != "Desktop":
        return
    width, height = view.device.window
    for _ in range(chance.whole(0, 2)):
        x = min(max(chance.normal(0.5, 0.2), 0.02), 0.98) * width
        y = chance.between(0.1, 0.95) * height + chance.unit() * view.max_scroll
        at = chance.between(view.at + 600, max(view.at + 700, view.left_at - 100))
        view.rests.append((round(at), round(x), round(y)))


def _press_again(view: PageView, first: Click, at: int, chance: Chance) -> Click:
    """The same spot once more, a few pixels off."""
    box = first.element.box
    left, right = box.x * view.stretch, box.right * view.stretch
    x = _inside(first.page_x + chance.normal(0, 2.5), left, right)
    y = _inside(first.client_y + chance.normal(0, 1.5), first.client_y - 4, first.client_y + 4)
    scrolled = first.page_y - first.client_y
    click = Click(at, first.element, round(x), round(y) + scrolled, round(x), round(y))
    view.clicks.append(click)
    return click


def _scroll_to_press(view: PageView, y: float, chance: Chance) -> int:
    """Top of the window when y is pressed: 0 if that shows y, else y is somewhere in the middle."""
    window = view.device.window[1]
    if y < window * 0.92 and (view.max_scroll == 0 or chance.happens(0.75)):
        return 0
    lowest = max(0.0, y - window + 4)
    highest = max(lowest, min(y - STICKY_HEADER, view.max_scroll))
    wanted = y - window * chance.between(0.35, 0.8)
    return round(min(max(wanted, lowest), highest, view.scrollable))


def _aim(element: Element, chance: Chance) -> tuple[float, float]:
    """A point in the box: normal around the middle (around the text of a wide row), clipped."""
    box = element.box
    middle_x, middle_y = box.middle
    spread_x, spread_y = box.width * 0.2, box.height * 0.2
    if element.is_control:
        spread_x, spread_y = min(box.width * 0.15, 20), min(box.height * 0.15, 9)
        middle_x = box.x + 170 if box.width > 420 else middle_x
    x, y = chance.normal(middle_x, spread_x), chance.normal(middle_y, spread_y)
    return _inside(x, box.x, box.right), _inside(y, box.y, box.bottom)


def _inside(value: float, low: float, high: float) -> float:
    return min(max(value, low + 2), high - 2)
