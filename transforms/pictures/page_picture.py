"""The page with its heat: a screenshot in a few greys, and colour added where people clicked.

What to put here: what lies under the marks. What not to: marks and letters over the page
(`page_panel.py`).
"""

import io
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError
from scipy.ndimage import maximum_filter, minimum_filter

from transforms.heat.click_map import ClickMap, RankedElement
from transforms.heat.grids import overlaid
from transforms.heat.sizes import CELL_PX
from transforms.pictures import palette

WIDEST_PX: Final = 720
NARROWEST_PX: Final = 360

MAX_PAGE_PX: Final = 12_000
"""Longer pages are cut here, css px."""

_CUTS_PX: Final = (MAX_PAGE_PX, 8_000, 6_000, 4_000, 3_000, 2_000)

TRIES: Final = (
    (palette.GREYS, MAX_PAGE_PX),
    *((greys, longest_px) for longest_px in _CUTS_PX for greys in (6, 4)),
    *((3, longest_px) for longest_px in (1_500, 750)),
)
"""Greys and longest page, css px, of the first try and of those for pictures too large. A page is
cut before words in fewer than 4 greys are frayed.
"""

MAX_SCREENSHOT_PX: Final = 120_000_000
"""A larger screenshot is not decoded."""

_DARK: Final = 96
_BLOCK_PX: Final = 4


@dataclass(frozen=True)
class Frame:
    """How a page is drawn.

    Attributes:
        scale: drawn px per css px.
        width: drawn px.
        height: drawn px.
        page_height_px: css height of the page before it was cut.
        shown_height_px: css height that is drawn.
    """

    scale: float
    width: int
    height: int
    page_height_px: int
    shown_height_px: int

    @property
    def is_cut(self) -> bool:
        """Whether the page goes on below the picture."""
        return self.shown_height_px < self.page_height_px

    def px(self, css_px: float) -> int:
        """Drawn px of a length or place in css px."""
        return round(css_px * self.scale)


class Page(Protocol):
    """What is drawn over a page."""

    @property
    def reference_width_px(self) -> int:
        """Css width the page is drawn at."""

    @property
    def page_height_px(self) -> int:
        """Css height of the page."""


def framed(page: Page, *, width: int | None = None, longest_px: int = MAX_PAGE_PX) -> Frame:
    """The drawn size of a page: phones at their own width, wider pages at 720 px."""
    reference = page.reference_width_px
    drawn = width or min(max(reference, NARROWEST_PX), WIDEST_PX)
    scale = drawn / reference
    page_height = max(page.page_height_px, 1)
    shown = min(page_height, longest_px)
    return Frame(scale, drawn, max(1, round(shown * scale)), page_height, shown)


def place(element: RankedElement, click_map: ClickMap, frame: Frame) -> tuple[int, int] | None:
    """Drawn px from left and top of an element; None when it is not on the picture, or its heat is
    not: a mark without heat would show what is hidden.
    """
    if element.x_px is None or element.y_px is None:
        return None
    x, y = element.x_px * frame.scale, element.y_px * frame.scale
    if not (0 <= x < frame.width and 0 <= y < frame.height):
        return None
    density = click_map.fixed_density if element.is_fixed else click_map.page_density
    return (
        (int(x), int(y)) if density is not None and _is_hot(density, element, click_map) else None
    )


def _is_hot(density: NDArray[np.float64], element: RankedElement, click_map: ClickMap) -> bool:
    """Whether colour is drawn within a cell of the middle of an element."""
    column, row = int((element.x_px or 0) / CELL_PX), int((element.y_px or 0) / CELL_PX)
    near = density[max(row - 1, 0) : row + 2, max(column - 1, 0) : column + 2]
    return bool(palette.levels()[heat_of(near, click_map)].any())


def heat_of(density: NDArray[np.float64], click_map: ClickMap) -> NDArray[np.uint8]:
    """The heat of a density, or a part of one, on the scale of its map."""
    maximum, sigma_px = click_map.scale_maximum, click_map.sigma_px
    return palette.heat(density, maximum=maximum, sigma_px=sigma_px)


def page_picture(
    click_map: ClickMap, frame: Frame, *, greys: int = palette.GREYS
) -> NDArray[np.uint8]:
    """Colour numbers of the page under its heat, shape (frame.height, frame.width).

    `greys` below 12 makes a coarser page, for pictures that would otherwise be too large.
    """
    page = page_greys(click_map.screenshot, frame.width, frame.height)
    if page is None:
        page = np.full((frame.height, frame.width), palette.WHITE, dtype=np.uint8)
    elif greys < palette.GREYS:
        page = palette.coarser(palette.GREYS, greys)[page]
    density = overlaid(click_map.page_density, click_map.fixed_density)
    return page + _enlarged(heat_of(density, click_map), frame)


def page_greys(screenshot: bytes | None, width: int, height: int) -> NDArray[np.uint8] | None:
    """Grey numbers of a screenshot, shape (height, width); None when it cannot be read."""
    greys = _greys(screenshot, width)
    if greys is None:
        return None
    page = np.full((height, width), palette.WHITE, dtype=np.uint8)
    page[: len(greys)] = greys[:height]
    return page


@lru_cache(maxsize=24)
def _greys(screenshot: bytes | None, width: int) -> NDArray[np.uint8] | None:
    """Grey numbers of a screenshot down to its end, `width` wide; kept, because other segments,
    other days and the contact sheet show it, too: enough for a page in all bands, large and small.
    """
    image = _decoded(screenshot)
    if image is None:
        return None
    height = min(max(1, round(image.height * width / image.width)), 10 * MAX_PAGE_PX)
    small = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return palette.page_greys()[_lightened(np.asarray(small))]


def _lightened(brightness: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A page whose large dark parts, or all of it, are turned light, because heat that gets darker
    cannot be seen on them. Letters and buttons stay as they are.
    """
    if brightness.mean() < _DARK:
        return 255 - brightness
    height, width = brightness.shape
    small = np.asarray(Image.fromarray(brightness).reduce(_BLOCK_PX))
    letters, part = (2 * (width // (share * _BLOCK_PX)) + 1 for share in (60, 24))
    # what is light in a dark part and small are its letters
    filled = minimum_filter(maximum_filter(small < _DARK, letters), letters)
    parts = maximum_filter(minimum_filter(filled, part), part)
    inside, around = (
        blocks.repeat(_BLOCK_PX, axis=0).repeat(_BLOCK_PX, axis=1)[:height, :width]
        for blocks in (minimum_filter(parts, 3), maximum_filter(parts, 3))
    )
    is_dark = inside | around & (brightness < _DARK)  # to the px at their edges
    return np.where(is_dark, 255 - brightness, brightness)


@lru_cache(maxsize=4)
def _decoded(screenshot: bytes | None) -> Image.Image | None:
    """The screenshot in brightness, on white where it is transparent."""
    if not screenshot:
        return None
    try:
        with Image.open(io.BytesIO(screenshot), formats=["PNG"]) as image:
            if image.width * image.height > MAX_SCREENSHOT_PX:
                return None
            if image.has_transparency_data:
                page = Image.new("RGBA", image.size, "white")
                return Image.alpha_composite(page, image.convert("RGBA")).convert("L")
            return image.convert("L")
    # What Pillow raises on files that are cut off, forged or no pictures at all.
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        return None


def _enlarged(heat: NDArray[np.uint8], frame: Frame) -> NDArray[np.uint8]:
    """What heat adds to the page greys, shape (frame.height, frame.width)."""
    last = int(np.flatnonzero(heat.any(axis=1)).max(initial=-1))
    height = min(frame.height, frame.px((last + 3) * CELL_PX))
    numbers = np.zeros((frame.height, frame.width), dtype=np.uint8)
    if last < 0:
        return numbers
    right, bottom = frame.width / frame.scale / CELL_PX, height / frame.scale / CELL_PX
    shown = np.zeros((ceil(bottom), ceil(right)), dtype=np.uint8)
    part = heat[: shown.shape[0], : shown.shape[1]]
    shown[: part.shape[0], : part.shape[1]] = part
    large = Image.fromarray(shown).resize(
        (frame.width, height), Image.Resampling.BICUBIC, box=(0, 0, right, bottom)
    )
    numbers[:height] = np.asarray(large.point(palette.levels().tolist()))
    return numbers
