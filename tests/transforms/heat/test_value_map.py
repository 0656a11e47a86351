"""A value map has what sessions brought that clicked a place, told as a value and not as clicks."""

from typing import Any

import polars as pl

from tests.transforms.heat.test_page_maps import CELLS, ELEMENTS, REACH, grid
from transforms.heat.click_map import ClickMap
from transforms.heat.page_maps import PageMarts
from transforms.heat.value_map import value_map
from transforms.pictures.wording import alt_text, footnotes, key_figures, legend


def mapped(*values: dict[str, Any], views: int = 200) -> ClickMap | None:
    """The value map of a page with these cells of 32 px."""
    of_goal = grid(
        kind="clicks_before:bought", click_count=40, user_count=12, page_view_count=views
    )
    rows = pl.DataFrame([of_goal], infer_schema_length=None)
    page = PageMarts(
        grids=rows,
        viewed=rows,
        cells=pl.DataFrame([], schema=CELLS),
        elements=pl.DataFrame([], schema=ELEMENTS),
        reach=pl.DataFrame([], schema=REACH),
        screenshot=None,
    )
    cell = {"layer": "page", "cell_px": 32, "x_px": 320, "y_px": 320, "value": 0.0}
    some = pl.DataFrame([{**cell, **value} for value in values], schema_overrides=CELLS)
    return value_map(page, some, "bought")


def test_the_heat_lies_where_the_value_is_and_adds_up_to_it() -> None:
    shown = mapped({"value": 300.0}, {"x_px": 640, "value": 100.0})

    assert shown is not None
    density = shown.page_density
    # of 20 x 20 px, in cells of 8
    assert round(float(density.sum()) * (8 / 20) ** 2) == 400
    assert density[42, 42] > 2.9 * density[42, 82] > 0
    assert density[80, 42] == 0


def test_a_value_that_was_taken_back_and_a_page_without_any_have_no_map() -> None:
    assert mapped({"value": 0.0}, {"value": -5.0}) is None


def test_the_words_are_of_a_value_and_the_figures_of_clicks() -> None:
    shown = mapped({"value": 300.0, "layer": "fixed", "y_px": 0})

    assert shown is not None
    assert legend(shown).startswith("value of bought per 1,000 page views on 20 × 20 px")
    assert ("40", "clicks before bought") in key_figures(shown)
    assert not any("fixed" in label for _, label in key_figures(shown))
    assert any("whom nobody has more than half" in note for note in footnotes(shown))
    assert alt_text(shown).startswith("Value map of /pricing: value before bought")
