"""What is drawn over a page lies on the page."""

import numpy as np
import pytest

from tests.transforms.pictures.maps import click_map
from transforms.pictures import palette
from transforms.pictures.page_panel import page_panel
from transforms.pictures.page_picture import framed

ACCENT = palette.ACCENTS.stop - 1


def dashed_rows(fold_px: int | None, page_height_px: int = 800) -> list[int]:
    """Rows of the page with a dashed line from edge to edge, px from its top."""
    shown = click_map(
        fold_px=fold_px,
        page_height_px=page_height_px,
        page_density=np.zeros((page_height_px // 8, 180)),
        reach=(),
        elements=(),
    )
    frame = framed(shown)
    numbers = page_panel(shown, frame, greys=palette.GREYS).numbers[:, : frame.width]
    return np.flatnonzero((numbers == ACCENT).mean(axis=1) > 0.5).tolist()


def test_the_fold_is_a_dashed_line_at_its_depth() -> None:
    assert dashed_rows(600) == [299, 300]  # a page 1440 px wide is drawn at half its size


@pytest.mark.parametrize("fold_px", [None, 800, 801, 5000])
def test_a_page_that_ends_above_the_fold_has_no_line(fold_px: int | None) -> None:
    assert dashed_rows(fold_px) == []
