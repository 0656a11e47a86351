"""The head of a click map, and the list of its elements.

What to put here: what stands above and below the page. What not to: the page (`page_panel.py`), the
wording (`wording.py`), and what heads of all kinds have in common (`heading.py`).
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from transforms.heat.click_map import ClickMap, RankedElement
from transforms.pictures import palette
from transforms.pictures.canvas import Box, Canvas, Ink
from transforms.pictures.heading import EDGE, Heading, middles
from transforms.pictures.lettering import Style, shortened, width_px
from transforms.pictures.page_picture import Frame, heat_of, place
from transforms.pictures.wording import (
    density_words,
    key_figures,
    legend,
    percent,
    subtitle,
    views_of_legend,
    warnings,
)

MAX_LISTED: Final = 10

_SMALL: Final = Style(10)
_BODY: Final = Style(11)
_BOLD: Final = Style(11, is_bold=True)
_TALLEST: Final = 700


def heading(click_map: ClickMap) -> Heading:
    """What the head of a click map says."""
    maximum = click_map.scale_maximum
    heat = heat_of(middles() ** 2 * maximum, click_map)
    per = views_of_legend(click_map)
    top = maximum * per / (click_map.page_views or per)
    return Heading(
        title=click_map.title,
        subtitle=subtitle(click_map),
        figures=key_figures(click_map),
        legend=legend(click_map),
        swatches=palette.levels()[heat] + np.uint8(palette.WHITE),
        amount=lambda share: density_words(top * share**2) + "+" * (share == 1),
        warnings=warnings(click_map),
    )


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
    title_end = canvas.text(EDGE, 12, "Most clicked elements", Style(13, is_bold=True))
    if not has_places:
        canvas.text(title_end + 8, 14, "places unknown", _SMALL, Ink.MUTED)
    for words, right in (("clicks", width - 72), ("share", width - EDGE)):
        canvas.text_to(right, 14, words, _SMALL, Ink.MUTED)
    y = 36
    for element, is_drawn in zip(click_map.elements, drawn, strict=False):
        row = Box(EDGE, y, width - EDGE, y + 16)
        notes = ["fixed"] * element.is_fixed
        if has_places and not is_drawn:
            notes.append("place unknown" if element.x_px is None else "no heat at its place")
        longest = click_map.elements[0].share
        _draw_row(canvas, element, row, notes, longest=longest, is_drawn=is_drawn)
        y += 22
    if (more := len(click_map.elements) - MAX_LISTED) > 0:
        canvas.text(EDGE, y, f"and {more:,} more", _SMALL, Ink.MUTED)
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
    draw_chip(canvas, row._replace(right=row.left + 22), element.rank, is_drawn=is_drawn)
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


def draw_chip(canvas: Canvas, box: Box, rank: int, *, is_drawn: bool) -> None:
    """The rank: as on the page, or hollow when it has no badge there."""
    accent = palette.ACCENTS.stop - 1
    canvas.fill(box, accent if is_drawn else palette.MARGIN)
    canvas.outline(box, accent)
    words = f"{rank}"
    left = (box.left + box.right - width_px(words, _BOLD)) // 2
    canvas.text(left, box.top + 1, words, _BOLD, Ink.REVERSED if is_drawn else Ink.ACCENT)
