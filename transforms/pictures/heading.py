"""The head and the foot of a picture of any kind: title, key figures, legend; footnotes.

What to put here: how they are laid out. What not to: what they say of a kind of picture.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from transforms.pictures import palette
from transforms.pictures.canvas import Box, Canvas, Ink
from transforms.pictures.lettering import (
    Style,
    cleaned,
    shortened,
    width_px,
    without_middle,
    wrapped,
)

EDGE: Final = 14
"""Room at the left and the right, px."""

SWATCHES_PX: Final = 216
"""Width of the legend's colours."""

SUBTITLE: Final = Style(12)
"""The letters of what a picture is of."""

_TITLE: Final = Style(19, is_bold=True)
_FIGURE: Final = Style(17, is_bold=True)
_SMALL: Final = Style(10)
_TALLEST: Final = 700
_WARNING: Final = Style(16, is_bold=True)


@dataclass(frozen=True, kw_only=True)
class Heading:
    """What the head of a picture says.

    Attributes:
        title: the headline.
        subtitle: what the picture is of, in parts.
        figures: number and label of each key figure.
        legend: the unit of the colours.
        swatches: colour numbers of the legend from left to right, shape (SWATCHES_PX,).
        amount: the words at a share, 0 to 1, of the legend's width.
        warnings: what a reader must know first.
    """

    title: str
    subtitle: Sequence[str]
    figures: Sequence[tuple[str, str]]
    legend: str
    swatches: NDArray[np.uint8]
    amount: Callable[[float], str]
    warnings: Sequence[str] = ()


def middles() -> NDArray[np.float64]:
    """The share of the legend's width at each of its px."""
    return (np.arange(SWATCHES_PX) + 0.5) / SWATCHES_PX


def header(heading: Heading, *, width: int) -> Canvas:
    """Title, date and segment, key figures and legend; narrow pictures wrap."""
    canvas = Canvas(width, _TALLEST)
    limit = width - 2 * EDGE
    canvas.text(EDGE, 12, without_middle(heading.title, _TITLE, limit_px=limit), _TITLE)
    y = 39
    for line in wrapped(heading.subtitle, SUBTITLE, limit_px=limit, joint=" · "):
        canvas.text(EDGE, y, line, SUBTITLE, Ink.MUTED)
        y += 18
    for warning in heading.warnings:
        for line in wrapped(warning.split(" "), _WARNING, limit_px=limit, joint=" "):
            canvas.text(EDGE, y, line, _WARNING, Ink.ACCENT)
            y += 22
    legend_width = max(SWATCHES_PX, width_px(heading.legend, _SMALL))
    right, bottom = _draw_figures(canvas, heading, top=y + 4, limit=limit)
    if right + 24 + legend_width <= width - EDGE:
        _draw_legend(canvas, heading, left=width - EDGE - legend_width, top=bottom - 44)
    else:
        _draw_legend(canvas, heading, left=EDGE, top=bottom + 6)
        bottom += 56
    canvas.fill(Box(0, bottom + 7, width, bottom + 8), palette.HAIRLINE)
    canvas.numbers = canvas.numbers[: bottom + 8]
    return canvas


def _draw_figures(canvas: Canvas, heading: Heading, *, top: int, limit: int) -> tuple[int, int]:
    """Number above label, side by side; returns the right edge and the bottom."""
    x, widest = EDGE, EDGE
    for number, name in heading.figures:
        number = shortened(number, _FIGURE, limit_px=limit)
        width = max(width_px(number, _FIGURE), width_px(name, _SMALL))
        if x > EDGE and x + width > EDGE + limit:
            x, top = EDGE, top + 44
        canvas.text(x, top, number, _FIGURE)
        canvas.text(x, top + 22, name, _SMALL, Ink.MUTED)
        widest = max(widest, x + width)
        x += width + 22
    return widest, top + 36


def _draw_legend(canvas: Canvas, heading: Heading, *, left: int, top: int) -> None:
    """The colours of the picture, and what each stands for."""
    canvas.text(left, top, heading.legend, _SMALL, Ink.MUTED)
    bar = Box(left, top + 15, left + SWATCHES_PX, top + 30)
    canvas.paste(bar.left, bar.top, np.tile(heading.swatches, (bar.bottom - bar.top, 1)))
    canvas.outline(bar, palette.HAIRLINE)
    for start, words in _legend_ticks(heading.amount):
        canvas.text(left + start, top + 32, words, _SMALL, Ink.MUTED)


def _legend_ticks(amount: Callable[[float], str]) -> list[tuple[int, str]]:
    """Left edge and number of as many ticks as fit beside each other."""
    for count in (4, 2, 1):
        ticks = []
        for tick in range(count + 1):
            words = amount(tick / count)
            width = width_px(words, _SMALL)
            middle = SWATCHES_PX * tick // count
            ticks.append((min(max(middle - width // 2, 0), SWATCHES_PX - width), words))
        ends = [start + width_px(words, _SMALL) + 8 for start, words in ticks]
        if all(end <= start for end, (start, _) in zip(ends, ticks[1:], strict=False)):
            break
    return ticks


def footer(notes: Sequence[str], *, width: int) -> Canvas:
    """How the picture was made and what it does not show, in as many lines as it needs."""
    # The dot stays with the word before it.
    words = "\u00a0· ".join(cleaned(note) for note in notes).split(" ")
    lines = wrapped(words, _SMALL, limit_px=width - 2 * EDGE, joint=" ")
    canvas = Canvas(width, 16 * len(lines) + 18)
    for number, line in enumerate(lines):
        canvas.text(EDGE, 9 + 16 * number, line, _SMALL, Ink.MUTED)
    return canvas
