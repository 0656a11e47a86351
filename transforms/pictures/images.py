"""Pictures of maps: a click map as PNG, its thumbnail, and both in words.

What to put here: what callers ask for. What not to: files, dates of making, databases. The same
values give the same bytes.
"""

import base64
import io
import json
from dataclasses import replace
from html import escape
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, PngImagePlugin

from transforms.heat.click_map import ClickMap
from transforms.heat.grids import SIGMA_PX
from transforms.pictures import palette
from transforms.pictures.lettering import cleaned
from transforms.pictures.page_panel import page_panel
from transforms.pictures.page_picture import MAX_PAGE_PX, Frame, framed, page_picture
from transforms.pictures.panels import footer, header, ranking

MAX_PNG_BYTES: Final = 200_000
"""Tableau takes no larger pictures."""

MAX_URI_LETTERS: Final = 32_000
"""Power BI cuts longer texts off."""

THUMB_SIZE: Final = (240, 300)
"""Width and height of a thumbnail, px."""

SOFTWARE: Final = "Usage Heatmaps"
META: Final = "usage-heatmaps:meta"

_SIMPLER: Final = (
    *((greys, MAX_PAGE_PX) for greys in (palette.GREYS, 6, 3)),
    *((3, MAX_PAGE_PX // part) for part in (2, 4, 8, 16)),
)
"""Greys and longest page, css px, of the first try and of those for pictures too large."""

_DATA_URI: Final = "data:image/png;base64,"


def click_map_png(click_map: ClickMap) -> bytes:
    """The whole picture: header, page with heat and marks, most clicked elements, footer.

    A PNG of 256 colours with the text chunks Title, Software and `usage-heatmaps:meta` (JSON). A
    page that makes it larger than 200 kB is drawn in fewer greys and, at worst, cut and marked so.
    """
    for greys, longest_px in _SIMPLER:
        frame = framed(click_map, longest_px=longest_px)
        png = _encoded(palette.picture(_numbers(click_map, frame, greys)), _chunks(click_map))
        if len(png) <= MAX_PNG_BYTES:
            break
    return png


def thumbnail_data_uri(click_map: ClickMap) -> str:
    """The top of the page with its heat, 240 x 300 px, as a data URI of at most 32,000 letters.

    Colours are taken away until it fits: 216, 48, 32, 16 and, for mere noise, 8 and 2.
    """
    width, height = THUMB_SIZE
    frame = framed(click_map, width=width)
    shown = replace(frame, height=min(frame.height, height))
    numbers = np.full((height, width), palette.WHITE, dtype=np.uint8)
    numbers[: shown.height] = page_picture(click_map, shown)
    for heats, greys in ((palette.HEATS, palette.GREYS), (12, 4), (8, 4), (8, 2), (4, 2), (2, 1)):
        few = palette.simplified(numbers, heats=heats, greys=greys)
        uri = _DATA_URI + base64.b64encode(_encoded(few, None)).decode()
        if len(uri) <= MAX_URI_LETTERS:
            break
    return uri


def thumb_html(data_uri: str, alt: str) -> str:
    """An `<img>` for BI tools that draw HTML; every value is escaped.

    >>> thumb_html("data:image/png;base64,AAAA", 'clicks on "Start" <b>')
    '<img width="160" alt="clicks on &quot;Start&quot; &lt;b&gt;" src="data:image/png;base64,AAAA">'

    Raises:
        ValueError: the address is not that of a picture within the page.
    """
    if not data_uri.startswith(_DATA_URI):
        raise ValueError("a thumbnail is a data URI of a PNG")
    return f'<img width="160" alt="{escape(alt)}" src="{escape(data_uri)}">'


def _numbers(click_map: ClickMap, frame: Frame, greys: int) -> NDArray[np.uint8]:
    """Colour numbers of the whole picture."""
    page = page_panel(click_map, frame, greys=greys)
    width = page.numbers.shape[1]
    parts = (
        header(click_map, width=width),
        page,
        ranking(click_map, frame, width=width),
        footer(click_map, width=width),
    )
    return np.vstack([part.numbers for part in parts])


def _chunks(click_map: ClickMap) -> PngImagePlugin.PngInfo:
    """What the picture says of itself; nothing that differs between two runs."""
    meta = {
        "kind": "clicks",
        "date": click_map.date.isoformat(),
        "title": cleaned(click_map.title),
        "segment": cleaned(click_map.segment),
        "band": cleaned(click_map.band),
        "reference_width_px": click_map.reference_width_px,
        "page_height_px": click_map.page_height_px,
        "fold_px": click_map.fold_px,
        "cells_px": click_map.cells_px,
        "sigma_px": SIGMA_PX,
        "scale_maximum": click_map.scale_maximum,
        "clicks": click_map.clicks,
        "fixed_clicks": click_map.fixed_clicks,
        "users": click_map.users,
        "page_views": click_map.page_views,
        "suppressed_share": click_map.suppressed_share,
        "out_of_range_clicks": click_map.out_of_range_clicks,
        "unlocated_clicks": click_map.unlocated_clicks,
        "minimum_cell_users": click_map.minimum_cell_users,
        "grid_id": click_map.grid_id,
    }
    chunks = PngImagePlugin.PngInfo()
    chunks.add_text("Title", cleaned(click_map.title))
    chunks.add_text("Software", SOFTWARE)
    chunks.add_text(META, json.dumps(meta, sort_keys=True, separators=(",", ":")))
    return chunks


def _encoded(image: Image.Image, chunks: PngImagePlugin.PngInfo | None) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=6, pnginfo=chunks)
    return buffer.getvalue()
