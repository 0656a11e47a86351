"""What people press in a page view: the weights of `habits.py` applied to the elements in view."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import cache

from orchestration.demo.chance import Chance, Weighted
from orchestration.demo.habits import HABITS
from orchestration.demo.layouts import Element, Layout
from orchestration.demo.page_views import PageView

FADE = 0.75  # each element of a family is that much less popular than the one before

Choices = Weighted[tuple[str, Element]]  # with the key in `habits.py` that means the element


def action(view: PageView, chance: Chance) -> Element | None:
    """Something in view that people press and that keeps them here."""
    _, element = _in_view(view, _actions(view.layout), chance, tries=5)
    return element


def text_or_picture(view: PageView, chance: Chance) -> Element | None:
    """Something in view that is no control, though some press it."""
    _, element = _in_view(view, _texts_and_pictures(view.layout), chance, tries=4)
    return element


def way_out(view: PageView, chance: Chance) -> tuple[Element, str] | None:
    """A link in view, with the page template it leads to."""
    key, link = _in_view(view, _exits(view.layout), chance, tries=8)
    return (link, HABITS[view.layout.page].exits[key][1]) if link else None


def _in_view(
    view: PageView, choices: Choices, chance: Chance, *, tries: int
) -> tuple[str, Element | None]:
    for _ in range(tries if choices.items else 0):
        key, element = chance.weighted(choices)
        if view.sees(element):
            return key, element
    return "", None


@cache
def _actions(layout: Layout) -> Choices:
    return _choices(layout, HABITS[layout.page].actions)


@cache
def _exits(layout: Layout) -> Choices:
    exits = HABITS[layout.page].exits
    return _choices(layout, {key: weight for key, (weight, _) in exits.items()})


@cache
def _texts_and_pictures(layout: Layout) -> Choices:
    """What is no control; the larger, the more is pressed on it."""
    others = (element for element in layout.elements.values() if not element.is_control)
    return Weighted({("", other): (other.box.width * other.box.height) ** 0.5 for other in others})


def _choices(layout: Layout, weights: Mapping[str, float]) -> Choices:
    """The elements that the keys mean; a family shares the weight of its key."""
    shares: dict[tuple[str, Element], float] = {}
    for key, weight in weights.items():
        family = [element for name, element in layout.elements.items() if fnmatchcase(name, key)]
        parts = [FADE**index for index in range(len(family))]
        for element, part in zip(family, parts, strict=True):
            shares[key, element] = weight * part / sum(parts)
    return Weighted(shares)
