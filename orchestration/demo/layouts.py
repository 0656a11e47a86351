"""The product's pages, read from `pages/layouts.json`: their size, and what is where on them.

All lengths are CSS pixels at the width the page was drawn for; a wider or narrower window stretches
x only.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parent / "pages"
APP_HOST = "app.lumen-demo.example"
SITE_HOST = "www.lumen-demo.example"
BANDS = ("phone", "tablet", "desktop", "wide")


class Box(NamedTuple):
    """A rectangle in document pixels; in window pixels when its element is fixed."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """X of the right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Y of the bottom edge."""
        return self.y + self.height

    @property
    def middle(self) -> tuple[float, float]:
        """The point (x, y) in the middle."""
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True, eq=False)  # compared and cached as the object it is
class Node:
    """A node of the document as SDKs see it; `key` is the id and the data-attr of a control."""

    tag: str
    classes: tuple[str, ...] = ()
    nth_child: int = 1
    nth_of_type: int = 1
    key: str = ""
    text: str = ""
    href: str = ""


@dataclass(frozen=True, eq=False)
class Element:
    """Something people press. `nodes` are its own node and its ancestors, innermost first."""

    key: str
    box: Box
    nodes: tuple[Node, ...]
    is_fixed: bool
    is_control: bool

    @property
    def node(self) -> Node:
        """The element's own node."""
        return self.nodes[0]


@dataclass(frozen=True, eq=False)
class Layout:
    """One page at one band: `page` is the URL template, `picture` a file of `pages/`."""

    page: str
    title: str
    band: str
    width: int
    height: int
    picture: str
    elements: Mapping[str, Element]


BODY = Node("body", nth_child=2)
ABOVE = {"body": (BODY,), "main": (Node("main", nth_child=2), BODY)}


def layout_of(page: str, band: str, *, is_released: bool = True) -> Layout:
    """The page as it is after the release, or as it was before."""
    layouts = _layouts()
    return layouts.get((page, band, is_released)) or layouts[page, band, True]


def all_layouts() -> list[Layout]:
    """Every page at every band, as it is after the release."""
    return [layout for (_, _, is_released), layout in _layouts().items() if is_released]


@cache
def _layouts() -> dict[tuple[str, str, bool], Layout]:
    entries = json.loads((FOLDER / "layouts.json").read_text(encoding="utf-8"))
    return {
        (entry["page"], entry["band"], entry.get("is_released", True)): _layout(entry)
        for entry in entries
    }


def _layout(entry: dict[str, Any]) -> Layout:
    return Layout(
        page=entry["page"],
        title=entry["title"],
        band=entry["band"],
        width=entry["width"],
        height=entry["height"],
        picture=entry.get("picture", ""),
        elements={
            element.key: element for part in entry["parts"] for element in _elements_of(part)
        },
    )


def _elements_of(part: dict[str, Any]) -> Iterator[Element]:
    """The elements of a section, header or sidebar; they are its children in this order."""
    above = (
        Node(part["tag"], (part["class"],), part["nth_child"], part["nth_of_type"]),
        *ABOVE[part["parent"]],
    )
    tags: Counter[str] = Counter()
    for number, entry in enumerate(part["elements"], start=1):
        key, tag, is_control = entry["key"], entry["tag"], entry.get("is_control", True)
        tags[tag] += 1
        node = Node(
            tag,
            classes=tuple(entry.get("classes", ())),
            nth_child=number,
            nth_of_type=tags[tag],
            key=key if is_control else "",
            text=entry.get("text", ""),
            href=entry.get("href", ""),
        )
        is_fixed = part.get("is_fixed", False)
        yield Element(key, Box(*entry["box"]), (node, *above), is_fixed, is_control)
