"""Grids keep every click, whatever the cells, and scales are shared fairly."""

from itertools import permutations
from random import Random

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.heat.grids import (
    MIN_SCALE,
    UNIT_PX,
    dense_grid,
    grid_height_px,
    grid_id,
    overlaid,
    scale_maximum,
    shared_scale,
    smooth,
)
from transforms.heat.sizes import CELL_PX

WIDTH_PX, HEIGHT_PX = 390, 700


def frame(rows: list[tuple[int, int, int, float, str]]) -> pl.DataFrame:
    names = {
        "cell_px": pl.Int16,
        "x_px": pl.Int32,
        "y_px": pl.Int32,
        "clicks": pl.Float64,
        "layer": pl.String,
    }
    return pl.DataFrame(rows, schema=names, orient="row")


@st.composite
def cell(draw: st.DrawFn) -> tuple[int, int, int, float, str]:
    """A cell that touches the page, also one that reaches over its edges."""
    size, begins = draw(st.sampled_from([(8, 0), (32, 0), (32, -16), (64, 0), (64, -32)]))
    x = draw(st.integers(0, (WIDTH_PX - 1) // size))
    y = draw(st.integers(0, (HEIGHT_PX - 1) // size))
    clicks = draw(st.floats(0.001, 1e6))
    return (
        size,
        x * size + begins,
        y * size + begins,
        clicks,
        draw(st.sampled_from(["page", "fixed"])),
    )


@given(st.lists(cell(), max_size=60))
def test_every_click_is_in_the_grid_of_its_layer(
    rows: list[tuple[int, int, int, float, str]],
) -> None:
    for layer in ("page", "fixed"):
        expected = sum(clicks for *_, clicks, of in rows if of == layer)

        grid = dense_grid(frame(rows), layer=layer, width_px=WIDTH_PX, height_px=HEIGHT_PX)

        assert grid.shape == (88, 49)
        assert grid.sum() == pytest.approx(expected)


@given(st.lists(cell(), max_size=40))
def test_smoothing_loses_no_click(rows: list[tuple[int, int, int, float, str]]) -> None:
    grid = dense_grid(frame(rows), layer="page", width_px=WIDTH_PX, height_px=HEIGHT_PX)

    density = smooth(grid)

    assert density.min() >= 0
    assert density.sum() * (CELL_PX / UNIT_PX) ** 2 == pytest.approx(grid.sum(), abs=1e-3)


@given(st.lists(cell(), max_size=30), st.randoms(use_true_random=False))
def test_the_order_of_cells_changes_no_byte(
    rows: list[tuple[int, int, int, float, str]], random: Random
) -> None:
    shuffled = list(dict.fromkeys(rows))
    before = dense_grid(frame(shuffled), layer="page", width_px=WIDTH_PX, height_px=HEIGHT_PX)
    random.shuffle(shuffled)

    after = dense_grid(frame(shuffled), layer="page", width_px=WIDTH_PX, height_px=HEIGHT_PX)

    assert smooth(after).tobytes() == smooth(before).tobytes()


def test_cells_of_three_sizes_at_one_place_add_up_to_the_same_bytes_in_any_order() -> None:
    cells = [(8, 0, 0, 0.1, "page"), (16, 0, 0, 0.2, "page"), (64, 0, 0, 0.3, "page")]

    found = {
        dense_grid(frame(list(order)), layer="page", width_px=64, height_px=64).tobytes()
        for order in permutations(cells)
    }

    assert len(found) == 1


def test_a_coarse_cell_at_the_edge_is_spread_over_its_part_in_the_page() -> None:
    cells = frame([(64, 384, 0, 8.0, "page")])

    grid = dense_grid(cells, layer="page", width_px=390, height_px=16)

    assert np.count_nonzero(grid) == 2
    assert grid[:, 48].tolist() == [4.0, 4.0]


def test_a_coarse_cell_that_begins_outside_is_spread_over_its_part_in_the_page() -> None:
    grid = dense_grid(
        frame([(64, -32, -32, 8.0, "page")]), layer="page", width_px=390, height_px=64
    )

    assert grid[:4, :4].tolist() == [[0.5] * 4] * 4
    assert np.count_nonzero(grid) == 16


@pytest.mark.parametrize("cell_px, x, y", [(8, 392, 0), (8, 0, 704), (16, -16, 0)])
def test_a_cell_outside_of_the_page_is_an_error(cell_px: int, x: int, y: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        dense_grid(frame([(cell_px, x, y, 1.0, "page")]), layer="page", width_px=390, height_px=700)


def test_cells_that_are_not_made_of_the_finest_are_an_error() -> None:
    with pytest.raises(ValueError, match="12 px"):
        dense_grid(frame([(12, 0, 0, 1.0, "page")]), layer="page", width_px=390, height_px=700)


@pytest.mark.parametrize("size", [(0, 10), (10, 0), (10, 10**9)])
def test_impossible_pages_are_an_error(size: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no page"):
        dense_grid(frame([]), layer="page", width_px=size[0], height_px=size[1])


def test_the_height_holds_the_deepest_cell_of_the_layer_only() -> None:
    cells = frame([(64, 0, 1280, 1.0, "page"), (8, 0, 4000, 1.0, "fixed")])

    assert grid_height_px(cells, layer="page", at_least_px=900) == 21 * 64
    assert grid_height_px(cells, layer="page", at_least_px=2000) == 2000


def test_the_middle_of_one_click_is_the_hottest_cell() -> None:
    grid = dense_grid(
        frame([(8, 160, 240, 1.0, "page")]), layer="page", width_px=390, height_px=700
    )

    density = smooth(grid)

    assert density.argmax() == 30 * density.shape[1] + 20
    assert density.max() == pytest.approx(0.1965, rel=0.02)


def test_fixed_elements_lie_over_the_top_of_the_page_and_lose_no_click() -> None:
    page, fixed = np.ones((4, 3)), np.full((6, 3), 2.0)

    total = overlaid(page, fixed)

    assert total.sum() == page.sum() + fixed.sum()
    assert page.sum() == 12


def test_a_tiny_segment_does_not_set_the_scale_of_all() -> None:
    everybody = np.linspace(0.01, 10, 2000).reshape(40, 50)
    few = np.full((1, 50), 5.0)

    alone = shared_scale([everybody], [10_000])
    together = shared_scale([everybody, few], [10_000, 5])

    assert together == pytest.approx(alone, rel=0.01)


def test_equal_rates_get_equal_shares_of_the_scale() -> None:
    large, small = np.full((5, 5), 40.0), np.full((5, 5), 10.0)
    scale = shared_scale([large, small], [4000, 1000])

    shares = [
        density.max() / scale_maximum(scale, page_views=views)
        for density, views in ((large, 4000), (small, 1000))
    ]

    assert shares == [1.0, 1.0]


@pytest.mark.parametrize("densities", [[], [np.zeros((3, 3))]])
def test_without_clicks_the_scale_is_the_least(densities: list[np.ndarray]) -> None:
    scale = shared_scale(densities, [0] * len(densities))

    assert scale_maximum(scale, page_views=0) == MIN_SCALE


def test_a_grid_is_named_by_all_that_shaped_it() -> None:
    name = grid_id({"cell_px": 8, "rules": ["/a", "/b"]})

    assert len(name) == 16 and int(name, 16) >= 0
    assert grid_id({"rules": ["/b", "/a"], "cell_px": 8}) != name
    with pytest.raises(ValueError):
        grid_id({"sigma_px": float("nan")})
