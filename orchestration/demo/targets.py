"""What on a page is worth pressing: the weights of `habits.py` applied to the elements in view."""

from __future__ import annotations

from functools import cache
from itertools import accumulate

from orchestration.demo.chance import Chance
from orchestration.demo.habits import HABITS
from orchestration.demo.layout import Element, Layout
from orchestration.demo.page_views import PageView

FADE = 0.75  # each member of a family is that much less popular than the one before


def action(view: PageView, chance: Chance) -> Element | None:
    """Something in view that people press and that keeps them here."""
    elements, weights = _actions(view.layout)
    for _ in range(5):
        element = chance.weighted(elements, weights)
        if view.sees(element):
            return element
    return None


def way_out(view: PageView, chance: Chance) -> tuple[Element, str] | None:
    """A link in view, with the page template it leads to."""
    exits, weights = _exits(view.layout)
    for _ in range(8 if exits else 0):
        element, target = chance.weighted(exits, weights)
        if view.sees(element):
            return element, target
    return None


def plain(view: PageView, chance: Chance) -> Element | None:
    """Text or a picture in view: nothing to press, though some do."""
    elements, weights = _plain(view.layout)
    for _ in range(4 if elements else 0):
        element = chance.weighted(elements, weights)
        if view.sees(element):
            return element
    return None


def family(layout: Layout, pattern: str) -> list[Element]:
    """The elements meant by a key, or by a key ending in `*`, in reading order."""
    if not pattern.endswith("*"):
        return [layout.elements[pattern]] if pattern in layout.elements else []
    return [layout.elements[key] for key in layout.elements if key.startswith(pattern[:-1])]


def _shares(layout: Layout, pattern: str, weight: float) -> list[tuple[Element, float]]:
    elements = family(layout, pattern)
    parts = [FADE**index for index in range(len(elements))]
    return [
        (element, weight * part / sum(parts)) for element, part in zip(elements, parts, strict=True)
    ]


@cache
def _plain(layout: Layout) -> tuple[list[Element], list[float]]:
    """What is no control; the larger, the more is pressed on it."""
    elements = [element for element in layout.elements.values() if not element.is_interactive]
    sizes = ((element.box.width * element.box.height) ** 0.5 for element in elements)
    return elements, list(accumulate(sizes))


@cache
def _actions(layout: Layout) -> tuple[list[Element], list[float]]:
    pairs = [
        pair
        for pattern, weight in HABITS[layout.page].actions.items()
        for pair in _shares(layout, pattern, weight)
    ]
    return [element for element, _ in pairs], list(accumulate(weight for _, weight in pairs))


@cache
def _exits(layout: Layout) -> tuple[list[tuple[Element, str]], list[float]]:
    pairs = [
        ((element, target), share)
        for pattern, (weight, target) in HABITS[layout.page].exits.items()
        for element, share in _shares(layout, pattern, weight)
    ]
    return [pair for pair, _ in pairs], list(accumulate(weight for _, weight in pairs))
