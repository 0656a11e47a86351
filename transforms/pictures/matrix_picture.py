"""The picture of a matrix: coloured cells with their numbers, names of rows and columns.

What to put here: where cells and names are drawn. What not to: the words around them
(`matrix_wording.py`), and which values there are (`transforms/heat/matrices.py`).
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from transforms.heat.matrix import Line, Matrix, State
from transforms.pictures import palette
from transforms.pictures.canvas import Box, Canvas, Ink
from transforms.pictures.heading import EDGE, Heading, footer, header, middles
from transforms.pictures.lettering import Style, mask, shortened, width_px, without_middle
from transforms.pictures.matrix_wording import (
    amount,
    footnotes,
    keys,
    legend,
    meta,
    outlier_count,
    subtitle,
)
from transforms.pictures.png import THUMB_SIZE, data_uri, described, encoded

NARROWEST_PX: Final = 620
CELL_HEIGHT: Final = 24
NARROWEST_CELL: Final = 32
WIDEST_CELL: Final = 72

_CELL: Final = Style(10)
_NAME: Final = Style(11)
_SMALL: Final = Style(10)
_LONGEST_ROW: Final = 230
_LONGEST_COLUMN: Final = 150
_MARK_PX: Final = 7
_KEY: Final = 14


def matrix_png(matrix: Matrix) -> bytes:
    """The whole picture, a PNG of 256 colours with the text chunks that click maps have."""
    body = _body(matrix)
    width = body.numbers.shape[1]
    parts = (
        header(_heading(matrix), width=width),
        body,
        _key(matrix, width=width),
        footer(footnotes(matrix), width=width),
    )
    numbers = np.vstack([part.numbers for part in parts])
    image = palette.picture(numbers, palette.colours_of_cells())
    return encoded(image, described(matrix.title, meta(matrix)))


def matrix_thumbnail(matrix: Matrix) -> str:
    """The cells without letters, 240 x 300 px, as a data URI."""
    width, height = THUMB_SIZE
    rows, columns = matrix.values.shape
    maximum = matrix.scale_maximum
    numbers = np.full((height, width), palette.MARGIN, dtype=np.uint8)
    if rows and columns:
        edge = max(1, min(width // columns, height // rows, CELL_HEIGHT))
        across = max(1, min(width // columns, 2 * edge))
        canvas = Canvas(across * columns, edge * rows)
        for y, x in np.ndindex(rows, columns):
            box = Box(x * across, y * edge, (x + 1) * across - 1, (y + 1) * edge - 1)
            _fill(canvas, box, int(matrix.states[y, x]), float(matrix.values[y, x]), maximum)
        shown = canvas.numbers[:height, :width]
        top, left = (height - len(shown)) // 2, (width - shown.shape[1]) // 2
        numbers[top : top + len(shown), left : left + shown.shape[1]] = shown
    used, places = np.unique(numbers, return_inverse=True)
    image = Image.frombytes("P", THUMB_SIZE, places.astype(np.uint8).tobytes())
    image.putpalette(palette.colours_of_cells()[used].tobytes())
    return data_uri(image)


def _heading(matrix: Matrix) -> Heading:
    maximum, is_open = matrix.scale_maximum, outlier_count(matrix) > 0
    return Heading(
        title=matrix.title,
        subtitle=subtitle(matrix),
        figures=matrix.figures,
        legend=legend(matrix),
        swatches=_level(middles() ** 2 * maximum, maximum) * np.uint8(palette.GREYS),
        amount=lambda share: amount(maximum * share**2, matrix) + "+" * (share == 1 and is_open),
    )


def _level(values: NDArray[np.float64], maximum: float) -> NDArray[np.uint8]:
    """The colour of values: none for 0, and as many steps as there are for what is more."""
    steps = palette.HEATS - 1
    share = np.sqrt(np.clip(values / maximum, 0, 1)) if maximum > 0 else np.zeros_like(values)
    return np.where(values > 0, np.minimum(1 + share * steps, steps), 0).astype(np.uint8)


def _level_of(value: float, maximum: float) -> int:
    return 0 if np.isnan(value) else int(_level(np.array([value]), maximum)[0])


def _body(matrix: Matrix) -> Canvas:
    """Names of rows at the left, of columns above, and the cells."""
    rows, columns = matrix.values.shape
    texts = [
        [
            amount(matrix.values[y, x], matrix) if _is_shown(matrix, y, x) else ""
            for x in range(columns)
        ]
        for y in range(rows)
    ]
    widest = max((width_px(text, _CELL) for line in texts for text in line), default=0)
    names = min(_LONGEST_ROW, max((_row_width(line) for line in matrix.rows), default=0))
    names = max(names, width_px(matrix.row_title, _SMALL))
    left = EDGE + names + 10
    room = (NARROWEST_PX - left - EDGE) // max(columns, 1)
    cell = max(NARROWEST_CELL, widest + 10, min(WIDEST_CELL, room))
    is_level = all(width_px(line.name, _NAME) <= cell - 4 for line in matrix.columns)
    above = (
        18 if is_level else min(_LONGEST_COLUMN, max(map(_column_width, matrix.columns), default=0))
    )
    top = 30 + above
    maximum = matrix.scale_maximum
    canvas = Canvas(max(left + columns * cell + EDGE, NARROWEST_PX), top + rows * CELL_HEIGHT + 12)
    canvas.text(left, 10, matrix.column_title, _SMALL, Ink.MUTED)
    canvas.text_to(left - 10, top - 16, matrix.row_title, _SMALL, Ink.MUTED)
    for x, column in enumerate(matrix.columns):
        _draw_column_name(canvas, column, left + x * cell, top - 6, cell, is_level=is_level)
    for y, row in enumerate(matrix.rows):
        _draw_row_name(canvas, row, left - 10, top + y * CELL_HEIGHT + 5)
        for x in range(columns):
            corner = left + x * cell, top + y * CELL_HEIGHT
            box = Box(*corner, corner[0] + cell - 1, corner[1] + CELL_HEIGHT - 1)
            _fill(canvas, box, int(matrix.states[y, x]), float(matrix.values[y, x]), maximum)
            _draw_number(canvas, box, texts[y][x], _level_of(float(matrix.values[y, x]), maximum))
    return canvas


def _is_shown(matrix: Matrix, y: int, x: int) -> bool:
    return bool(matrix.states[y, x] == State.SHOWN)


def _row_width(line: Line) -> int:
    return width_px(shortened(line.name, _NAME, limit_px=_LONGEST_ROW), _NAME) + (
        width_px(line.note, _SMALL) + 10 if line.note else 0
    )


def _column_width(line: Line) -> int:
    name = shortened(line.name, _NAME, limit_px=_LONGEST_COLUMN)
    return max(width_px(name, _NAME), width_px(line.note, _SMALL))


def _draw_row_name(canvas: Canvas, line: Line, right: int, top: int) -> None:
    """The name ends where the cells begin, its note stands at the left."""
    note = width_px(line.note, _SMALL) if line.note else 0
    limit = right - EDGE - (note + 10 if note else 0)
    canvas.text(EDGE, top + 1, line.note, _SMALL, Ink.MUTED)
    canvas.text_to(right, top, without_middle(line.name, _NAME, limit_px=limit), _NAME)


def _draw_column_name(
    canvas: Canvas, line: Line, left: int, bottom: int, cell: int, *, is_level: bool
) -> None:
    if is_level:
        start = left + (cell - width_px(line.name, _NAME)) // 2
        canvas.text(start, bottom - 14, line.name, _NAME)
        return
    name = without_middle(line.name, _NAME, limit_px=_LONGEST_COLUMN)
    middle = left + cell // 2
    canvas.text_up(middle - (13 if line.note else 7), bottom, name, _NAME)
    canvas.text_up(middle + 2, bottom, line.note, _SMALL, Ink.MUTED)


def _fill(canvas: Canvas, box: Box, state: int, value: float, maximum: float) -> None:
    """The colour of a cell, or what says that it has none."""
    if state == State.SHOWN:
        canvas.fill(box, _level_of(value, maximum) * palette.GREYS)
        if value > maximum:
            _draw_mark(canvas, box)
    elif state == State.WITHHELD:
        _hatch(canvas, box)
    elif state == State.NOT_YET:
        canvas.fill(box, palette.RULER)


def _hatch(canvas: Canvas, box: Box) -> None:
    """Slanted lines, which are no colour of the scale."""
    y, x = np.mgrid[box.top : box.bottom, box.left : box.right]
    lines = np.where((x + y) % 6 == 0, palette.INKS.start + 7, palette.MARGIN)
    canvas.paste(box.left, box.top, lines.astype(np.uint8))


def _draw_mark(canvas: Canvas, box: Box) -> None:
    """A corner at the top right, on what is above the scale."""
    size = min(_MARK_PX, (box.bottom - box.top) // 2)
    y, x = np.mgrid[:size, :size]
    numbers = np.full((size, size), palette.MARGIN, dtype=np.uint8)
    canvas.paste(box.right - size, box.top, numbers, x >= y)


def _draw_number(canvas: Canvas, box: Box, text: str, level: int) -> None:
    if not text:
        return
    coverage = mask(text, _CELL).astype(np.uint16)
    step = (coverage * (palette.GREYS - 1) + 127) // 255
    left = (box.left + box.right - width_px(text, _CELL) + 1) // 2
    top = (box.top + box.bottom - len(coverage)) // 2
    canvas.paste(left, top, (level * palette.GREYS + step).astype(np.uint8), step > 0)


def _key(matrix: Matrix, *, width: int) -> Canvas:
    """What cells without a number mean, and marks; only those that there are."""
    canvas = Canvas(width, 26)
    x = EDGE
    for kind, words in keys(matrix):
        box = Box(x, 4, x + _KEY + 6, 4 + _KEY)
        if kind == State.WITHHELD:
            _hatch(canvas, box)
        elif kind == State.NOT_YET:
            canvas.fill(box, palette.RULER)
        elif kind == State.SHOWN:
            canvas.fill(box, (palette.HEATS - 1) * palette.GREYS)
            _draw_mark(canvas, box)
        canvas.outline(box, palette.HAIRLINE)
        x = canvas.text(x + _KEY + 12, 5, words, _SMALL, Ink.MUTED) + 20
    return canvas
