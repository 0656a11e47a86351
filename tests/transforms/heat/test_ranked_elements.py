"""The elements that a click map lists, each with a name of its own."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from tests.transforms.heat.test_page_maps import ELEMENTS
from transforms.heat.ranked_elements import RANKS_SHOWN, ranked


def rows_of(elements: Sequence[tuple[Any, ...]]) -> pl.DataFrame:
    return pl.DataFrame(elements, schema=ELEMENTS, orient="row")


def test_the_first_ten_elements_are_listed_by_rank() -> None:
    found = [
        ("all", rank, f"number {rank}", "#key", 50 - rank, 0.1, 5, 5, "page")
        for rank in (3, 1, 12, 2, 11, 10, 9, 8, 7, 6, 5, 4)
    ]

    shown = ranked(rows_of(found))

    assert [element.rank for element in shown] == list(range(1, RANKS_SHOWN + 1))
    assert shown[0].label == "number 1"


def test_elements_that_are_called_alike_get_their_place() -> None:
    alike = [
        ("all", 1, "Pricing", "#nav", 5, 0.5, 10, 40, "page"),
        ("all", 2, "Pricing", "#hero", 4, 0.4, 10, 900, "page"),
        ("all", 3, "Pricing", "#foot", 3, 0.3, None, None, None),
        ("all", 4, "Docs", "#docs", 3, 0.3, 10, 40, "page"),
        ("all", 5, "Help", "#help", 2, 0.2, None, None, None),
        ("all", 6, "Help", "#faq", 2, 0.2, None, None, None),
    ]

    assert [element.label for element in ranked(rows_of(alike))] == [
        "Pricing (40 px down)",
        "Pricing (900 px down)",
        "Pricing",
        "Docs",
        "Help (#help)",
        "Help (#faq)",
    ]


def test_an_element_without_a_label_is_called_by_its_key() -> None:
    (shown,) = ranked(rows_of([("all", 1, None, "#buy", 5, 0.5, None, None, None)]))

    assert shown.label == "#buy"
    assert not shown.is_fixed
