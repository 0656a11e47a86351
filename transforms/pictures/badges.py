"""Badges: where the numbers of the most clicked elements go, so that none lies on another.

What to put here: the search for free places. What not to: how a badge looks (`page_panel.py`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Final

from transforms.pictures.canvas import Box

GAP_PX: Final = 2
"""Least distance between two badges."""

SAME_SPOT_PX: Final = 5
"""Elements this near to each other share a badge."""

_DIRECTIONS: Final = tuple(
    (round(1000 * cos(step * pi / 12)), round(1000 * sin(step * pi / 12))) for step in range(24)
)
"""Thousandths to the right and up: whole numbers, so that every machine finds the same places."""

_RING_PX: Final = 12


@dataclass(frozen=True)
class Spot:
    """A place that needs a badge of the given size: x and y in px of the page as drawn."""

    x: int
    y: int
    width: int
    height: int


def placed(
    spots: Sequence[Spot], *, width: int, height: int, taken: Sequence[Box] = ()
) -> list[Box | None]:
    """A free box for each spot, near it, inside of the page; None where the page is full.

    Earlier spots choose first. No two boxes overlap, nor does one overlap what is `taken`.

    >>> placed([Spot(50, 50, 30, 14), Spot(50, 50, 30, 14)], width=200, height=200)
    [Box(left=58, top=30, right=88, bottom=44), Box(left=58, top=56, right=88, bottom=70)]
    """
    occupied = list(taken)
    boxes: list[Box | None] = []
    for spot in spots:
        box = _free_box(spot, width=width, height=height, occupied=occupied)
        boxes.append(box)
        if box:
            occupied.append(_grown(box))
    return boxes


def grouped(points: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Indices of points that are too near to each other for two badges, first point first.

    >>> grouped([(10, 10), (90, 10), (12, 11)])
    [[0, 2], [1]]
    """
    groups: list[list[int]] = []
    for index, (x, y) in enumerate(points):
        for group in groups:
            near_x, near_y = points[group[0]]
            if max(abs(x - near_x), abs(y - near_y)) <= SAME_SPOT_PX:
                group.append(index)
                break
        else:
            groups.append([index])
    return groups


def _free_box(spot: Spot, *, width: int, height: int, occupied: Sequence[Box]) -> Box | None:
    if spot.width > width or spot.height > height:
        return None
    for left, top in _candidates(spot, reach=max(width, height)):
        left = min(max(left, 0), width - spot.width)
        top = min(max(top, 0), height - spot.height)
        box = Box(left, top, left + spot.width, top + spot.height)
        if not any(box.overlaps(other) for other in occupied):
            return box
    return None


def _candidates(spot: Spot, *, reach: int) -> Iterator[tuple[int, int]]:
    """Left and top: the four corners beside the spot first, then wider and wider rings."""
    for left in (spot.x + 8, spot.x - 8 - spot.width):
        for top in (spot.y - 6 - spot.height, spot.y + 6):
            yield left, top
    for ring in range(1, reach // _RING_PX + 2):
        for right, up in _DIRECTIONS:
            x = spot.x + right * (2 * ring * _RING_PX + spot.width) // 2000
            y = spot.y - up * (2 * ring * _RING_PX + spot.height) // 2000
            yield x - spot.width // 2, y - spot.height // 2


def _grown(box: Box) -> Box:
    return Box(box.left - GAP_PX, box.top - GAP_PX, box.right + GAP_PX, box.bottom + GAP_PX)
