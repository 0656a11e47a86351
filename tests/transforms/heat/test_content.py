"""A picture is another one when anything that is drawn is another, and not otherwise."""

import datetime as dt
from typing import Any

import numpy as np
import pytest

from tests.transforms.heat.test_page_maps import click, grid, maps, marts_of
from tests.transforms.pictures.maps import screenshot
from transforms.heat.page_maps import click_maps, content_ids
from transforms.heat.sizes import CELL_PX


def content(*grids: dict[str, Any], minimum_cell_users: int = 5, **rows: Any) -> list[str]:
    """What they are drawn from."""
    ids = content_ids(marts_of(*grids, **rows), minimum_cell_users=minimum_cell_users)
    assert [*ids] == [one["segment"] for one in grids]
    return [*ids.values()]


def test_more_clicks_are_another_picture_of_the_same_grid() -> None:
    (one,), (other,) = maps(grid()), maps(grid(click_count=41))

    assert one.grid_id == other.grid_id
    assert content(grid()) != content(grid(click_count=41))
    assert content(grid()) == content(grid())


def test_another_kind_or_number_of_days_is_another_picture() -> None:
    week = {"event_date": dt.date(2026, 11, 16), "period": "week", "left_out_day_count": 1}
    weeks = [grid(**week, last_date=dt.date(2026, 11, 20), day_count=count) for count in (5, 4)]

    assert content(grid(kind="rage_clicks")) != content(grid())
    assert content(weeks[0]) != content(weeks[1])


@pytest.mark.parametrize(
    "change",
    [
        {"cells": [click(88, 80)]},
        {"cells": [click(80, 80, 2.0)]},
        {"cells": [("all", "fixed", CELL_PX, 80, 80, 1.0)]},
        {"cells": [("all", "page", 2 * CELL_PX, 80, 80, 1.0)]},
        {"reach": [("all", 0, 90, 100)]},
        {"elements": [("all", 1, "Buy", "#buy", 5, 0.5, 10, 40, "page")]},
        {"page": screenshot(np.zeros((1500, 720)))},
        {"minimum_cell_users": 6},
    ],
)
def test_whatever_is_drawn_is_another_picture_when_it_is_another(change: dict[str, Any]) -> None:
    assert content(grid(), cells=[click(80, 80)]) != content(
        grid(), **{"cells": [click(80, 80)], **change}
    )


def test_a_segment_has_another_picture_when_the_shared_scale_may_be_another() -> None:
    pro = grid(segment="plan=pro", page_view_count=50)
    own = click(80, 80, 9.0, segment="plan=pro")

    before = content(grid(), pro, cells=[click(80, 80), own])
    with_clicks = content(grid(), pro, cells=[click(80, 80, 2.0), own])
    with_views = content(grid(page_view_count=101), pro, cells=[click(80, 80), own])
    with_words = content(grid(click_count=41), pro, cells=[click(80, 80), own])

    assert not {*before} & {*with_clicks}
    assert not {*before} & {*with_views}
    assert with_words[1:] == before[1:]


def test_the_order_that_cells_are_read_in_is_no_other_picture() -> None:
    cells = [click(80, 80), click(8, 80), ("all", "fixed", CELL_PX, 80, 80, 1.0)]

    assert content(grid(), cells=cells) == content(grid(), cells=cells[::-1])


def test_some_of_the_segments_are_drawn_on_the_scale_of_all() -> None:
    cells = [click(80, 80, 400.0), click(80, 80, 4.0, segment="plan=pro")]
    page = marts_of(grid(), grid(segment="plan=pro"), cells=cells)

    both = list(click_maps(page, minimum_cell_users=5))
    (alone,) = click_maps(page, minimum_cell_users=5, segments=["plan=pro"])

    assert alone.segment == "plan=pro"
    assert alone.scale_maximum == both[1].scale_maximum > 1
    assert not list(click_maps(page, minimum_cell_users=5, segments=[]))
