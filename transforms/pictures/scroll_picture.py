"""The picture of a scroll map: the page in colours of how many got there, with fold and attention;
or in colours of how long they stayed.

What to put here: where colours, lines and figures are drawn. What not to: the words around them
(`scroll_wording.py`).
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from transforms.heat.scroll_map import ATTENTION, STEP_PX, ScrollMap
from transforms.pictures import palette
from transforms.pictures import scroll_wording as wording
from transforms.pictures.canvas import Box, Canvas, Ink
from transforms.pictures.heading import Heading, footer, header, middles
from transforms.pictures.lettering import Style, cleaned, width_px
from transforms.pictures.page_panel import draw_cut
from transforms.pictures.page_picture import TRIES, Frame, framed, page_greys
from transforms.pictures.png import MAX_PNG_BYTES, THUMB_SIZE, data_uri, described, encoded
from transforms.pictures.wording import percent

ATTENTION_PX: Final = 84
"""Width of the margin at the right, where depth and attention are written."""

_SMALL: Final = Style(10)
_TINY: Final = Style(9)
_BOLD: Final = Style(10, is_bold=True)
_NARROWEST_THUMB: Final = 60
_APART: Final = 20


def scroll_map_png(scroll_map: ScrollMap) -> bytes:
    """The whole picture, a PNG of 256 colours with the text chunks that click maps have."""
    for greys, longest_px in TRIES:
        frame = framed(scroll_map, longest_px=longest_px)
        page = _panel(scroll_map, frame, greys=greys)
        width = page.numbers.shape[1]
        parts = (
            header(_heading(scroll_map), width=width),
            page,
            footer(wording.footnotes(scroll_map), width=width),
        )
        numbers = np.vstack([part.numbers for part in parts])
        image = palette.picture(numbers, _colours(scroll_map))
        png = encoded(image, described(scroll_map.title, _meta(scroll_map)))
        if len(png) <= MAX_PNG_BYTES:
            break
    return png


def scroll_thumbnail(scroll_map: ScrollMap) -> str:
    """The whole page in its colours, within 240 x 300 px, as a data URI."""
    width, height = THUMB_SIZE
    tall = scroll_map.page_height_px / scroll_map.reference_width_px
    frame = framed(scroll_map, width=round(min(width, max(_NARROWEST_THUMB, height / tall))))
    page = _coloured(scroll_map, frame, greys=4)[:height]
    numbers = np.full((height, width), palette.MARGIN, dtype=np.uint8)
    left = (width - frame.width) // 2
    numbers[: len(page), left : left + frame.width] = page
    return data_uri(palette.picture(numbers, _colours(scroll_map)))


def _colours(scroll_map: ScrollMap) -> NDArray[np.uint8]:
    is_attention = scroll_map.kind == ATTENTION
    return palette.colours_of_areas() if is_attention else palette.colours_of_reach()


def _heading(scroll_map: ScrollMap) -> Heading:
    return Heading(
        title=scroll_map.title,
        subtitle=wording.subtitle(scroll_map),
        figures=wording.key_figures(scroll_map),
        legend=wording.legend(scroll_map),
        swatches=_level(middles()) * np.uint8(palette.GREYS) + np.uint8(palette.WHITE),
        amount=lambda share: wording.amount(share, scroll_map),
        warnings=wording.warnings(scroll_map),
    )


def _meta(scroll_map: ScrollMap) -> dict[str, object]:
    return {
        "kind": scroll_map.kind,
        "date": scroll_map.date.isoformat(),
        "title": cleaned(scroll_map.title),
        "segment": cleaned(scroll_map.segment),
        "band": cleaned(scroll_map.band),
        "reference_width_px": scroll_map.reference_width_px,
        "page_height_px": scroll_map.page_height_px,
        "fold_px": scroll_map.fold_px,
        "step_px": STEP_PX,
        "page_views": scroll_map.page_views,
        "without_scroll": scroll_map.without_scroll,
        "attention_page_views": scroll_map.attention_page_views,
        "grid_id": scroll_map.grid_id,
    }


def _level(share: NDArray[np.float64]) -> NDArray[np.uint8]:
    """The colour of a share, 0 to 1, by equal steps."""
    return np.floor(np.clip(share, 0, 1) * (palette.HEATS - 1) + 0.5).astype(np.uint8)


def _coloured(scroll_map: ScrollMap, frame: Frame, *, greys: int) -> NDArray[np.uint8]:
    """Colour numbers of the page in the colours of its steps, shape (frame.height, frame.width)."""
    page = page_greys(scroll_map.screenshot, frame.width, frame.height)
    if page is None:
        page = np.full((frame.height, frame.width), palette.WHITE, dtype=np.uint8)
    elif greys < palette.GREYS:
        page = palette.coarser(palette.GREYS, greys)[page]
    rate = scroll_map.attention_rate if scroll_map.kind == ATTENTION else scroll_map.reach
    steps = ((np.arange(frame.height) + 0.5) / frame.scale / STEP_PX).astype(np.intp)
    shares = np.zeros(max(int(steps[-1]) + 1, len(scroll_map.reach)))
    if rate is not None:
        shares[: len(rate)] = rate / scroll_map.scale_maximum
    return page + (_level(shares[steps]) * np.uint8(palette.GREYS))[:, None]


def _panel(scroll_map: ScrollMap, frame: Frame, *, greys: int) -> Canvas:
    """The page, lines at round shares, the fold, and attention beside it."""
    canvas = Canvas(frame.width + ATTENTION_PX, frame.height)
    canvas.paste(0, 0, _coloured(scroll_map, frame, greys=greys))
    canvas.fill(Box(frame.width, 0, frame.width + 1, frame.height), palette.HAIRLINE)
    _draw_attention(canvas, scroll_map, frame)
    if scroll_map.kind == ATTENTION:
        _draw_fold(canvas, scroll_map, frame, "of the time below", scroll_map.attention_below_fold)
    else:
        got_there = scroll_map.reach_at(scroll_map.fold_px or 0)
        _draw_fold(canvas, scroll_map, frame, "got below", got_there)
        _draw_lines(canvas, scroll_map, frame)
    if frame.is_cut:
        draw_cut(canvas, frame)
    return canvas


def _draw_lines(canvas: Canvas, scroll_map: ScrollMap, frame: Frame) -> None:
    """Lines where round shares got to, those apart from each other and from the fold, which says
    its own.
    """
    below, fold = -_APART, frame.px(scroll_map.fold_px or -2 * _APART)
    for share in wording.LINES:
        depth = scroll_map.depth_of(share)
        y = None if depth is None else frame.px(depth)
        if y is None or not below + _APART <= y < frame.height - 1 or abs(y - fold) < _APART // 2:
            continue
        _draw_line(canvas, f"{percent(share)} get to this line", y, frame)
        below = y


def _draw_line(canvas: Canvas, words: str, y: int, frame: Frame) -> None:
    ink = palette.INKS.stop - 1
    canvas.fill(Box(0, y, frame.width, y + 1), ink)
    width = width_px(words, _BOLD) + 10
    top = y - 17 if y >= 17 else y + 1
    canvas.fill(Box(6, top, 6 + width, top + 16), palette.MARGIN)
    canvas.text(11, top + 2, words, _BOLD)


def _draw_fold(
    canvas: Canvas, scroll_map: ScrollMap, frame: Frame, meaning: str, share: float | None
) -> None:
    fold = scroll_map.fold_px
    if not fold or fold >= frame.shown_height_px:
        return
    y, accent = frame.px(fold), palette.ACCENTS.stop - 1
    for left in range(0, frame.width, 11):
        canvas.fill(Box(left, y - 1, min(left + 7, frame.width), y + 1), accent)
    words = f"median fold {fold:,} px" + (
        f", {percent(share)} {meaning}" if share is not None else ""
    )
    width = width_px(words, _BOLD) + 10
    box = Box(frame.width - width - 6, y + 3, frame.width - 6, y + 19)
    canvas.fill(box, palette.MARGIN)
    canvas.text(box.left + 5, box.top + 2, words, _BOLD, Ink.ACCENT)


def _draw_attention(canvas: Canvas, scroll_map: ScrollMap, frame: Frame) -> None:
    """The margin: a bar for each step as long as its share of the most attended one, and depths."""
    left, widest = frame.width + 1, ATTENTION_PX - 2
    rate = scroll_map.attention_rate
    if rate is not None:
        for step, share in enumerate(rate / rate.max()):
            top, bottom = frame.px(step * STEP_PX), frame.px((step + 1) * STEP_PX)
            canvas.fill(Box(left, top, left + round(share * widest), bottom - 1), palette.REACH)
        canvas.text(left + 6, 3, "attention", _SMALL, Ink.MUTED)
    for step in range(5, frame.shown_height_px // STEP_PX, 5):
        y = frame.px(step * STEP_PX)
        if 24 <= y <= frame.height - 18:
            canvas.fill(Box(left - 1, y, left + 5, y + 1), palette.INKS.stop - 1)
            if rate is not None and step < len(rate):
                canvas.text(left + 8, y - 7, f"{rate[step]:.1f} s", _BOLD)
            top = y + (5 if rate is not None else -6)
            canvas.text(left + 8, top, f"{step * STEP_PX:,} px", _TINY, Ink.MUTED)
