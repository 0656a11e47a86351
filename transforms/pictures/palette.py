"""The 256 colours of a map: page greys under heat, and inks for letters and lines.

A picture is one array of colour numbers. Number `heat * GREYS + grey` is a page grey under a heat
level, already blended: laying heat over a page is one addition, and the PNG needs no other colours.
What to put here: colours and their numbers. What not to: where they are drawn.
"""

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from transforms.heat.grids import SIGMA_PX, one_click

HEATS: Final = 18
"""Levels of heat; level 0 is none."""

GREYS: Final = 12
"""Greys of the page; the last is white."""

WHITE: Final = GREYS - 1
INKS: Final = range(216, 236)
"""From nearly white to the colour of letters: anti-aliased text on white."""

ACCENTS: Final = range(236, 252)
"""The same for what is drawn on top of the page: fold line, badges, marks."""

HAIRLINE: Final = 252
"""Rules between the parts of a picture."""

REACH: Final = 253
"""The silhouette of how far down people got."""

RULER: Final = 254
"""Lines every 100 px of a page without a screenshot."""

MARGIN: Final = 255
"""Beside and below the page."""

_INK_RGB: Final = (26, 29, 46)
_ACCENT_RGB: Final = (29, 78, 190)
_GROUPS_RGB: Final = (
    *((0, 114, 178), (230, 159, 0), (0, 158, 115), (204, 121, 167), (86, 180, 233), (213, 94, 0)),
    (128, 128, 128),
)
_DARKEST_GREY: Final = 106
_GREY_POWER: Final = 1.6
_DIM_POWER: Final = 0.8
_LEVEL_POWER: Final = 1.35
_OPAQUE_HEAT: Final = 0.9
_GLAZE: Final = 0.9
_GLAZE_POWER: Final = 1.25
_HOTTEST: Final = 0.62
_LIGHT_CELL: Final = 125
_OPAQUE_REACH: Final = 0.66
_REACH_POWER: Final = 1.2
_FEWEST: Final = 0.14
_OPAQUE_CHANGE: Final = 0.9
_LONGEST: Final = 0.6


def heat(
    density: NDArray[np.float64], *, maximum: float, sigma_px: float = SIGMA_PX
) -> NDArray[np.uint8]:
    """Heat 0 to 255 of densities: what is enlarged to the size of the page and cut into levels.

    Grows with the square root of the share of `maximum`, and faster where it is low and the eye
    sees every step. What is less than two overlapping clicks, smoothed by `sigma_px`, or than a
    hundredth of `maximum`, fades out smoothly: single stray clicks are a breath of colour and no
    blotches.

    >>> heat(np.array([0.0, 0.1, 25.0, 100.0, 400.0]), maximum=100).tolist()
    [0, 0, 153, 255, 255]
    """
    noise = max(one_click(sigma_px), maximum / 250)
    shown = density > 0.6 * noise  # of a page mostly little
    some = density[shown]
    rise = np.clip((some - 0.6 * noise) / (1.6 * noise), 0, 1)
    fade = rise * rise * (3 - 2 * rise)
    root = np.sqrt(np.minimum(some / maximum, 1)) * fade
    heats = np.zeros(density.shape, dtype=np.uint8)
    heats[shown] = np.round(255 * root ** (1 / _LEVEL_POWER))
    return heats


@cache
def levels() -> NDArray[np.uint8]:
    """What each heat 0 to 255 adds to the number of a page grey, shape (256,)."""
    return (np.floor(np.arange(256) / 255 * (HEATS - 1) + 0.5) * GREYS).astype(np.uint8)


@cache
def page_greys() -> NDArray[np.uint8]:
    """Number of the page grey for each brightness 0 to 255 of a screenshot, shape (256,).

    The page is dimmed, so that the darkest text is a mid grey, and the greys lie closer together
    towards white, where the edges of cards and fields are.
    """
    dimmed = _DARKEST_GREY + (np.arange(256) / 255) ** _DIM_POWER * (255 - _DARKEST_GREY)
    return np.abs(dimmed[:, None] - _grey_values()[None, :]).argmin(axis=1).astype(np.uint8)


@cache
def colours() -> NDArray[np.uint8]:
    """Red, green and blue of every number, shape (256, 3)."""
    table = np.full((256, 3), 255.0)
    table[: HEATS * GREYS] = _blends().reshape(-1, 3)
    table[INKS.start : INKS.stop] = _ramp(_INK_RGB, len(INKS))
    table[ACCENTS.start : ACCENTS.stop] = _ramp(_ACCENT_RGB, len(ACCENTS))
    table[HAIRLINE] = (214, 216, 222)
    table[REACH] = (228, 233, 244)
    table[RULER] = (238, 239, 243)
    return np.round(table).astype(np.uint8)


@cache
def is_ink() -> NDArray[np.bool_]:
    """Whether each number is a page grey as dark as letters, under any heat, shape (256,)."""
    darkest = np.arange(256) % GREYS < GREYS // 2
    return np.asarray(darkest & (np.arange(256) < HEATS * GREYS))


@cache
def colours_of_cells() -> NDArray[np.uint8]:
    """The same for matrices, which have no page: number `heat * GREYS + step` is a letter's edge,
    from the colour of the cell to ink that can be read on it, dark or white.
    """
    from matplotlib import colormaps

    table = np.array(colours(), dtype=np.float64)
    level = np.linspace(0, 1, HEATS - 1)
    ground = np.vstack([[255.0] * 3, colormaps["inferno_r"](0.04 + level * 0.84)[:, :3] * 255])
    is_light = ground @ [0.299, 0.587, 0.114] > _LIGHT_CELL
    ink = np.where(is_light[:, None], np.array(_INK_RGB, dtype=np.float64), 255.0)
    step = (np.arange(GREYS) / (GREYS - 1))[None, :, None]
    blends = ground[:, None] + (ink - ground)[:, None] * step
    table[: HEATS * GREYS] = blends.reshape(-1, 3)
    return np.round(table).astype(np.uint8)


@cache
def colours_of_reach() -> NDArray[np.uint8]:
    """The same for scroll maps: number `level * GREYS + grey` is a page grey under a level of
    viridis, dark where nobody got and light where everybody did, so that no part looks hot.
    """
    return _glazed("viridis", np.linspace(0, 1, HEATS))


@cache
def colours_of_areas() -> NDArray[np.uint8]:
    """The same for maps whose heat lies on whole areas, as steps of a page or boxes of elements:
    pale enough that the page can be read in the hottest colour.
    """
    table = _glazed("inferno_r", np.linspace(0.02, _LONGEST, HEATS))
    table[:GREYS] = colours()[:GREYS]
    return table


def _glazed(colormap: str, shares: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Colours of which number `level * GREYS + grey` is a page grey under a glaze."""
    from matplotlib import colormaps

    table = np.array(colours(), dtype=np.float64)
    hue = colormaps[colormap](shares)[:, None, :3] * 255
    glaze = 255 + (hue - 255) * _OPAQUE_REACH
    shade = (_grey_values() / 255)[None, :, None] ** _REACH_POWER
    table[: HEATS * GREYS] = (glaze * shade).reshape(-1, 3)
    return np.round(table).astype(np.uint8)


@cache
def colours_of_change() -> NDArray[np.uint8]:
    """The same for differences: number `level * GREYS + grey` is a page grey, and from level 1 on
    one under a colour from purple, for fewer, over white to orange, for more.
    """
    from matplotlib import colormaps

    table = np.array(colours(), dtype=np.float64)
    # the ends are darker still, and nothing could be read in them
    share = np.linspace(1 - _FEWEST, _FEWEST, HEATS - 1)
    hue = 255 + (colormaps["PuOr"](share)[:, None, :3] * 255 - 255) * _OPAQUE_CHANGE
    shade = (_grey_values() / 255)[None, :, None]
    table[GREYS : HEATS * GREYS] = (hue * shade).reshape(-1, 3)
    return np.round(table).astype(np.uint8)


@cache
def colours_of_groups() -> NDArray[np.uint8]:
    """The same for points of groups: the first number of each level is the colour of a group, that
    of the seventh is grey. Okabe and Ito's colours, which everybody tells apart.
    """
    table = np.array(colours())
    table[[GREYS * (group + 1) for group in range(len(_GROUPS_RGB))]] = _GROUPS_RGB
    return table


def picture(numbers: NDArray[np.uint8], table: NDArray[np.uint8] | None = None) -> Image.Image:
    """A palette picture of colour numbers of shape (height, width)."""
    image = Image.frombytes("P", (numbers.shape[1], numbers.shape[0]), numbers.tobytes())
    image.putpalette((colours() if table is None else table).tobytes())
    return image


def simplified(numbers: NDArray[np.uint8], *, heats: int, greys: int) -> Image.Image:
    """A palette picture of page and heat with at most `heats * greys` colours."""
    level, grey = np.divmod(np.arange(HEATS * GREYS), GREYS)
    few = (coarser(HEATS, heats)[level] * GREYS + coarser(GREYS, greys)[grey])[numbers]
    used = np.flatnonzero(np.bincount(few.ravel(), minlength=256))
    places = np.zeros(256, dtype=np.uint8)
    places[used] = np.arange(len(used))
    image = Image.frombytes("P", (few.shape[1], few.shape[0]), places[few].tobytes())
    image.putpalette(colours()[used].tobytes())
    return image


def coarser(steps: int, fewer: int) -> NDArray[np.uint8]:
    """The step that replaces each when only `fewer` of them are left; a single one is the last.

    >>> coarser(5, 3).tolist()
    [0, 2, 2, 4, 4]
    """
    if fewer == 1:
        return np.full(steps, steps - 1, dtype=np.uint8)
    share = np.floor(np.arange(steps) / (steps - 1) * (fewer - 1) + 0.5) / (fewer - 1)
    return np.floor(share * (steps - 1) + 0.5).astype(np.uint8)


def _grey_values() -> NDArray[np.float64]:
    steps = 1 - np.arange(GREYS) / (GREYS - 1)
    return np.asarray(255 - (255 - _DARKEST_GREY) * steps**_GREY_POWER)


def _blends() -> NDArray[np.float64]:
    """Shape (HEATS, GREYS, 3): inferno from light to dark, laid over each grey.

    Nearly a glaze, which darkens letters more than their ground, and a hottest colour that is not
    dark itself: the label of the most clicked button is what people want to read.
    """
    # Imported here: it takes most of a second, which a night without pictures need not pay.
    from matplotlib import colormaps

    level = np.arange(HEATS) / (HEATS - 1)
    hue = colormaps["inferno_r"](0.06 + level * (_HOTTEST - 0.06))[:, None, :3] * 255
    rise = np.clip(level / 0.5, 0, 1)
    opacity = ((rise * rise * (3 - 2 * rise)) ** 0.5 * _OPAQUE_HEAT)[:, None, None]
    grey = _grey_values()[None, :, None]
    glazed = hue * (1 - _GLAZE + _GLAZE * (grey / 255) ** _GLAZE_POWER)
    return np.asarray(grey * (1 - opacity) + glazed * opacity)


def _ramp(rgb: tuple[int, int, int], steps: int) -> NDArray[np.float64]:
    share = np.arange(1, steps + 1)[:, None] / steps
    return np.asarray(255 + (np.array(rgb) - 255) * share)
