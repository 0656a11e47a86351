"""Pictures of maps: a click map as PNG, its thumbnail, and both in words.

What to put here: what callers ask for. What not to: files, dates of making, databases. The same
values give the same bytes.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PIL import PngImagePlugin

from transforms.heat.click_map import ClickMap
from transforms.pictures import palette
from transforms.pictures.heading import footer, header
from transforms.pictures.lettering import cleaned
from transforms.pictures.page_panel import page_panel
from transforms.pictures.page_picture import TRIES, Frame, framed, page_picture
from transforms.pictures.panels import heading, ranking
from transforms.pictures.png import (
    MAX_PNG_BYTES,
    MAX_URI_LETTERS,
    THUMB_SIZE,
    data_uri,
    days_of,
    described,
    encoded,
)
from transforms.pictures.wording import footnotes


def click_map_png(click_map: ClickMap) -> bytes:
    """The whole picture: header, page with heat and marks, most clicked elements, footer.

    A PNG of 256 colours with the text chunks Title, Software and `usage-heatmaps:meta` (JSON). A
    page that makes it larger than 200 kB is drawn in fewer greys and, at worst, cut and marked so.
    """
    for greys, longest_px in TRIES:
        frame = framed(click_map, longest_px=longest_px)
        png = encoded(palette.picture(_numbers(click_map, frame, greys)), _chunks(click_map))
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
        uri = data_uri(few)
        if len(uri) <= MAX_URI_LETTERS:
            break
    return uri


def _numbers(click_map: ClickMap, frame: Frame, greys: int) -> NDArray[np.uint8]:
    """Colour numbers of the whole picture."""
    page = page_panel(click_map, frame, greys=greys)
    width = page.numbers.shape[1]
    parts = (
        header(heading(click_map), width=width),
        page,
        ranking(click_map, frame, width=width),
        footer(footnotes(click_map), width=width),
    )
    return np.vstack([part.numbers for part in parts])


def _chunks(click_map: ClickMap) -> PngImagePlugin.PngInfo:
    """What the picture says of itself; nothing that differs between two runs."""
    meta = {
        "kind": click_map.kind,
        "date": click_map.date.isoformat(),
        **days_of(click_map.span),
        "title": cleaned(click_map.title),
        "segment": cleaned(click_map.segment),
        "band": cleaned(click_map.band),
        "reference_width_px": click_map.reference_width_px,
        "page_height_px": click_map.page_height_px,
        "fold_px": click_map.fold_px,
        "cells_px": click_map.cells_px,
        "sigma_px": click_map.sigma_px,
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
    return described(click_map.title, meta)
