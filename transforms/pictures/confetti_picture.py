"""The picture of confetti: clicks as points in the colour of their segment, over the page.

What to put here: points, their key, and the words around them.
"""

from typing import Final

import numpy as np

from transforms.heat.confetti import COLOURED, KIND, Confetti
from transforms.heat.periods import Period
from transforms.pictures import palette
from transforms.pictures.canvas import Box, Canvas, Ink
from transforms.pictures.heading import EDGE, SWATCHES_PX, Heading, footer, header
from transforms.pictures.lettering import Style, cleaned, shortened
from transforms.pictures.page_panel import draw_cut
from transforms.pictures.page_picture import TRIES, Frame, framed, page_greys
from transforms.pictures.period_wording import left_out_of_segments, period_words, since, so_far
from transforms.pictures.png import MAX_PNG_BYTES, described, encoded
from transforms.pictures.wording import percent

_BODY: Final = Style(11)
_SMALL: Final = Style(10)
_BOLD: Final = Style(11, is_bold=True)
_GOLDEN: Final = 0.6180339887498949
"""Its multiples after the point are spread evenly, in an order that looks like none."""

_DOT: Final = np.array([[0, 1, 1, 0], [1, 1, 1, 1], [1, 1, 1, 1], [0, 1, 1, 0]], dtype=bool)


def confetti_png(confetti: Confetti) -> bytes:
    """The whole picture, a PNG of 256 colours with the text chunks that click maps have."""
    for greys, longest_px in TRIES:
        frame = framed(confetti, longest_px=longest_px)
        parts = (
            header(_heading(confetti), width=frame.width),
            _panel(confetti, frame, greys=greys),
            _key(confetti, width=frame.width),
            footer(footnotes(confetti), width=frame.width),
        )
        numbers = np.vstack([part.numbers for part in parts])
        image = palette.picture(numbers, palette.colours_of_groups())
        png = encoded(image, described(confetti.title, _meta(confetti)))
        if len(png) <= MAX_PNG_BYTES:
            break
    return png


def _colour(group: int) -> int:
    """The colour number of a group: the last one, of all others, is grey."""
    return palette.GREYS * (min(group, COLOURED) + 1)


def _heading(confetti: Confetti) -> Heading:
    count = len(confetti.groups)
    block = np.arange(SWATCHES_PX) * count // SWATCHES_PX
    clicks = sum(group.clicks for group in confetti.groups)
    per = confetti.clicks_of_point
    return Heading(
        title=confetti.title,
        subtitle=[
            *([cleaned(confetti.page)] if confetti.page else []),
            period_words(_period(confetti), confetti.date),
            *so_far(confetti.span),
            *since(confetti.span),
            f"by {cleaned(confetti.attribute)}",
            f"{cleaned(confetti.band)}, {confetti.reference_width_px} px wide",
        ],
        figures=[
            (f"{clicks:,.0f}", "clicks with a place"),
            (f"{count - bool(confetti.grey_count) + confetti.grey_count:,}", "segments"),
        ],
        legend="a point is a click" if per == 1 else f"a point is {per:,} clicks",
        swatches=np.array([_colour(group) for group in range(count)], dtype=np.uint8)[block],
        amount=lambda share: "",
    )


def footnotes(confetti: Confetti) -> list[str]:
    """How the picture was made, and what it does not show."""
    least = confetti.minimum_cell_users
    notes = ["a point lies anywhere in the cell of its click, 8 px or more"]
    if least > 1:
        notes.append(f"cells merged until {least} people of the segment share one")
    if confetti.without_cell >= 0.5:
        notes.append(f"not drawn: {confetti.without_cell:,.0f} without a cell or a place")
    days = left_out_of_segments((one.label, one.left_out_day_count) for one in confetti.groups)
    return [*notes, "segments of too few people are left out", *days, f"grid {confetti.grid_id}"]


def _panel(confetti: Confetti, frame: Frame, *, greys: int) -> Canvas:
    """The page with its points."""
    canvas = Canvas(frame.width, frame.height)
    page = page_greys(confetti.screenshot, frame.width, frame.height)
    if page is None:
        canvas.fill(Box(0, 0, frame.width, frame.height), palette.WHITE)
        canvas.outline(Box(0, 0, frame.width, frame.height), palette.HAIRLINE)
    else:
        few = palette.coarser(palette.GREYS, greys) if greys < palette.GREYS else None
        canvas.paste(0, 0, page if few is None else few[page])
    for number, (x_px, y_px) in _mixed(confetti):
        x, y = int(x_px * frame.scale), int(y_px * frame.scale)
        if y < frame.height:
            dot = np.full(_DOT.shape, _colour(number), dtype=np.uint8)
            canvas.paste(x - 1, y - 1, dot, _DOT)
    fold = confetti.fold_px
    if fold and fold < frame.shown_height_px:
        canvas.dashes(frame.px(fold), right=frame.width, number=palette.ACCENTS.stop - 1)
    if frame.is_cut:
        draw_cut(canvas, frame)
    return canvas


def _mixed(confetti: Confetti) -> list[tuple[int, tuple[float, float]]]:
    """The group and the place of each point, in an order that has nothing to do with either: on top
    lie as many of a group as it has points there.
    """
    numbered = [
        (((at + 1) * _GOLDEN + number * _GOLDEN**2) % 1, number, (x, y))
        for number, group in enumerate(confetti.groups)
        for at, (x, y) in enumerate(group.points.tolist())
    ]
    return [(number, point) for _, number, point in sorted(numbered)]


def _key(confetti: Confetti, *, width: int) -> Canvas:
    """The segments: colour, value, clicks and share."""
    canvas = Canvas(width, 22 * len(confetti.groups) + 40)
    canvas.fill(Box(0, 0, width, 1), palette.HAIRLINE)
    for words, right in (("clicks", width - 72), ("share", width - EDGE)):
        canvas.text_to(right, 10, words, _SMALL, Ink.MUTED)
    total = sum(group.clicks for group in confetti.groups)
    for number, group in enumerate(confetti.groups):
        y = 30 + 22 * number
        canvas.fill(Box(EDGE, y + 2, EDGE + 12, y + 14), _colour(number))
        is_grey = number == COLOURED
        label = f"{confetti.grey_count:,} others" if is_grey else group.label
        canvas.text(EDGE + 22, y + 1, shortened(label, _BODY, limit_px=width - 190), _BODY)
        canvas.text_to(width - 72, y + 1, f"{group.clicks:,.0f}", _BODY)
        canvas.text_to(width - EDGE, y + 1, percent(group.clicks / total), _BOLD)
    return canvas


def _period(confetti: Confetti) -> Period:
    return confetti.span.period if confetti.span else "day"


def _meta(confetti: Confetti) -> dict[str, object]:
    return {
        "kind": KIND,
        "date": confetti.date.isoformat(),
        "period": _period(confetti),
        "title": cleaned(confetti.title),
        "attribute": cleaned(confetti.attribute),
        "band": cleaned(confetti.band),
        "reference_width_px": confetti.reference_width_px,
        "page_height_px": confetti.page_height_px,
        "clicks_of_point": confetti.clicks_of_point,
        "minimum_cell_users": confetti.minimum_cell_users,
        "grid_id": confetti.grid_id,
    }
