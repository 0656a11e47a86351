"""Numbers that the models and the pictures both know are the same."""

import re

import pytest

from orchestration.settings import REPOSITORY
from transforms.heat import grids

MACROS = REPOSITORY / "dbt_project" / "macros" / "grids.sql"


@pytest.mark.parametrize(
    ("macro", "number"), [("cell_px", grids.CELL_PX), ("tallest_page_px", grids.MAX_HEIGHT_PX)]
)
def test_a_macro_is_the_constant_of_the_pictures(macro: str, number: int) -> None:
    written = re.search(rf"macro {macro}\(\) -%\}} ?(\d+) ?\{{%-", MACROS.read_text())

    assert written is not None
    assert int(written[1]) == number
