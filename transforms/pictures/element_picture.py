"""The picture of a page's elements: their boxes in colours of how often they are clicked, and a
list beside them; the list alone where no place is known.

What to put here: where boxes, ranks and bars are drawn. What not to: the words
(`element_wording.py`).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from transforms.heat.element_map import Element, ElementMap
from transforms.pictures import element_wording as wording
from transforms.pictures import palette
from transforms.pictures.badges import Spot, placed
from transforms.pictures.canvas import Box, Canvas, Ink
from transforms.pictures.heading import EDGE, Heading, footer, header, middles
from transforms.pictures.lettering import Style, cleaned, width_px, without_middle
from transforms.pictures.page_panel import draw_cut
from transforms.pictures.page_picture import TRIES, Frame, framed, page_greys
from transforms.pictures.panels import draw_chip
from transforms.pictures.png import (
    MAX_PNG_BYTES,
    THUMB_SIZE,
    data_uri,
    days_of,
    described,
    encoded,
)

LIST_PX: Final = 460
"""Width of the list beside a page."""

ALONE_PX: Final = 720
"""Width of a list without a page."""

_POINT_PX: Final = 13
"""Half the edge of the box, drawn px, of an element whose size is not known."""

_ROW_PX: Final = 24
_BADGE_HEIGHT: Final = 15
_SMALL: Final = Style(10)
_BODY: Final = Style(11)
_BOLD: Final = Style(11, is_bold=True)
_RANK: Final = Style(10, is_bold=True)


@dataclass(frozen=True)
class _Sheet:
    """An element map whose place is known, as something that a page can be framed for."""

    reference_width_px: int
    page_height_px: int


def element_map_png(element_map: ElementMap) -> bytes:
    """The whole picture, a PNG of 256 colours with the text chunks that click maps have."""
    for greys, longest_px in TRIES:
        body = _body(element_map, greys=greys, longest_px=longest_px)
        width = body.shape[1]
        head = header(_heading(element_map), width=width).numbers
        foot = footer(wording.footnotes(element_map), width=width).numbers
        image = palette.picture(np.vstack([head, body, foot]), palette.colours_of_areas())
        png = encoded(image, described(element_map.title, _meta(element_map)))
        if len(png) <= MAX_PNG_BYTES:
            break
    return png


def element_thumbnail(element_map: ElementMap) -> str:
    """The top of the page with its boxes, or of the list, 240 x 300 px, as a data URI."""
    width, height = THUMB_SIZE
    if element_map.reference_width_px is None:
        part = _small_list(element_map, width=width)[:height]
    else:
        sheet = _Sheet(element_map.reference_width_px, element_map.page_height_px)
        frame = framed(sheet, width=width)
        part = _boxes(element_map, frame, greys=4)[:height]
    numbers = np.full((height, width), palette.MARGIN, dtype=np.uint8)
    numbers[: len(part)] = part
    return data_uri(palette.picture(numbers, palette.colours_of_areas()))


def _body(element_map: ElementMap, *, greys: int, longest_px: int) -> NDArray[np.uint8]:
    if element_map.reference_width_px is None:
        return _list(element_map, width=ALONE_PX).numbers
    sheet = _Sheet(element_map.reference_width_px, element_map.page_height_px)
    frame = framed(sheet, longest_px=longest_px)
    page = _panel(element_map, frame, greys=greys)
    beside = _list(element_map, width=LIST_PX)
    canvas = Canvas(frame.width + LIST_PX, max(frame.height, len(beside.numbers)))
    canvas.paste(0, 0, page.numbers)
    canvas.paste(frame.width, 0, beside.numbers)
    canvas.fill(Box(frame.width, 0, frame.width + 1, frame.height), palette.HAIRLINE)
    return canvas.numbers


def _heading(element_map: ElementMap) -> Heading:
    return Heading(
        title=element_map.title,
        subtitle=wording.subtitle(element_map),
        figures=wording.key_figures(element_map),
        legend=wording.legend(element_map),
        swatches=_level(middles() ** 2) * np.uint8(palette.GREYS) + np.uint8(palette.WHITE),
        amount=lambda share: wording.rate(share**2 * element_map.scale_maximum, element_map),
        warnings=wording.warnings(element_map),
    )


def _meta(element_map: ElementMap) -> dict[str, object]:
    return {
        "kind": element_map.kind,
        "date": element_map.date.isoformat(),
        "title": cleaned(element_map.title),
        "segment": cleaned(element_map.segment),
        "band": cleaned(element_map.band),
        "reference_width_px": element_map.reference_width_px,
        "page_height_px": element_map.page_height_px,
        "fold_px": element_map.fold_px,
        "page_views": element_map.page_views,
        "element_count": element_map.element_count,
        "scale_maximum": element_map.scale_maximum,
        "grid_id": element_map.grid_id,
        **days_of(element_map.span),
    }


def _level(share: NDArray[np.float64] | float) -> NDArray[np.uint8]:
    """The colour of a share of the scale, 0 to 1: never none, for what is listed was clicked."""
    root = np.sqrt(np.clip(share, 0, 1))
    return np.maximum(np.floor(root * (palette.HEATS - 1) + 0.5), 1).astype(np.uint8)


def _box(element: Element, frame: Frame) -> Box | None:
    """Where an element lies on the picture; None where that is not known or not drawn."""
    if element.x_px is None or element.y_px is None:
        return None
    x, y = frame.px(element.x_px), frame.px(element.y_px)
    wide = frame.px(element.width_px / 2) if element.width_px else _POINT_PX
    high = frame.px(element.height_px / 2) if element.height_px else _POINT_PX
    if element.width_px and element.left_px is not None:
        x = frame.px(element.left_px + element.width_px / 2)
    if element.height_px and element.top_px is not None:
        y = frame.px(element.top_px + element.height_px / 2)
    box = Box(
        max(x - wide, 0),
        max(y - high, 0),
        min(x + wide + 1, frame.width),
        min(y + high + 1, frame.height),
    )
    return box if box.left < box.right - 2 and box.top < box.bottom - 2 else None


def _drawn(element_map: ElementMap, frame: Frame) -> list[tuple[Element, Box]]:
    """The elements that have a place on the picture, the largest first: those in it lie on it."""
    found = [(one, box) for one in element_map.elements if (box := _box(one, frame))]
    return sorted(found, key=lambda pair: -_area(pair[1]))


def _area(box: Box) -> int:
    return (box.right - box.left) * (box.bottom - box.top)


def _boxes(element_map: ElementMap, frame: Frame, *, greys: int) -> NDArray[np.uint8]:
    """Colour numbers of the page with its boxes, shape (frame.height, frame.width)."""
    page = page_greys(element_map.screenshot, frame.width, frame.height)
    if page is None:
        page = np.full((frame.height, frame.width), palette.WHITE, dtype=np.uint8)
    elif greys < palette.GREYS:
        page = palette.coarser(palette.GREYS, greys)[page]
    numbers = page.copy()
    for element, box in _drawn(element_map, frame):
        area = slice(box.top, box.bottom), slice(box.left, box.right)
        level = _level(element.rate / element_map.scale_maximum)
        numbers[area] = page[area] + level * np.uint8(palette.GREYS)
    return numbers


def _panel(element_map: ElementMap, frame: Frame, *, greys: int) -> Canvas:
    """The page with boxes, their outlines and ranks, and the fold."""
    canvas = Canvas(frame.width, frame.height)
    canvas.paste(0, 0, _boxes(element_map, frame, greys=greys))
    ink = palette.INKS.stop - 1
    drawn = _drawn(element_map, frame)
    for element, box in drawn:
        outline = canvas.outline if element.width_px else canvas.dotted_outline
        outline(box, ink)
    taken = _draw_fold(canvas, element_map, frame)
    if frame.is_cut:
        taken.append(draw_cut(canvas, frame))
    by_rank = sorted(drawn, key=lambda pair: pair[0].rank)
    spots = [
        Spot(box.left, box.top, width_px(f"{element.rank}", _RANK) + 8, _BADGE_HEIGHT)
        for element, box in by_rank
    ]
    badges = placed(spots, width=frame.width, height=frame.height, taken=taken)
    for (element, _), badge in zip(by_rank, badges, strict=True):
        if badge:
            canvas.fill(badge, palette.ACCENTS.stop - 1)
            canvas.text(badge.left + 4, badge.top + 1, f"{element.rank}", _RANK, Ink.REVERSED)
    return canvas


def _draw_fold(canvas: Canvas, element_map: ElementMap, frame: Frame) -> list[Box]:
    fold = element_map.fold_px
    if not fold or fold >= frame.shown_height_px:
        return []
    y, words = frame.px(fold), f"median fold {fold:,} px"
    canvas.dashes(y, right=frame.width, number=palette.ACCENTS.stop - 1)
    width = width_px(words, _RANK) + 10
    box = Box(frame.width - width - 6, y + 3, frame.width - 6, y + 19)
    canvas.fill(box, palette.MARGIN)
    canvas.text(box.left + 5, box.top + 2, words, _RANK, Ink.ACCENT)
    return [box]


def _list(element_map: ElementMap, *, width: int) -> Canvas:
    """The elements by rank: label, a bar in the colour of its box, and their figures."""
    canvas = Canvas(width, _ROW_PX * (len(element_map.elements) + 2))
    columns = _columns(element_map, right=width - EDGE)
    for title, right, _ in columns:
        canvas.text_to(right, 14, title, _SMALL, Ink.MUTED)
    bar_right = columns[0][1] - 52
    bar_left = bar_right - (bar_right - EDGE) // 4
    for number, element in enumerate(element_map.elements):
        y = _ROW_PX * (number + 1) + 8
        draw_chip(canvas, Box(EDGE, y, EDGE + 22, y + 16), element.rank, is_drawn=True)
        notes = ", ".join(wording.notes_of(element, element_map))
        room = bar_left - 8 - EDGE - 30 - (width_px(notes, _SMALL) + 8 if notes else 0)
        label = without_middle(element.label, _BODY, limit_px=room)
        end = canvas.text(EDGE + 30, y + 1, label, _BODY)
        canvas.text(end + 8, y + 2, notes, _SMALL, Ink.MUTED)
        _draw_bar(canvas, Box(bar_left, y + 3, bar_right, y + 13), element, element_map)
        for style, (_, right, words) in zip([_BOLD, _BODY, _BODY, _BODY], columns, strict=False):
            canvas.text_to(right, y + 1, words[number], style)
    return canvas


def _columns(element_map: ElementMap, *, right: int) -> list[tuple[str, int, list[str]]]:
    """Title, right edge and words of each column of figures, the rate first."""
    elements = element_map.elements
    columns = [
        (wording.rate_title(element_map), [wording.rate(e.rate, element_map) for e in elements]),
        (wording.clicks_title(element_map), [f"{element.clicks:,}" for element in elements]),
        ("people", [f"{element.users:,}" for element in elements]),
    ]
    if any(element.seen is not None for element in elements):
        columns.append(("seen", [wording.seen(element) for element in elements]))
    rights = range(right - 50 * (len(columns) - 1), right + 1, 50)
    return [(title, at, words) for (title, words), at in zip(columns, rights, strict=True)]


def _draw_bar(canvas: Canvas, box: Box, element: Element, element_map: ElementMap) -> None:
    share = element.rate / element_map.scale_maximum
    length = max(1, round((box.right - box.left) * share))
    colour = int(_level(share)) * palette.GREYS + palette.WHITE
    canvas.fill(box._replace(right=box.left + length), colour)


def _small_list(element_map: ElementMap, *, width: int) -> NDArray[np.uint8]:
    """Labels, each above its bar."""
    canvas = Canvas(width, 30 * len(element_map.elements) + 8)
    for number, element in enumerate(element_map.elements):
        y = 30 * number + 6
        label = without_middle(element.label, _BODY, limit_px=width - 16)
        canvas.text(8, y, label, _BODY)
        _draw_bar(canvas, Box(8, y + 16, width - 8, y + 24), element, element_map)
    return canvas.numbers
