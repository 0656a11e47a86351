"""Grids: from the published cells of a map to an array, its smoothed density and a shared scale.

What to put here: arrays of clicks and the numbers that describe them. What not to: colours and
letters (`palette.py`, `images.py`). Arrays have shape (rows, columns); row 0 is the top of the
page, and a grid cell is a square of `CELL_PX` css px at the band's drawn width.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Final, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from transforms.heat.sizes import CELL_PX, TALLEST_PAGE_PX

Layer = Literal["page", "fixed"]
"""Where clicks lie: on the page, or on elements that stay in place on the screen."""

SIGMA_PX: Final = 18
"""Bandwidth of the smoothing, css px: about half a button. Fixed, because bandwidths chosen from
the data smear neighbouring buttons into one."""

SIGMAS_ACROSS: Final = 30
"""A page is at least so many bandwidths wide: five buttons side by side, which is what a phone has
room for, are then six apart, and not one spot."""

UNIT_PX: Final = 20
"""A density counts clicks per square of this edge, css px."""

SCALE_QUANTILE: Final = 0.995
"""The hottest colour begins here, so that one outlier does not pale all the rest."""

MIN_SCALE: Final = 1.0
"""Least density of the hottest colour, smoothed by SIGMA_PX: five clicks on one spot, so that few
clicks never glow."""


def sigma_px(width_px: int) -> int:
    """Bandwidth of the smoothing of a page that is drawn at a width, css px.

    >>> sigma_px(1440), sigma_px(820), sigma_px(390)
    (18, 18, 13)
    """
    return max(CELL_PX, min(SIGMA_PX, width_px // SIGMAS_ACROSS))


def one_click(sigma_px: float = SIGMA_PX) -> float:
    """Density in the middle of one smoothed click."""
    return float(UNIT_PX**2 / (2 * np.pi * sigma_px**2))


def grid_height_px(cells: pl.DataFrame, *, layer: Layer, at_least_px: int) -> int:
    """Height of a grid with every cell of a layer: a page may be taller than its median height.

    >>> cells = pl.DataFrame({"layer": ["page"], "cell_px": [16], "y_px": [1120]})
    >>> grid_height_px(cells, layer="page", at_least_px=900)
    1136
    """
    bottoms = cells["y_px"].to_numpy().astype(np.int64) + cells["cell_px"].to_numpy()
    return int(bottoms[(cells["layer"] == layer).to_numpy()].max(initial=at_least_px))


def places(cells: pl.DataFrame) -> NDArray[np.float64]:
    """What is drawn of cells, in one order however they were read: 1 for those of fixed elements
    and 0 for others, `cell_px`, `y_px`, `x_px` and `clicks`, shape (5, cells).

    By NumPy, because a page has many small tables, and Polars plans every query anew.
    """
    is_fixed = (cells["layer"] == "fixed").to_numpy()
    numbers = [cells[name].to_numpy() for name in ("cell_px", "y_px", "x_px", "clicks")]
    found = np.array([is_fixed, *numbers], dtype=np.float64)
    return found[:, np.lexsort(found[::-1])]


def dense_grid(
    cells: pl.DataFrame, *, layer: Layer, width_px: int, height_px: int
) -> NDArray[np.float64]:
    """Clicks per finest cell, shape (ceil(height / 8), ceil(width / 8)).

    Args:
        cells: `cell_px` (a multiple of 8), `x_px` and `y_px` (left and top, css px), `clicks`,
            `layer`.
        layer: the layer to take.
        width_px: drawn width, css px.
        height_px: height, css px.

    A coarser cell is spread evenly over those of its finest cells that lie in the grid, so the sum
    of the grid is the sum of the clicks.

    Raises:
        ValueError: a cell lies wholly outside of the grid, or a size makes no sense.

    >>> cells = pl.DataFrame(
    ...     {"cell_px": [8, 16], "x_px": [0, 0], "y_px": [0, 16], "clicks": [6.0, 4.0],
    ...      "layer": ["page", "page"]}
    ... )
    >>> dense_grid(cells, layer="page", width_px=16, height_px=32)
    array([[6., 0.],
           [0., 0.],
           [1., 1.],
           [1., 1.]])
    """
    rows, columns = _shape(width_px, height_px)
    grid = np.zeros(rows * columns, dtype=np.float64)
    # A fixed order: sums of floats depend on it, and the bytes of a picture on the sums.
    is_fixed, *found = places(cells)
    chosen = np.array(found)[:, is_fixed == (layer == "fixed")]
    for cell_px in dict.fromkeys(chosen[0].tolist()):
        group = chosen[:, chosen[0] == cell_px]
        grid += _spread(group, span=_span(cell_px), rows=rows, columns=columns)
    return grid.reshape(rows, columns)


def smooth(grid: NDArray[np.float64], *, sigma_px: float = SIGMA_PX) -> NDArray[np.float64]:
    """Density in clicks per 20 x 20 px: the grid after a Gaussian of `sigma_px` css px.

    What would spill over an edge is mirrored back, so no click is lost. Rounded to a millionth, so
    that the last bit of a processor's arithmetic changes no picture.

    >>> one_click = np.zeros((40, 40)); one_click[20, 0] = 1
    >>> density = smooth(one_click)
    >>> round(float(density.sum()) * (CELL_PX / UNIT_PX) ** 2, 3)
    1.0
    """
    blurred = gaussian_filter(grid, sigma=sigma_px / CELL_PX, mode="reflect")
    return np.round(blurred * (UNIT_PX / CELL_PX) ** 2, 6)


def overlaid(page: NDArray[np.float64], fixed: NDArray[np.float64] | None) -> NDArray[np.float64]:
    """The page's density with that of fixed elements added where they sit on the first screen.

    >>> overlaid(np.ones((3, 1)), np.full((2, 1), 5.0)).tolist()
    [[6.0], [6.0], [1.0]]
    """
    if fixed is None:
        return page
    total = np.zeros((max(len(page), len(fixed)), page.shape[1]))
    total[: len(page)] += page
    total[: len(fixed)] += fixed
    return total


def shared_scale(densities: Sequence[NDArray[np.float64]], page_views: Sequence[int]) -> float:
    """The rate that gets the hottest colour: clicks per 1,000 page views and 20 x 20 px.

    The 99.5th percentile over the non-empty cells of all segments of a page, date and band, where a
    cell weighs as many as its segment has page views: otherwise the one click of a segment of ten
    people would set the scale of all. Without page views the rates are plain clicks.

    Args:
        densities: one array per segment, clicks per 20 x 20 px.
        page_views: their page views, in the same order.

    >>> shared_scale([np.array([[2.0, 8.0]]), np.array([[1.0, 4.0]])], [1000, 500])
    8.0
    """
    rates, weights = [], []
    for density, views in zip(densities, page_views, strict=True):
        filled = density[density > 0]
        rates.append(filled * 1000 / max(views, 1))
        weights.append(np.full(len(filled), max(views, 1), dtype=np.float64))
    rate, weight = np.concatenate([[], *rates]), np.concatenate([[], *weights])
    if not len(rate):
        return 0.0
    order = np.argsort(rate)  # of equal rates any may be the first
    reached = np.cumsum(weight[order])
    return float(rate[order][np.searchsorted(reached, SCALE_QUANTILE * reached[-1])])


def scale_maximum(scale: float, *, page_views: int, sigma_px: float = SIGMA_PX) -> float:
    """The density that gets the hottest colour in one segment's picture.

    >>> scale_maximum(8.0, page_views=500), scale_maximum(8.0, page_views=10)
    (4.0, 1.0)
    """
    least = MIN_SCALE * one_click(sigma_px) / one_click()
    return round(max(least, scale * max(page_views, 1) / 1000), 6)


def grid_id(parameters: Mapping[str, object]) -> str:
    """16 hex digits that name everything that shaped a grid: the hash of the canonical JSON.

    >>> grid_id({"band": "phone", "cell_px": 8}) == grid_id({"cell_px": 8, "band": "phone"})
    True
    """
    canonical = json.dumps(
        parameters, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    )
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()[:16]


def _shape(width_px: int, height_px: int) -> tuple[int, int]:
    if not (0 < width_px <= TALLEST_PAGE_PX and 0 < height_px <= TALLEST_PAGE_PX):
        raise ValueError(f"no page is {width_px} x {height_px} px")
    return -(-height_px // CELL_PX), -(-width_px // CELL_PX)


def _span(cell_px: float) -> int:
    span, rest = divmod(int(cell_px), CELL_PX)
    if rest or span < 1:
        raise ValueError(f"a cell of {cell_px:g} px is not made of cells of {CELL_PX} px")
    return span


def _spread(
    cells: NDArray[np.float64], *, span: int, rows: int, columns: int
) -> NDArray[np.float64]:
    """Flat grid of cells, as `places` has them, that are `span` finest cells wide and high."""
    top, left = cells[1:3].astype(np.int64) // CELL_PX
    wide = np.minimum(left + span, columns) - np.maximum(left, 0)
    high = np.minimum(top + span, rows) - np.maximum(top, 0)
    if len(left) and min(wide.min(), high.min()) <= 0:
        raise ValueError(f"a cell lies outside of the grid of {rows} x {columns} cells")
    inside = wide * high
    share = cells[3] / inside
    step = np.arange(span)
    y, x = np.broadcast_arrays(
        top[:, None, None] + step[:, None], left[:, None, None] + step[None, :]
    )
    kept = (x >= 0) & (y >= 0) & (x < columns) & (y < rows)
    weight = np.broadcast_to(share[:, None, None], x.shape)
    flat = np.zeros(rows * columns, dtype=np.float64)
    np.add.at(flat, (y * columns + x)[kept], weight[kept])
    return flat
