"""An element has its clicks by the page views of its own segment, and all segments one scale."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl
import pytest

from tests.transforms.heat.test_page_maps import CELLS, REACH, grid
from transforms.heat.element_map import (
    LISTED,
    ElementMap,
    content_id,
    element_list,
    element_maps,
)
from transforms.heat.page_maps import PageMarts

ELEMENTS = {
    "segment": pl.String,
    "rank": pl.Int64,
    "label": pl.String,
    "element_key": pl.String,
    "click_count": pl.Int64,
    "user_count": pl.Int64,
    "click_share": pl.Float64,
    "exposure_rate": pl.Float64,
    "x_px": pl.Int32,
    "y_px": pl.Int32,
    "left_px": pl.Int32,
    "top_px": pl.Int32,
    "width_px": pl.Int32,
    "height_px": pl.Int32,
    "layer": pl.String,
}
"""Columns of heatmap_elements, and how many page views had the element on the screen."""


def element(rank: int, clicks: int, **changes: Any) -> dict[str, Any]:
    """A row of heatmap_elements; a button of 120 by 40 px."""
    return {
        "segment": "all",
        "rank": rank,
        "label": f"Button {rank}",
        "element_key": f"#b{rank}",
        "click_count": clicks,
        "user_count": clicks,
        "click_share": clicks / 100,
        "exposure_rate": 0.5,
        "x_px": 200 * rank,
        "y_px": 300,
        "left_px": 200 * rank - 60,
        "top_px": 280,
        "width_px": 120,
        "height_px": 40,
        "layer": "page",
        **changes,
    }


def maps(
    grids: list[dict[str, Any]],
    *elements: dict[str, Any],
    kind: str = "elements",
    schema: Mapping[str, Any] = ELEMENTS,
    reach: Sequence[tuple[str, int, int, int]] = (),
) -> list[ElementMap]:
    """The element maps of a page with these rows."""
    shown = pl.DataFrame(grids, infer_schema_length=None)
    return list(
        element_maps(
            PageMarts(
                grids=shown,
                viewed=shown,
                cells=pl.DataFrame([], schema=CELLS),
                elements=pl.DataFrame(elements, schema=schema),
                reach=pl.DataFrame(reach, schema=REACH, orient="row"),
                screenshot=None,
            ),
            kind,
        )
    )


def test_a_map_of_a_goal_has_the_rates_that_are_given_and_none_where_nothing_follows() -> None:
    kind, rates = "value_per_click:bought", {**ELEMENTS, "rate": pl.Float64}
    grids = [grid(page_view_count=100), grid(segment="plan=pro", page_view_count=20)]

    shown = maps(grids, element(1, 30, rate=12.5), kind=kind, schema=rates)
    nothing = maps(grids, element(1, 30, rate=0.0), kind=kind, schema=rates)

    (of_goal,) = shown
    assert (of_goal.title, of_goal.goal) == ("/pricing: value per click, bought", "bought")
    assert (of_goal.elements[0].rate, of_goal.scale_maximum) == (12.5, 12.5)
    assert nothing == []
    assert of_goal.grid_id != maps(grids, element(1, 30))[0].grid_id


def test_a_rate_is_of_the_page_views_of_the_segment_on_a_scale_of_all() -> None:
    """8 of 20 page views is the highest rate, though `all` has more clicks."""
    everybody, pro = maps(
        [grid(page_view_count=100), grid(segment="plan=pro", page_view_count=20)],
        element(1, 30),
        element(2, 10),
        element(1, 8, segment="plan=pro"),
    )

    assert [one.rate for one in everybody.elements] == [0.3, 0.1]
    assert [one.rate for one in pro.elements] == [0.4]
    assert everybody.scale_maximum == pro.scale_maximum == 0.4
    assert (everybody.clicks, everybody.page_views) == (40, 100)


def test_without_page_views_a_rate_is_the_share_of_the_clicks() -> None:
    (shown,) = maps([grid(page_view_count=0)], element(1, 30))

    assert shown.page_views is None and shown.elements[0].rate == 0.3


def test_a_segment_without_any_place_has_no_map_and_one_place_is_enough() -> None:
    nowhere: dict[str, Any] = {"x_px": None, "y_px": None, "layer": None}

    assert maps([grid()], element(1, 3, **nowhere)) == []
    (shown,) = maps([grid()], element(1, 3, **nowhere), element(2, 2))
    assert [one.has_place for one in shown.elements] == [False, True]


def test_a_withheld_segment_has_no_map() -> None:
    """Rows of a grid that is not among those that are shown."""
    assert maps([grid()], element(1, 3, segment="plan=pro")) == []


@pytest.mark.parametrize(("there", "listed"), [(LISTED, LISTED), (LISTED + 1, LISTED)])
def test_the_most_clicked_are_drawn_and_all_are_counted(there: int, listed: int) -> None:
    (shown,) = maps([grid()], *(element(rank, 90 - rank) for rank in range(1, there + 1)))

    assert len(shown.elements) == listed and shown.element_count == there
    assert shown.elements[-1].rank == listed


def test_a_list_has_no_page_and_any_change_gives_it_another_name() -> None:
    of_page = {
        "feature": "/app",
        "feature_title": None,
        "segment": "all",
        "event_date": date(2026, 11, 21),
        "page_view_count": 50,
    }
    rows = [element(1, 10, x_px=None, y_px=None), element(2, 5, x_px=None, y_px=None)]

    shown, again = (element_list(of_page, pl.DataFrame(rows, schema=ELEMENTS)) for _ in range(2))
    other = element_list({**of_page, "page_view_count": 51}, pl.DataFrame(rows, schema=ELEMENTS))

    assert shown is not None and again is not None and other is not None
    assert (shown.band, shown.reference_width_px, shown.scale_maximum) == ("(all)", None, 0.2)
    assert content_id(shown) == content_id(again) != content_id(other)


def test_an_element_was_seen_by_the_page_views_of_the_band_that_got_to_it() -> None:
    """Other bands have other folds, so that the rate of all screens says nothing here."""
    reach = [("all", 0, 50, 50), ("all", 300, 40, 50), ("all", 400, 30, 50)]

    (shown,) = maps(
        [grid(page_view_count=50)],
        element(1, 30, y_px=399),
        element(2, 20, y_px=400),
        element(3, 10, y_px=700, layer="fixed"),
        element(4, 5, y_px=900),
        element(5, 4, y_px=None, x_px=None, layer=None),
        reach=reach,
    )

    assert [one.seen for one in shown.elements] == [0.8, 0.6, 1.0, None, None]


def test_of_elements_without_places_the_rate_of_all_screens_is_told() -> None:
    rows = pl.DataFrame([element(1, 30, x_px=None, y_px=None)], schema=ELEMENTS)

    listed = element_list(grid(page_view_count=50), rows)

    assert listed is not None
    assert listed.elements[0].seen == 0.5
