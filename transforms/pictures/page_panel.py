"""The middle of a picture: the page with heat, marks on it and the reach beside it.

What to put here: fold line, badges, marks of fixed elements, rulers, notices. What not to: header,
list and footer (`panels.py`).
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_dilation, find_objects, label

from transforms.heat.click_map import ClickMap
from transforms.heat.sizes import CELL_PX
from transforms.pictures import palette
from transforms.pictures.badges import Spot, grouped, placed
from transforms.pictures.canvas import Box, Canvas, Ink
from transforms.pictures.lettering import Style, width_px, wrapped
from transforms.pictures.page_picture import Frame, heat_of, page_greys, page_picture, place
from transforms.pictures.wording import empty_notice, percent

DEPTHS_PX: Final = 60
"""Width of the margin at the right, where depth and reach are written."""

MAX_BADGES: Final = 10

DEPTH_STEP_PX: Final = 100
"""Reach is counted in steps of as many css px."""

_SMALL: Final = Style(10)
_TINY: Final = Style(9)
_BOLD: Final = Style(10, is_bold=True)
_NOTICE: Final = Style(13, is_bold=True)
_BADGE_HEIGHT: Final = 16
_TICK_PX: Final = 130
_TICK_STEPS: Final = (250, 500, 1000)
_MAX_FIXED_BOXES: Final = 6


def page_panel(click_map: ClickMap, frame: Frame, *, greys: int) -> Canvas:
    """Draw page, heat, marks and reach."""
    canvas = Canvas(frame.width + DEPTHS_PX, frame.height)
    canvas.paste(0, 0, page_picture(click_map, frame, greys=greys))
    if page_greys(click_map.screenshot, frame.width, frame.height) is None:
        _draw_rulers(canvas, frame)
    canvas.fill(Box(frame.width, 0, frame.width + 1, frame.height), palette.HAIRLINE)
    _draw_depths(canvas, click_map, frame)
    taken = [
        *_draw_fixed_marks(canvas, click_map, frame),
        *_draw_fold(canvas, click_map, frame),
        *_draw_notices(canvas, click_map, frame),
    ]
    _draw_badges(canvas, click_map, frame, taken)
    return canvas


def _draw_rulers(canvas: Canvas, frame: Frame) -> None:
    """A mark every 100 css px and a line every 500, where there is no screenshot."""
    for y_px in range(100, frame.shown_height_px, 100):
        y = frame.px(y_px)
        row = canvas.numbers[y, : frame.width if y_px % 500 == 0 else 8]
        row[row == palette.WHITE] = palette.RULER
    canvas.outline(Box(0, 0, frame.width, frame.height), palette.HAIRLINE)


def _draw_depths(canvas: Canvas, click_map: ClickMap, frame: Frame) -> None:
    """The margin: a silhouette as wide as the share of page views that got there, and ticks."""
    left, widest = frame.width + 1, DEPTHS_PX - 2
    shares = _shares(click_map, frame)
    if shares is not None:
        filled = np.arange(widest)[None, :] < np.round(shares * widest)[:, None]
        canvas.paste(left, 0, np.full(filled.shape, palette.REACH, dtype=np.uint8), filled)
        canvas.text(left + 6, 3, "reach", _SMALL, Ink.MUTED)
    for depth in _ticks(click_map, frame):
        y = frame.px(depth)
        if not 34 <= y <= frame.height - 18:
            continue
        canvas.fill(Box(left - 1, y, left + 5, y + 1), palette.INKS.stop - 1)
        if shares is not None:
            canvas.text(left + 8, y - 7, percent(float(shares[y])), _BOLD)
        canvas.text(left + 8, y + (5 if shares is not None else -6), f"{depth:,}", _TINY, Ink.MUTED)


def _shares(click_map: ClickMap, frame: Frame) -> NDArray[np.float64] | None:
    """Share of page views that got to each row of the picture, shape (frame.height,)."""
    if not click_map.reach:
        return None
    y_px, share = np.array(sorted(click_map.reach), dtype=np.float64).T
    depths = (np.arange(frame.height) + 0.5) / frame.scale
    # depths are known by steps: who is on the last one of the page may have got to its end
    is_last = click_map.page_height_px - y_px[-1] <= DEPTH_STEP_PX
    end = share[-1] if is_last else 0
    return np.round(np.clip(np.interp(depths, y_px, share, right=end), 0, 1), 6)


def _ticks(click_map: ClickMap, frame: Frame) -> list[int]:
    """Depths in css px: round ones at regular distances, and the fold."""
    step = next((step for step in _TICK_STEPS if step * frame.scale >= _TICK_PX), 1000)
    fold = click_map.fold_px
    regular = range(step, frame.shown_height_px, step)
    if not fold:
        return list(regular)
    return [fold, *(y for y in regular if abs(y - fold) * frame.scale >= 30)]


def _draw_fold(canvas: Canvas, click_map: ClickMap, frame: Frame) -> list[Box]:
    fold = click_map.fold_px
    if not fold or fold >= frame.shown_height_px:
        return []
    y = frame.px(fold)
    words = f"median fold {fold:,} px"
    width = width_px(words, _BOLD) + 10
    right = frame.width - width - 6
    box = _quietest(
        canvas,
        [
            Box(left, top, left + width, top + 16)
            for left in (right, *range(right, 6, -width // 2))
            for top in (y - 19, y + 4)
        ],
    )
    canvas.dashes(y, right=frame.width, number=palette.ACCENTS.stop - 1)
    _draw_label(canvas, box, words)
    return [box]


def _quietest(canvas: Canvas, boxes: Sequence[Box]) -> Box:
    """The box with the least on the page beneath it, the first of equal ones."""
    return min(boxes, key=canvas.ink)


def _draw_label(canvas: Canvas, box: Box, words: str) -> None:
    canvas.fill(box, palette.MARGIN)
    canvas.text(box.left + 5, box.top + 2, words, _BOLD, Ink.ACCENT)


def _draw_fixed_marks(canvas: Canvas, click_map: ClickMap, frame: Frame) -> list[Box]:
    """Dotted boxes round the heat of fixed elements, with a tag each."""
    tags: list[Box] = []
    width = width_px("fixed", _SMALL) + 8
    boxes = _fixed_boxes(click_map, frame)
    for box in boxes:
        beside = [
            Box(left, top, left + width, top + 14)
            for top in (box.bottom, box.top - 14, (box.top + box.bottom) // 2 - 7)
            for left in (box.left, box.right - width, box.right, box.left - width)
        ]
        room = Box(0, 0, frame.width, frame.height)
        free = [
            tag for tag in beside if tag.within(room) and not any(tag.overlaps(b) for b in boxes)
        ]
        tag = _quietest(canvas, free or [beside[0]])
        canvas.dotted_outline(box, palette.ACCENTS.stop - 1)
        canvas.fill(tag, palette.MARGIN)
        canvas.text(tag.left + 4, tag.top + 1, "fixed", _SMALL, Ink.ACCENT)
        tags.append(tag)
    return tags


def _fixed_boxes(click_map: ClickMap, frame: Frame) -> list[Box]:
    """Boxes round the spots of heat of fixed elements, those far apart in boxes of their own."""
    if click_map.fixed_density is None:
        return []
    heat = heat_of(click_map.fixed_density, click_map)
    hot = palette.levels()[heat] > 0
    spots, _ = label(binary_dilation(hot, iterations=8))
    boxes = []
    for spot, area in enumerate(find_objects(spots), start=1):
        rows, columns = np.nonzero(hot[area] & (spots[area] == spot))
        top, left = int(area[0].start), int(area[1].start)
        box = Box(
            max(1, frame.px((left + int(columns.min())) * CELL_PX)),
            max(1, frame.px((top + int(rows.min())) * CELL_PX)),
            min(frame.width - 1, frame.px((left + int(columns.max()) + 1) * CELL_PX)),
            min(frame.height - 1, frame.px((top + int(rows.max()) + 1) * CELL_PX)),
        )
        boxes.append((-float(click_map.fixed_density[area].sum()), box))
    return [box for _, box in sorted(boxes)[:_MAX_FIXED_BOXES] if box.bottom > box.top]


def _draw_notices(canvas: Canvas, click_map: ClickMap, frame: Frame) -> list[Box]:
    """Say that nothing is shown, or that the page goes on."""
    boxes = []
    if notice := empty_notice(click_map):
        boxes.append(_draw_notice(canvas, notice, frame))
    if frame.is_cut:
        boxes.append(draw_cut(canvas, frame))
    return boxes


def draw_cut(canvas: Canvas, frame: Frame) -> Box:
    """Say that the page goes on below the picture; where that is said."""
    words = f"page cut here, at {frame.shown_height_px:,} of {frame.page_height_px:,} px"
    width = width_px(words, _BOLD) + 10
    left, top = (frame.width - width) // 2, frame.height - 22
    canvas.dashes(frame.height - 2, right=frame.width, number=palette.INKS.stop - 1)
    box = Box(left, top, left + width, top + 17)
    _draw_label(canvas, box, words)
    return box


def _draw_notice(canvas: Canvas, notice: str, frame: Frame) -> Box:
    """A framed sentence in the middle of the first screen."""
    lines = wrapped(notice.split(" "), _NOTICE, limit_px=frame.width - 48, joint=" ")
    width = max(width_px(line, _NOTICE) for line in lines) + 32
    height = 20 * len(lines) + 20
    left, top = (frame.width - width) // 2, max(0, (min(frame.height, 420) - height) // 2)
    box = Box(left, top, left + width, top + height)
    canvas.fill(box, palette.MARGIN)
    canvas.outline(box, palette.HAIRLINE)
    for number, line in enumerate(lines):
        canvas.text(left + 16, top + 12 + 20 * number, line, _NOTICE)
    return box


def _draw_badges(canvas: Canvas, click_map: ClickMap, frame: Frame, taken: Sequence[Box]) -> None:
    elements = click_map.elements[:MAX_BADGES]
    shown = [(element, at) for element in elements if (at := place(element, click_map, frame))]
    spots, words = [], []
    for group in grouped([point for _, point in shown]):
        ranks = "+".join(str(shown[index][0].rank) for index in group)
        share = percent(sum(shown[index][0].share for index in group))
        x, y = shown[group[0]][1]
        width = width_px(ranks, _BOLD) + width_px(share, _BOLD) + 19
        spots.append(Spot(x, y, width, _BADGE_HEIGHT))
        words.append((ranks, share))
    boxes = placed(spots, width=frame.width, height=frame.height, taken=taken)
    for spot, box in zip(spots, boxes, strict=True):
        if box:
            _draw_leader(canvas, spot, box)
    for (ranks, share), box in zip(words, boxes, strict=True):
        if box:
            _draw_badge(canvas, box, ranks, share)


def _draw_leader(canvas: Canvas, spot: Spot, box: Box) -> None:
    """A dot on the element and a line to its badge."""
    accent = palette.ACCENTS.stop - 1
    nearest = (
        min(max(spot.x, box.left), box.right - 1),
        min(max(spot.y, box.top), box.bottom - 1),
    )
    canvas.line((spot.x, spot.y), nearest, accent)
    canvas.fill(Box(spot.x - 2, spot.y - 2, spot.x + 3, spot.y + 3), palette.MARGIN)
    canvas.fill(Box(spot.x - 1, spot.y - 1, spot.x + 2, spot.y + 2), accent)


def _draw_badge(canvas: Canvas, box: Box, ranks: str, share: str) -> None:
    """Rank in white on the accent, share beside it on white."""
    accent = palette.ACCENTS.stop - 1
    canvas.fill(box, accent)
    middle = box.left + width_px(ranks, _BOLD) + 8
    canvas.fill(Box(middle, box.top + 1, box.right - 1, box.bottom - 1), palette.MARGIN)
    canvas.text(box.left + 4, box.top + 2, ranks, _BOLD, Ink.REVERSED)
    canvas.text(middle + 5, box.top + 2, share, _BOLD, Ink.ACCENT)
