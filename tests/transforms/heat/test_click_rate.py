"""A place's clicks are by the page views that saw it, where these are enough to say so."""

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from tests.transforms.heat.test_page_maps import CELLS, ELEMENTS, click, grid
from transforms.heat.click_map import ClickMap
from transforms.heat.click_rate import click_rate
from transforms.heat.grids import one_click
from transforms.heat.page_maps import PageMarts
from transforms.heat.sizes import CELL_PX
from transforms.pictures.wording import footnotes, key_figures, legend


def reached(*counts: int, segment: str = "all") -> list[tuple[Any, ...]]:
    """How many of the page views of which it is known got to each 100 px."""
    return [(segment, 100 * n, count, counts[0]) for n, count in enumerate(counts)]


def page(*cells: tuple[Any, ...], reach: list[tuple[Any, ...]], **changes: Any) -> PageMarts:
    """A page of everybody and of `pro`, of 1,000 px; 400 page views of everybody."""
    of = {"page_view_count": 400, "document_height_px": 1000}
    grids = [grid(**of, **changes), grid(segment="plan=pro", page_view_count=100, **changes)]
    shown = pl.DataFrame(grids, infer_schema_length=None)
    return PageMarts(
        grids=shown,
        viewed=shown,
        cells=pl.DataFrame(cells, schema=CELLS, orient="row"),
        elements=pl.DataFrame([], schema=ELEMENTS),
        reach=pl.DataFrame(
            reach,
            schema=["segment", "depth_px", "reaching_count", "page_view_count"],
            orient="row",
        ),
        screenshot=None,
    )


def rated(of: PageMarts, segment: str = "all") -> ClickMap | None:
    return click_rate(of, segment, minimum_cell_users=1)


def weighed(shown: ClickMap | None) -> float:
    """The clicks of the hottest place, weighed."""
    assert shown is not None
    return float(shown.page_density.max() / one_click())


def test_a_click_weighs_the_more_the_fewer_page_views_got_to_its_depth() -> None:
    """A quarter got to 200 px: 20 clicks there are as many as 80 at the top."""
    reach = reached(200, 100, 50)
    top = rated(page(click(400, 40, 80.0), reach=reach))
    deep = rated(page(click(400, 240, 20.0), reach=reach))

    assert weighed(top) == pytest.approx(weighed(deep), rel=0.02)
    assert weighed(top) == pytest.approx(80, rel=0.02)


@pytest.mark.parametrize(("y_px", "weight"), [(88, 1.0), (96, 2.0), (104, 2.0)])
def test_a_cell_lies_in_the_step_of_its_middle(y_px: int, weight: float) -> None:
    """The middle of a cell of 8 px at 96 is 100, where the second step begins."""
    shown = rated(page(click(400, y_px, 40.0), reach=reached(200, 100)))

    assert weighed(shown) == pytest.approx(40 * weight, rel=0.02)


def test_where_fewer_than_thirty_page_views_got_nothing_is_drawn_and_that_is_said() -> None:
    cells = click(400, 40, 40.0), click(400, 140, 7.0), click(400, 440, 2.0)

    enough, few = (rated(page(*cells, reach=reached(60, n))) for n in (30, 29))

    assert enough is not None and few is not None
    assert (enough.unseen_clicks, few.unseen_clicks) == (2, 9)
    assert weighed(few) == pytest.approx(40, rel=0.02)
    assert "not drawn: 9 where fewer than 30 page views got" in footnotes(few)


def test_fixed_elements_are_always_on_the_screen() -> None:
    fixed = ("all", "fixed", CELL_PX, 400, 128, 40.0)

    shown = rated(page(fixed, reach=reached(200, 100, 50)))

    assert shown is not None and shown.fixed_density is not None
    assert shown.fixed_density.max() / one_click() == pytest.approx(40, rel=0.02)
    assert shown.unseen_clicks == 0 and shown.fixed_clicks == 40


def test_a_single_click_that_weighs_much_fades_as_on_a_click_map() -> None:
    """One of 30 page views; the same weight of many clicks stays."""
    single, many = (
        rated(page(click(400, 140, clicks), reach=reached(3000, 30))) for clicks in (1.0, 20.0)
    )

    assert weighed(single) < 30
    assert weighed(many) == pytest.approx(2000, rel=0.02)


def test_without_a_reach_and_of_other_clicks_there_is_no_map() -> None:
    cells = click(400, 40, 40.0)

    assert rated(page(cells, reach=[])) is None
    assert rated(page(cells, reach=reached(29))) is None
    assert rated(page(cells, reach=reached(60)), "plan=pro") is None
    assert rated(page(cells, reach=reached(60), kind="rage_clicks")) is None


def test_a_segment_has_its_own_reach_and_the_scale_of_everybody() -> None:
    """Half of `pro` got to its click, a quarter of everybody; it has 100 of 400 page views."""
    of = page(
        click(400, 140, 20.0),
        click(400, 140, 10.0, segment="plan=pro"),
        reach=[*reached(200, 50), *reached(80, 40, segment="plan=pro")],
    )

    everybody, pro = rated(of), rated(of, "plan=pro")

    assert everybody is not None and pro is not None
    assert weighed(everybody) == pytest.approx(80, rel=0.02)
    assert weighed(pro) == pytest.approx(20, rel=0.02)
    assert pro.scale_maximum == pytest.approx(everybody.scale_maximum / 4)
    assert everybody.grid_id != pro.grid_id


def test_the_words_say_what_the_colours_are_of() -> None:
    shown = rated(page(click(400, 40, 40.0), reach=reached(200)))

    assert shown is not None
    assert legend(shown).startswith("clicks per 100 page views that saw the place")
    assert key_figures(shown)[0] == ("40", "clicks")
    assert shown.title == "/pricing: click rate"
    assert legend(replace(shown, kind="clicks")).startswith("clicks per 1,000 page views on")
