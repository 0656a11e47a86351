"""Two bands are compared by what is clicked, wherever it lies."""

import polars as pl
import pytest

from transforms.heat.by_element import Place, by_element, placed
from transforms.heat.compare import Region, compare


def clicks(element: str, people: range, mass: int = 1) -> pl.DataFrame:
    keys = list(people)
    return pl.DataFrame({"element_key": element, "user_key": keys, "mass": mass})


def region(element: str) -> Region:
    return Region(element, 0, 0, 40, 40, 30, 10, 0.5, 0.3, 0.7, 0.001)


@pytest.mark.parametrize(("least", "named"), [(5, {"#a", "#b"}), (6, {"#a", "(others)"})])
def test_an_element_that_few_people_of_both_click_has_no_name(least: int, named: set[str]) -> None:
    here = pl.concat([clicks("#a", range(6)), clicks("#b", range(3))])
    there = pl.concat([clicks("#a", range(6, 12)), clicks("#b", range(6, 8))])

    group, others = by_element(here, there, least)

    assert {*group["layer"]} == {*others["layer"]} == named


def test_clicks_of_a_person_on_several_rare_elements_are_one_row() -> None:
    here = pl.concat([clicks("#b", range(1), 2), clicks("#c", range(1), 3)])

    group, others = by_element(here, here.clear(), 2)

    assert group.select("layer", "user_key", "mass").rows() == [("(others)", 0, 5)]
    assert others.is_empty()


def test_an_element_that_is_clicked_on_one_band_alone_is_found() -> None:
    both = [clicks("#a", range(first, first + 100)) for first in (0, 1000)]
    on_desktop = pl.concat([both[1], clicks("#menu", range(1000, 1050))])

    found = compare(*by_element(both[0], on_desktop, 5), seed=0)

    assert found and found.is_different
    (menu,) = found.regions
    assert (menu.layer, menu.user_count, menu.other_user_count, menu.difference) == (
        "#menu",
        0,
        50,
        -0.5,
    )


def test_regions_of_elements_lie_around_the_middle_of_their_clicks() -> None:
    places = {"#a": Place("fixed", 100, 50, 60, 30), "#b": Place("page", 10, 200, None, None)}

    a, b, unknown = placed([region("#a"), region("#b"), region("#c")], places)

    assert (a.layer, a.x_px, a.y_px, a.width_px, a.height_px) == ("fixed", 70, 35, 60, 30)
    assert (b.layer, b.x_px, b.y_px, b.width_px, b.height_px) == ("page", 0, 180, 40, 40)
    assert [one.element_key for one in (a, b, unknown)] == ["#a", "#b", "#c"]
    assert [one.has_place for one in (a, b, unknown)] == [True, True, False]
