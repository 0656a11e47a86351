"""Which pictures a page has: of everybody more kinds than of a segment."""

import polars as pl

from orchestration.pictures.page import PageTask, draw
from tests.transforms.heat.test_element_map import ELEMENTS, element
from tests.transforms.heat.test_page_maps import CELLS, click, grid
from tests.transforms.heat.test_scroll_map import reach
from transforms.heat.page_maps import PageMarts


def test_of_segments_a_night_draws_clicks_and_reach_and_of_everybody_all_kinds() -> None:
    grids = pl.DataFrame([grid(), grid(segment="plan=pro")], infer_schema_length=None)
    cells = [click(80, 80), click(80, 80, segment="plan=pro")]
    reaches = [reach(segment, 60, 30, attention=(60.0, 20.0)) for segment in ("all", "plan=pro")]
    page = PageMarts(
        grids=grids,
        viewed=grids,
        cells=pl.DataFrame(cells, schema=CELLS, orient="row"),
        elements=pl.DataFrame([element(1, 9), element(1, 5, segment="plan=pro")], schema=ELEMENTS),
        reach=pl.concat(reaches),
        screenshot=None,
    )

    pictures = draw(PageTask(page, {}, minimum_cell_users=1))

    drawn = {(one.row["segment"], one.row["kind"]) for one in pictures}
    of_segments = {"clicks", "scroll_reach"}
    assert drawn == {
        *(("plan=pro", kind) for kind in of_segments),
        *(("all", kind) for kind in {*of_segments, "attention", "elements", "click_rate"}),
    }
    assert len(pictures) == len(drawn)
