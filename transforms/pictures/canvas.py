"""A canvas of colour numbers, and the few things that are drawn on it.

What to put here: letters, boxes and lines at given places. What not to: what they say (`panels.py`,
`page_panel.py`) and the colour of each number (`palette.py`).
"""

from enum import Enum
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from transforms.pictures import palette
from transforms.pictures.lettering import Style, mask, width_px

MUTED_SHARE: Final = 0.66


class Ink(Enum):
    """What letters are drawn in, and on which ground."""

    DARK = "dark on white"
    MUTED = "grey on white"
    ACCENT = "accent on white"
    REVERSED = "white on accent"


class Box(NamedTuple):
    """A rectangle in px: left and top in, right and bottom out."""

    left: int
    top: int
    right: int
    bottom: int

    def overlaps(self, other: "Box") -> bool:
        """Whether the two share a px."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def within(self, other: "Box") -> bool:
        """Whether the other one has every px of this."""
        return (
            other.left <= self.left
            and other.top <= self.top
            and self.right <= other.right
            and self.bottom <= other.bottom
        )


class Canvas:
    """Colour numbers of shape (height, width); what falls outside is cut off."""

    def __init__(self, width: int, height: int) -> None:
        self.numbers: NDArray[np.uint8] = np.full((height, width), palette.MARGIN, dtype=np.uint8)

    def fill(self, box: Box, number: int) -> None:
        """Paint a rectangle in one colour."""
        top, left = max(box.top, 0), max(box.left, 0)
        self.numbers[top : max(box.bottom, top), left : max(box.right, left)] = number

    def ink(self, box: Box) -> int:
        """How many px of the page within a rectangle are darker than its ground."""
        part = self.numbers[max(box.top, 0) : box.bottom, max(box.left, 0) : box.right]
        return int((palette.is_ink()[part]).sum())

    def outline(self, box: Box, number: int) -> None:
        """Draw the edge of a rectangle, 1 px inside of it."""
        self.fill(box._replace(bottom=box.top + 1), number)
        self.fill(box._replace(top=box.bottom - 1), number)
        self.fill(box._replace(right=box.left + 1), number)
        self.fill(box._replace(left=box.right - 1), number)

    def dotted_outline(self, box: Box, number: int) -> None:
        """Draw the edge of a rectangle in dots of 2 px."""
        for y in (box.top, box.bottom - 1):
            for first in (box.left, box.left + 1):
                self.numbers[y, first : box.right : 4] = number
        for x in (box.left, box.right - 1):
            for first in (box.top, box.top + 1):
                self.numbers[first : box.bottom : 4, x] = number

    def dashes(self, y: int, *, right: int, number: int) -> None:
        """Draw a dashed line of 2 px from the left edge to `right`, with gaps where it would strike
        letters of the page.
        """
        row = self.numbers[max(y - 1, 0) : y + 1, :right]
        near = palette.is_ink()[self.numbers[max(y - 7, 0) : y + 7, :right]].any(axis=0)
        struck = np.convolve(near, np.ones(9), mode="same") > 0
        row[:, (np.arange(row.shape[1]) % 11 < 7) & ~struck] = number

    def line(self, start: tuple[int, int], end: tuple[int, int], number: int) -> None:
        """Draw a line of 1 px between two (x, y)."""
        steps = max(abs(end[0] - start[0]), abs(end[1] - start[1]), 1) + 1
        x = np.linspace(start[0], end[0], steps).round().astype(np.intp)
        y = np.linspace(start[1], end[1], steps).round().astype(np.intp)
        height, width = self.numbers.shape
        inside = (x >= 0) & (y >= 0) & (x < width) & (y < height)
        self.numbers[y[inside], x[inside]] = number

    def text(self, left: int, top: int, text: str, style: Style, ink: Ink = Ink.DARK) -> int:
        """Draw a cleaned text and return where it ends, px from the left."""
        numbers, drawn = _letters(text, style, ink)
        self.paste(left, top, numbers, drawn)
        return left + width_px(text, style)

    def text_to(self, right: int, top: int, text: str, style: Style, ink: Ink = Ink.DARK) -> None:
        """Draw a cleaned text that ends at `right`."""
        self.text(right - width_px(text, style), top, text, style, ink)

    def text_up(self, left: int, bottom: int, text: str, style: Style, ink: Ink = Ink.DARK) -> None:
        """Draw a cleaned text that begins at `bottom` and is read upwards."""
        numbers, drawn = _letters(text, style, ink)
        self.paste(left, bottom - numbers.shape[1], np.rot90(numbers), np.rot90(drawn))

    def paste(
        self,
        left: int,
        top: int,
        numbers: NDArray[np.uint8],
        drawn: NDArray[np.bool_] | None = None,
    ) -> None:
        """Lay colour numbers over the canvas, all or only those that are `drawn`."""
        height, width = self.numbers.shape
        rows = slice(max(0, -top), max(0, height - top))
        columns = slice(max(0, -left), max(0, width - left))
        source = numbers[rows, columns]
        y, x = max(top, 0), max(left, 0)
        target = self.numbers[y : y + source.shape[0], x : x + source.shape[1]]
        np.copyto(target, source, where=True if drawn is None else drawn[rows, columns])


@lru_cache(maxsize=1024)
def _letters(text: str, style: Style, ink: Ink) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Colour numbers of a text, and which of its px are drawn."""
    coverage = mask(text, style).astype(np.uint16)
    ramp = palette.INKS if ink in (Ink.DARK, Ink.MUTED) else palette.ACCENTS
    darkest = round(len(ramp) * MUTED_SHARE) if ink is Ink.MUTED else len(ramp)
    step = (coverage * darkest + 127) // 255
    drawn = step > 0
    if ink is Ink.REVERSED:
        numbers = np.where(step < darkest, ramp.stop - 1 - step, palette.MARGIN)
    else:
        numbers = ramp.start - 1 + np.maximum(step, 1)
    return numbers.astype(np.uint8), drawn
