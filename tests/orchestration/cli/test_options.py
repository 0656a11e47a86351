"""A scale that makes no sense is refused before anything is read."""

from datetime import datetime
from pathlib import Path

import pytest
import typer

from orchestration.cli.options import asked_scale, in_a_folder


@pytest.mark.parametrize("maximum", [0.0, -1.0, float("nan"), float("inf")])
def test_a_scale_is_a_number_above_nothing(maximum: float) -> None:
    with pytest.raises(typer.BadParameter, match="above 0"):
        asked_scale(maximum, None)


def test_a_scale_is_given_in_one_way() -> None:
    with pytest.raises(typer.BadParameter, match="not both"):
        asked_scale(7.0, datetime(2026, 11, 5))


def test_a_picture_is_written_to_a_folder_that_there_is(tmp_path: Path) -> None:
    assert in_a_folder(tmp_path / "week.png") == tmp_path / "week.png"
    assert in_a_folder(None) is None
    with pytest.raises(typer.BadParameter, match="there is no folder .*gone"):
        in_a_folder(tmp_path / "gone" / "week.png")
