"""A picture shows the numbers of its own segment, and all segments of a page share one scale."""

import datetime as dt
from typing import Any

import numpy as np
import polars as pl
import pytest

from tests.transforms.pictures.maps import screenshot
from transforms.heat.click_map import ClickMap
from transforms.heat.grids import SIGMA_PX, UNIT_PX
from transforms.heat.page_maps import SHORTEST_PAGE_PX, PageMarts, click_maps
from transforms.heat.periods import Span
from transforms.heat.sizes import CELL_PX, TALLEST_PAGE_PX
from transforms.pictures import palette
from transforms.pictures.wording import footnotes

CELLS = {
    "segment": pl.String,
    "layer": pl.String,
    "cell_px": pl.Int16,
    "x_px": pl.Int32,
    "y_px": pl.Int32,
    "clicks": pl.Float64,
}
REACH = {
    "segment": pl.String,
    "depth_px": pl.Int32,
    "reaching_count": pl.Int64,
    "page_view_count": pl.Int64,
}
ELEMENTS = {
    "segment": pl.String,
    "rank": pl.Int64,
    "label": pl.String,
    "element_key": pl.String,
    "click_count": pl.Int64,
    "click_share": pl.Float64,
    "x_px": pl.Int32,
    "y_px": pl.Int32,
    "layer": pl.String,
}
"""Columns of heatmap_elements that a click map needs."""


def grid(**changes: Any) -> dict[str, Any]:
    """A row of marts.heatmap_grids; tests change it."""
    return {
        "feature": "/pricing",
        "feature_title": None,
        "kind": "clicks",
        "segment": "all",
        "band": "desktop",
        "drawn_width_px": 1440,
        "fold_px": 800,
        "document_height_px": 2000,
        "click_count": 40,
        "user_count": 20,
        "page_view_count": 100,
        "below_fold_count": 10,
        "suppressed_click_count": 0.0,
        "out_of_range_count": 0,
        "unlocated_count": 0,
        "anchored_count": 0,
        "in_scroller_count": 0,
        "rules_id": "rules",
        "event_date": dt.date(2026, 11, 21),
        **changes,
    }


def click(x_px: int, y_px: int, clicks: float = 1.0, *, segment: str = "all") -> tuple[Any, ...]:
    """A finest cell of the page."""
    return segment, "page", CELL_PX, x_px // CELL_PX * CELL_PX, y_px // CELL_PX * CELL_PX, clicks


def marts_of(
    *grids: dict[str, Any],
    cells: list[tuple[Any, ...]] | None = None,
    elements: list[tuple[Any, ...]] | None = None,
    reach: list[tuple[Any, ...]] | None = None,
    page: bytes | None = None,
) -> PageMarts:
    """A page with these rows."""
    shown = pl.DataFrame(grids, infer_schema_length=None)
    return PageMarts(
        grids=shown,
        viewed=shown,
        cells=pl.DataFrame(cells or [], schema=CELLS, orient="row"),
        elements=pl.DataFrame(elements or [], schema=ELEMENTS, orient="row"),
        reach=pl.DataFrame(reach or [], schema=REACH, orient="row"),
        screenshot=page,
    )


def maps(*grids: dict[str, Any], minimum_cell_users: int = 5, **rows: Any) -> list[ClickMap]:
    """The click maps of a page with these rows."""
    return list(click_maps(marts_of(*grids, **rows), minimum_cell_users=minimum_cell_users))


def test_a_picture_has_the_title_of_its_page_or_its_name() -> None:
    (named,) = maps(grid())
    (titled,) = maps(grid(feature_title="Plans and prices"))

    assert (named.title, named.page) == ("/pricing: clicks", None)
    assert (titled.title, titled.page) == ("Plans and prices: clicks", "/pricing")


def test_the_share_below_the_fold_is_one_of_the_clicks() -> None:
    (shown,) = maps(grid(click_count=40, below_fold_count=10, page_view_count=100))

    assert shown.below_fold_share == 0.25


def test_what_is_hidden_is_a_share_of_the_clicks() -> None:
    (shown,) = maps(grid(click_count=40, suppressed_click_count=30.0))

    assert shown.suppressed_share == 0.75


def test_each_segment_has_its_own_clicks() -> None:
    everybody, few = maps(
        grid(),
        grid(segment="plan=pro", click_count=4),
        cells=[click(80, 80, 36.0), click(80, 80, 4.0, segment="plan=pro")],
    )

    sums = [one.page_density.sum() * (CELL_PX / UNIT_PX) ** 2 for one in (everybody, few)]
    assert sums == pytest.approx([36, 4], abs=1e-3)
    assert (everybody.segment, few.segment) == ("all", "plan=pro")


def test_the_same_rate_of_clicks_is_the_same_colour_in_every_segment() -> None:
    everybody, few = maps(
        grid(page_view_count=1000),
        grid(segment="plan=pro", page_view_count=250),
        cells=[click(80, 80, 400.0), click(80, 80, 100.0, segment="plan=pro")],
    )

    hottest = [one.page_density.max() / one.scale_maximum for one in (everybody, few)]
    assert hottest[0] == pytest.approx(hottest[1])


def test_buttons_side_by_side_on_a_phone_are_spots_of_their_own() -> None:
    """Two of five across 390 px, 80 px apart: midway is 2 exp(-40² / (2 · 13²)) of their heat,
    and smoothed as on a desktop 2 exp(-40² / (2 · 18²)).
    """
    row = [click(x, 80, 40.0) for x in (120, 200)]
    (phone,) = maps(grid(band="phone", drawn_width_px=390), cells=row)
    (desktop,) = maps(grid(), cells=row)

    def between(shown: ClickMap) -> float:
        return float(shown.page_density[10, 20] / shown.page_density[10, 15])

    assert (phone.sigma_px, desktop.sigma_px) == (13, 18)
    assert between(phone) == pytest.approx(0.018, abs=0.002)
    assert between(desktop) == pytest.approx(0.169, abs=0.002)
    assert "smoothing 13 px" in footnotes(phone)


def test_few_clicks_glow_no_more_where_they_are_smoothed_less() -> None:
    """The top of the scale is five clicks on one spot, everywhere: one of them has the root of a
    fifth of it, of which 16 % are left where single clicks fade: 0.07, and 35 of 255 heats.
    """
    for width in (390, 1440):
        (shown,) = maps(
            grid(drawn_width_px=width, page_view_count=2, click_count=1),
            cells=[click(80, 80, 1.0)],
            minimum_cell_users=1,
        )

        assert shown.scale_maximum / shown.page_density.max() == pytest.approx(5.1, rel=0.03)
        hottest = palette.heat(
            shown.page_density, maximum=shown.scale_maximum, sigma_px=shown.sigma_px
        ).max()
        assert 25 < hottest < 45


def test_an_export_without_page_views_compares_shares_of_the_clicks() -> None:
    everybody, few = maps(
        grid(page_view_count=0, click_count=400),
        grid(segment="plan=pro", page_view_count=0, click_count=100),
        cells=[click(80, 80, 400.0), click(80, 80, 100.0, segment="plan=pro")],
    )

    hottest = [one.page_density.max() / one.scale_maximum for one in (everybody, few)]
    assert hottest[0] == pytest.approx(hottest[1])
    assert everybody.page_views is None


def test_fixed_elements_have_a_density_of_their_own() -> None:
    fixed = ("all", "fixed", CELL_PX, 80, 40, 3.0)

    (without,), (with_fixed,) = maps(grid()), maps(grid(), cells=[click(80, 80), fixed])

    assert without.fixed_density is None
    assert with_fixed.fixed_density is not None
    assert with_fixed.fixed_clicks == 3
    assert with_fixed.page_density.sum() * (CELL_PX / UNIT_PX) ** 2 == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize(
    ("known", "page", "height"),
    [
        ({"document_height_px": 2000}, None, 2000),
        ({"document_height_px": 500}, None, 800),  # the fold lies on the page
        ({"document_height_px": None}, None, 800 + 3 * SIGMA_PX),
        ({"document_height_px": None, "fold_px": None}, None, SHORTEST_PAGE_PX + 3 * SIGMA_PX),
        ({"document_height_px": None}, screenshot(np.zeros((1500, 720))), 3000),
        ({"document_height_px": 10**9}, None, TALLEST_PAGE_PX),
    ],
)
def test_a_page_is_as_high_as_anything_known_of_it(
    known: dict[str, Any], page: bytes | None, height: int
) -> None:
    (shown,) = maps(grid(**known), page=page)

    assert shown.page_height_px == height
    assert shown.page_density.shape == (-(-height // CELL_PX), 1440 // CELL_PX)


def test_a_page_holds_its_lowest_click() -> None:
    (shown,) = maps(grid(document_height_px=1000), cells=[click(80, 1500)])

    assert shown.page_height_px == 1504


def test_reach_is_a_point_for_each_tenth_of_the_page_views() -> None:
    depths = [("all", 100 * n, 100 - n, 100) for n in range(0, 21)]

    (shown,) = maps(grid(), reach=depths)

    assert shown.reach == ((0.0, 1.0), (1000.0, 0.9), (2000.0, 0.8))


@pytest.mark.parametrize(
    "change",
    [
        {"event_date": dt.date(2026, 11, 22)},
        {"feature": "/docs"},
        {"segment": "plan=pro"},
        {"band": "phone"},
        {"drawn_width_px": 390},
        {"rules_id": "other rules"},
    ],
)
def test_a_grid_of_anything_else_has_another_id(change: dict[str, Any]) -> None:
    (one,), (other,) = maps(grid()), maps(grid(**change))

    assert one.grid_id != other.grid_id


def test_another_threshold_is_another_grid() -> None:
    (one,), (other,) = maps(grid()), maps(grid(), minimum_cell_users=1)

    assert one.grid_id != other.grid_id


def test_another_kind_of_clicks_has_its_own_title_and_grid() -> None:
    (all_clicks,) = maps(grid())
    (rage,) = maps(grid(kind="rage_clicks"))

    assert (rage.title, rage.kind) == ("/pricing: rage clicks", "rage_clicks")
    assert rage.grid_id != all_clicks.grid_id


def test_a_week_is_another_grid_and_its_picture_changes_with_its_days() -> None:
    monday = dt.date(2026, 11, 16)
    days = {"last_date": dt.date(2026, 11, 20), "day_count": 5, "left_out_day_count": 1}
    days |= {"other_layout_day_count": 0, "layout_date": None, "layout_reason": None}
    (day,) = maps(grid(event_date=monday))
    (week,) = maps(grid(event_date=monday, period="week", **days))
    (later,) = maps(grid(event_date=monday, period="week", **{**days, "day_count": 4}))
    (since,) = maps(grid(event_date=monday, period="week", **{**days, "layout_date": monday}))

    assert day.span is None and day.period == "day"
    assert week.span == Span(period="week", first_date=monday, **days)  # type: ignore[arg-type]
    assert week.grid_id != day.grid_id
    assert later.grid_id == week.grid_id
    assert since.grid_id != week.grid_id


def test_a_page_without_clicks_of_a_kind_has_no_map_of_it() -> None:
    assert maps() == []
