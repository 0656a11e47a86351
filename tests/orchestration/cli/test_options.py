"""A scale that makes no sense is refused before anything is read."""

from datetime import datetime

import pytest
import typer

from orchestration.cli.options import asked_scale


@pytest.mark.parametrize("maximum", [0.0, -1.0, float("nan"), float("inf")])
def test_a_scale_is_a_number_above_nothing(maximum: float) -> None:
    with pytest.raises(typer.BadParameter, match="above 0"):
        asked_scale(maximum, None)


def test_a_scale_is_given_in_one_way() -> None:
    with pytest.raises(typer.BadParameter, match="not both"):
        asked_scale(7.0, datetime(2026, 11, 5))
