"""Which pictures a page has: of everybody more kinds than of a segment."""

from typing import Any

import polars as pl
import pytest

from orchestration.pictures.page import PageTask, draw
from orchestration.pictures.paths import picture_path
from tests.transforms.heat.test_element_map import ELEMENTS, element
from tests.transforms.heat.test_page_maps import CELLS, click, grid
from tests.transforms.heat.test_scroll_map import reach
from transforms.heat import click_rate
from transforms.heat.click_map import CLICK_RATE
from transforms.heat.page_maps import PageMarts, content_ids
from transforms.heat.sizes import CELL_PX


def page_of(*cells: tuple[Any, ...]) -> PageMarts:
    """A page of everybody and of `pro` with these cells, and with everything else."""
    grids = pl.DataFrame([grid(), grid(segment="plan=pro")], infer_schema_length=None)
    reaches = [reach(segment, 60, 30, attention=(60.0, 20.0)) for segment in ("all", "plan=pro")]
    return PageMarts(
        grids=grids,
        viewed=grids,
        cells=pl.DataFrame(cells, schema=CELLS, orient="row"),
        elements=pl.DataFrame([element(1, 9), element(1, 5, segment="plan=pro")], schema=ELEMENTS),
        reach=pl.concat(reaches),
        screenshot=None,
    )


def test_of_segments_a_night_draws_clicks_and_reach_and_of_everybody_all_kinds() -> None:
    page = page_of(click(80, 80), click(80, 80, segment="plan=pro"))

    pictures = draw(PageTask(page, {}, minimum_cell_users=1))

    drawn = {(one.row["segment"], one.row["kind"]) for one in pictures}
    of_segments = {"clicks", "scroll_reach"}
    assert drawn == {
        *(("plan=pro", kind) for kind in of_segments),
        *(("all", kind) for kind in {*of_segments, "attention", "elements", "click_rate"}),
    }
    assert len(pictures) == len(drawn)


def test_nothing_of_a_page_is_smoothed_when_all_its_pictures_are_drawn() -> None:
    """A cell left of its page, which smoothing refuses, shows whether anything was smoothed."""
    outside = page_of(("all", "page", CELL_PX, -CELL_PX, 80, 3.0))
    ids = content_ids(outside, minimum_cell_users=1)
    known = {
        picture_path(grid()["event_date"], "/pricing", segment, "desktop"): ids[segment]
        for segment in ids
    }
    rate = picture_path(grid()["event_date"], "/pricing", "all", "desktop", kind=CLICK_RATE)
    known[rate] = click_rate.content_id(outside, minimum_cell_users=1)

    kept = [one for one in draw(PageTask(outside, known, 1)) if one.rel_path in known]

    assert {one.rel_path for one in kept} == {*known}
    assert all(one.png is None for one in kept)
    with pytest.raises(ValueError, match="outside of the grid"):
        draw(PageTask(outside, {**known, rate: "other"}, 1))
    with pytest.raises(ValueError, match="outside of the grid"):
        draw(PageTask(outside, dict(list(known.items())[1:]), 1))
