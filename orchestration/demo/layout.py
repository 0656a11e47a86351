"""What a page of the demo product is made of: marks that are drawn, elements that are clicked.

Both come from one definition (see `builder.py`), so that a click lies on the button of the picture.
All lengths are CSS pixels at the band's own width; a wider or narrower viewport stretches x only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle in document pixels; viewport pixels when its element is fixed."""

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

    def inset(self, by: float) -> Box:
        """The rectangle that lies `by` px inside this one."""
        return Box(self.x + by, self.y + by, self.width - 2 * by, self.height - 2 * by)


@dataclass(frozen=True)
class Band:
    """A viewport band of DEFINITIONS.md with the width its pages are drawn at."""

    name: str
    width: int


PHONE, TABLET = Band("phone", 390), Band("tablet", 820)
DESKTOP, WIDE = Band("desktop", 1440), Band("wide", 1920)
BANDS = (PHONE, TABLET, DESKTOP, WIDE)


@dataclass(frozen=True, eq=False)  # compared and cached as the object it is
class Node:
    """One node of the document, as an autocapturing SDK describes it."""

    tag: str
    classes: tuple[str, ...] = ()
    element_id: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    text: str = ""
    nth_child: int = 1
    nth_of_type: int = 1


@dataclass(frozen=True, eq=False)
class Element:
    """Something people aim at. `ancestors` run from the parent outwards to `body`."""

    key: str
    box: Box
    node: Node
    ancestors: tuple[Node, ...]
    is_fixed: bool
    is_interactive: bool


@dataclass(frozen=True)
class Panel:
    """A filled and outlined rectangle; an empty colour draws nothing."""

    box: Box
    fill: str
    outline: str = ""
    radius: float = 0


@dataclass(frozen=True)
class Label:
    """One line of text at (x, y); `anchor` is Pillow's."""

    x: float
    y: float
    text: str
    size: int
    colour: str
    is_bold: bool = False
    anchor: str = "la"


@dataclass(frozen=True)
class Curve:
    """A poly-line; with a `fill` the area down to `baseline` is filled too."""

    points: tuple[tuple[float, float], ...]
    colour: str
    width: float = 2
    fill: str = ""
    baseline: float = 0


Mark = Panel | Label | Curve


@dataclass(frozen=True, eq=False)
class Layout:
    """One page at one band: `page` is the URL template, `height` that of the document."""

    page: str
    title: str
    band: Band
    height: int
    background: str
    marks: tuple[Mark, ...]
    elements: Mapping[str, Element] = field(default_factory=dict)
