"""Header, list of elements and footer of a picture.

What to put here: how the words and figures around the page are laid out. What not to: the page
(`page_panel.py`) and the wording (`wording.py`).
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from transforms.heat.click_map import ClickMap, RankedElement
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
from transforms.pictures.page_picture import Frame, place
from transforms.pictures.wording import footnotes, key_figures, legend, percent, subtitle, warnings

MAX_LISTED: Final = 10

_EDGE: Final = 14
_TITLE: Final = Style(19, is_bold=True)
_SUBTITLE: Final = Style(12)
_FIGURE: Final = Style(17, is_bold=True)
_SMALL: Final = Style(10)
_BODY: Final = Style(11)
_BOLD: Final = Style(11, is_bold=True)
_TALLEST: Final = 700
_SWATCHES_PX: Final = 216
_WARNING: Final = Style(16, is_bold=True)


def header(click_map: ClickMap, *, width: int) -> Canvas:
    """Title, date and segment, key figures and legend; narrow pictures wrap."""
    canvas = Canvas(width, _TALLEST)
    limit = width - 2 * _EDGE
    canvas.text(_EDGE, 12, without_middle(click_map.title, _TITLE, limit_px=limit), _TITLE)
    y = 39
    for line in wrapped(subtitle(click_map), _SUBTITLE, limit_px=limit, joint=" · "):
        canvas.text(_EDGE, y, line, _SUBTITLE, Ink.MUTED)
        y += 18
    for warning in warnings(click_map):
        for line in wrapped(warning.split(" "), _WARNING, limit_px=limit, joint=" "):
            canvas.text(_EDGE, y, line, _WARNING, Ink.ACCENT)
            y += 22
    legend_width = max(_SWATCHES_PX, width_px(legend(click_map), _SMALL))
    right, bottom = _draw_figures(canvas, click_map, top=y + 4, limit=limit)
    if right + 24 + legend_width <= width - _EDGE:
        _draw_legend(canvas, click_map, left=width - _EDGE - legend_width, top=bottom - 44)
    else:
        _draw_legend(canvas, click_map, left=_EDGE, top=bottom + 6)
        bottom += 56
    canvas.fill(Box(0, bottom + 7, width, bottom + 8), palette.HAIRLINE)
    canvas.numbers = canvas.numbers[: bottom + 8]
    return canvas


def _draw_figures(canvas: Canvas, click_map: ClickMap, *, top: int, limit: int) -> tuple[int, int]:
    """Number above label, side by side; returns the right edge and the bottom."""
    x, widest = _EDGE, _EDGE
    for number, name in key_figures(click_map):
        number = shortened(number, _FIGURE, limit_px=limit)
        width = max(width_px(number, _FIGURE), width_px(name, _SMALL))
        if x > _EDGE and x + width > _EDGE + limit:
            x, top = _EDGE, top + 44
        canvas.text(x, top, number, _FIGURE)
        canvas.text(x, top + 22, name, _SMALL, Ink.MUTED)
        widest = max(widest, x + width)
        x += width + 22
    return widest, top + 36


def _draw_legend(canvas: Canvas, click_map: ClickMap, *, left: int, top: int) -> None:
    """The colours of the page, and the density of each."""
    canvas.text(left, top, legend(click_map), _SMALL, Ink.MUTED)
    maximum = click_map.scale_maximum
    share = (np.arange(_SWATCHES_PX) + 0.5) / _SWATCHES_PX
    heat = palette.heat(share**2 * maximum, maximum=maximum)
    numbers = palette.levels()[heat] + np.uint8(palette.WHITE)
    bar = Box(left, top + 15, left + _SWATCHES_PX, top + 30)
    canvas.paste(bar.left, bar.top, np.tile(numbers, (bar.bottom - bar.top, 1)))
    canvas.outline(bar, palette.HAIRLINE)
    for start, words in _legend_ticks(maximum * 1000 / (click_map.page_views or 1000)):
        canvas.text(left + start, top + 32, words, _SMALL, Ink.MUTED)


def _legend_ticks(maximum: float) -> list[tuple[int, str]]:
    """Left edge and number of as many ticks as fit beside each other."""
    for count in (4, 2, 1):
        ticks = []
        for tick in range(count + 1):
            words = _amount(maximum * (tick / count) ** 2) + ("+" if tick == count else "")
            width = width_px(words, _SMALL)
            middle = _SWATCHES_PX * tick // count
            ticks.append((min(max(middle - width // 2, 0), _SWATCHES_PX - width), words))
        ends = [start + width_px(words, _SMALL) + 8 for start, words in ticks]
        if all(end <= start for end, (start, _) in zip(ends, ticks[1:], strict=False)):
            break
    return ticks


def _amount(density: float) -> str:
    """A density with as many digits as it deserves."""
    if density == 0 or density >= 9.95:
        return f"{density:,.0f}"
    return f"{density:.1f}" if density >= 0.095 else f"{density:.2f}"


def ranking(click_map: ClickMap, frame: Frame, *, width: int) -> Canvas:
    """The most clicked elements: rank, label, a bar, clicks and share."""
    canvas = Canvas(width, _TALLEST)
    canvas.fill(Box(0, 0, width, 1), palette.HAIRLINE)
    if not click_map.elements:
        canvas.numbers = canvas.numbers[:1]
        return canvas
    listed = click_map.elements[:MAX_LISTED]
    drawn = [place(element, click_map, frame) is not None for element in listed]
    has_places = any(element.x_px is not None for element in listed)
    title_end = canvas.text(_EDGE, 12, "Most clicked elements", Style(13, is_bold=True))
    if not has_places:
        canvas.text(title_end + 8, 14, "places unknown", _SMALL, Ink.MUTED)
    for words, right in (("clicks", width - 72), ("share", width - _EDGE)):
        canvas.text_to(right, 14, words, _SMALL, Ink.MUTED)
    y = 36
    for element, is_drawn in zip(click_map.elements, drawn, strict=False):
        row = Box(_EDGE, y, width - _EDGE, y + 16)
        notes = ["fixed"] * element.is_fixed
        if has_places and not is_drawn:
            notes.append("place unknown" if element.x_px is None else "no heat at its place")
        longest = click_map.elements[0].share
        _draw_row(canvas, element, row, notes, longest=longest, is_drawn=is_drawn)
        y += 22
    if (more := len(click_map.elements) - MAX_LISTED) > 0:
        canvas.text(_EDGE, y, f"and {more:,} more", _SMALL, Ink.MUTED)
        y += 18
    canvas.fill(Box(0, y + 7, width, y + 8), palette.HAIRLINE)
    canvas.numbers = canvas.numbers[: y + 8]
    return canvas


def _draw_row(
    canvas: Canvas,
    element: RankedElement,
    row: Box,
    notes: Sequence[str],
    *,
    longest: float,
    is_drawn: bool,
) -> None:
    accent = palette.ACCENTS.stop - 1
    _draw_chip(canvas, row._replace(right=row.left + 22), element.rank, is_drawn=is_drawn)
    bar_right = row.right - 126
    bar = max(40, min(160, (bar_right - 60) // 3))
    x = row.left + 32
    limit = bar_right - bar - 96 - x
    x = canvas.text(x, row.top + 1, shortened(element.label, _BODY, limit_px=limit), _BODY)
    if notes:
        canvas.text(x + 8, row.top + 2, ", ".join(notes), _SMALL, Ink.MUTED)
    length = round(bar * min(1, element.share / longest)) if longest > 0 else 0
    left = bar_right - bar
    canvas.fill(Box(left, row.top + 4, left + length, row.bottom - 4), accent)
    canvas.text_to(row.right - 58, row.top + 1, f"{element.clicks:,}", _BODY)
    canvas.text_to(row.right, row.top + 1, percent(element.share), _BOLD)


def _draw_chip(canvas: Canvas, box: Box, rank: int, *, is_drawn: bool) -> None:
    """The rank: as on the page, or hollow when it has no badge there."""
    accent = palette.ACCENTS.stop - 1
    canvas.fill(box, accent if is_drawn else palette.MARGIN)
    canvas.outline(box, accent)
    words = f"{rank}"
    left = (box.left + box.right - width_px(words, _BOLD)) // 2
    canvas.text(left, box.top + 1, words, _BOLD, Ink.REVERSED if is_drawn else Ink.ACCENT)


def footer(click_map: ClickMap, *, width: int) -> Canvas:
    """How the picture was made and what it does not show, in as many lines as it needs."""
    # The dot stays with the word before it.
    words = "\u00a0· ".join(cleaned(note) for note in footnotes(click_map)).split(" ")
    lines = wrapped(words, _SMALL, limit_px=width - 2 * _EDGE, joint=" ")
    canvas = Canvas(width, 16 * len(lines) + 18)
    for number, line in enumerate(lines):
        canvas.text(_EDGE, 9 + 16 * number, line, _SMALL, Ink.MUTED)
    return canvas
