"""A contact sheet as PNG, and its thumbnail.

What to put here: where small maps and their words stand. The same values give the same bytes.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from PIL import PngImagePlugin

from transforms.heat.click_map import ClickMap
from transforms.heat.contact_sheet import BandOfSheet, ContactSheet, kind_of
from transforms.pictures import contact_sheet_wording as wording
from transforms.pictures import palette
from transforms.pictures.canvas import Box, Canvas, Ink
from transforms.pictures.heading import EDGE, Heading, footer, header, middles
from transforms.pictures.lettering import Style, cleaned, shortened, wrapped
from transforms.pictures.page_picture import framed, page_picture
from transforms.pictures.png import MAX_PNG_BYTES, THUMB_SIZE, data_uri, described, encoded
from transforms.pictures.wording import density_words

WIDTH: Final = 920
GAP: Final = 14
WIDE_PX: Final = 1000
"""Pages as wide as this have larger small maps."""

_TRIES: Final = ((palette.GREYS, 280), (6, 280), (3, 220), (3, 140), (2, 80))
"""Greys and greatest height of a small map, of the first try and for pictures too large."""

_HEAD: Final = Style(14, is_bold=True)
_NAME: Final = Style(11, is_bold=True)
_SMALL: Final = Style(10)
_WORDS_PX: Final = 52
"""Room below a small map for its segment, people and page views."""


def contact_sheet_png(sheet: ContactSheet) -> bytes:
    """The whole picture: a head with the legend, and of each band its small maps."""
    for greys, tallest in _TRIES:
        bands = [_band(band, greys, tallest) for band in sheet.bands]
        is_cut = any(framed(one, width=_width(one)).height > tallest for one in sheet.maps)
        parts = (
            header(_heading(sheet), width=WIDTH),
            *bands,
            footer(wording.footnotes(sheet, is_cut=is_cut), width=WIDTH),
        )
        numbers = np.vstack([part.numbers for part in parts])
        png = encoded(palette.picture(numbers), _chunks(sheet))
        if len(png) <= MAX_PNG_BYTES:
            break
    return png


def contact_sheet_thumbnail(sheet: ContactSheet) -> str:
    """The first four small maps, within 240 x 300 px, as a data URI."""
    width, height = THUMB_SIZE
    canvas = Canvas(width, height)
    for number, one in enumerate(sheet.bands[0].maps[:4]):
        box = Box(number % 2 * 122, number // 2 * 152, number % 2 * 122 + 118, 0)
        _draw_map(canvas, one, box._replace(bottom=box.top + 148), greys=4)
    return data_uri(palette.picture(canvas.numbers))


def _heading(sheet: ContactSheet) -> Heading:
    heat = palette.heat(middles() ** 2 * 1000, maximum=1000)
    return Heading(
        title=sheet.title,
        subtitle=wording.subtitle(sheet),
        figures=wording.key_figures(sheet),
        legend=wording.legend(sheet),
        swatches=palette.levels()[heat] + np.uint8(palette.WHITE),
        amount=lambda share: density_words(sheet.scale * share**2) + "+" * (share == 1),
    )


def _width(one: ClickMap) -> int:
    return 212 if one.reference_width_px >= WIDE_PX else 137


def _band(band: BandOfSheet, greys: int, tallest: int) -> Canvas:
    """The headline of a band, its small maps in rows, and what is withheld."""
    width = _width(band.maps[0])
    columns = (WIDTH - 2 * EDGE + GAP) // (width + GAP)
    height = min(tallest, max(framed(one, width=width).height for one in band.maps))
    rows = -(-len(band.maps) // columns)
    notes = _withheld(band)
    top = 40
    canvas = Canvas(WIDTH, top + rows * (height + _WORDS_PX) + 16 * len(notes) + 12)
    words = shortened(wording.band_words(band), _HEAD, limit_px=WIDTH - 2 * EDGE)
    canvas.text(EDGE, 14, words, _HEAD)
    for number, one in enumerate(band.maps):
        left = EDGE + number % columns * (width + GAP)
        upper = top + number // columns * (height + _WORDS_PX)
        _draw_map(canvas, one, Box(left, upper, left + width, upper + height), greys=greys)
        _draw_words(canvas, one, Box(left, upper + height, left + width, upper + height))
    for number, line in enumerate(notes):
        y = top + rows * (height + _WORDS_PX) + 16 * number
        canvas.text(EDGE, y, line, _SMALL, Ink.MUTED)
    canvas.fill(Box(0, len(canvas.numbers) - 1, WIDTH, len(canvas.numbers)), palette.HAIRLINE)
    return canvas


def _withheld(band: BandOfSheet) -> Sequence[str]:
    """Lines that name the segments of too few people."""
    if not band.withheld:
        return []
    names = [f"{cleaned(one)}," for one in band.withheld[:-1]] + [cleaned(band.withheld[-1])]
    words = ["too few people to show:", *names]
    return wrapped(words, _SMALL, limit_px=WIDTH - 2 * EDGE, joint=" ")[:3]


def _draw_map(canvas: Canvas, one: ClickMap, box: Box, *, greys: int) -> None:
    """The top of a page with its heat."""
    frame = framed(one, width=box.right - box.left)
    shown = replace(frame, height=min(frame.height, box.bottom - box.top))
    canvas.paste(box.left, box.top, page_picture(one, shown, greys=greys))
    canvas.outline(box._replace(bottom=box.top + shown.height), palette.HAIRLINE)


def _draw_words(canvas: Canvas, one: ClickMap, box: Box) -> None:
    limit = box.right - box.left
    canvas.text(box.left, box.top + 4, shortened(one.segment, _NAME, limit_px=limit), _NAME)
    ink = Ink.ACCENT if wording.is_small(one) else Ink.DARK
    for line, (words, of) in enumerate(zip(wording.sample(one), (ink, Ink.MUTED), strict=True)):
        y = box.top + 19 + 13 * line
        canvas.text(box.left, y, shortened(words, _SMALL, limit_px=limit), _SMALL, of)


def _chunks(sheet: ContactSheet) -> PngImagePlugin.PngInfo:
    meta = {
        "kind": kind_of(sheet.of_kind),
        "date": sheet.date.isoformat(),
        "title": cleaned(sheet.title),
        "bands": {
            cleaned(band.band): {cleaned(one.segment): one.users for one in band.maps}
            for band in sheet.bands
        },
        "scale": sheet.scale,
        "grid_id": sheet.grid_id,
    }
    return described(sheet.title, meta)
