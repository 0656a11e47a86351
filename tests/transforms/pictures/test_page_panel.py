"""What is drawn over a page lies on the page."""

import numpy as np
import pytest

from tests.transforms.pictures.maps import click_map, screenshot
from transforms.heat.click_map import RankedElement
from transforms.pictures import palette
from transforms.pictures.page_panel import page_panel
from transforms.pictures.page_picture import framed, place

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


def test_the_fold_line_strikes_no_letters() -> None:
    page = np.full((800, 1440), 255)
    page[590:610, 600:700] = 0  # letters over the fold, drawn at half their size

    shown = click_map(
        screenshot=screenshot(page), page_density=np.zeros((100, 180)), elements=(), reach=()
    )
    numbers = page_panel(shown, framed(shown), greys=palette.GREYS).numbers

    assert not (numbers[290:310, 300:350] == ACCENT).any()
    assert (numbers[299, :290] == ACCENT).mean() > 0.5


@pytest.mark.parametrize(
    ("x_px", "y_px", "is_fixed", "is_marked"),
    [(724, 404, False, True), (724, 700, False, False), (724, 404, True, False)],
)
def test_an_element_is_marked_only_where_its_heat_is_drawn(
    x_px: int, y_px: int, is_fixed: bool, is_marked: bool
) -> None:
    shown = click_map()
    element = RankedElement(
        rank=1, label="Start", clicks=9, share=0.1, x_px=x_px, y_px=y_px, is_fixed=is_fixed
    )

    assert (place(element, shown, framed(shown)) is not None) == is_marked


@pytest.mark.parametrize(("last_px", "is_reached"), [(700, True), (699, False)])
def test_who_reached_the_last_step_of_a_page_is_drawn_to_its_end(
    last_px: int, is_reached: bool
) -> None:
    shown = click_map(reach=((0, 1.0), (last_px, 0.5)), fold_px=None, elements=())
    frame = framed(shown)

    numbers = page_panel(shown, frame, greys=palette.GREYS).numbers

    assert (numbers[-1, frame.width + 2] == palette.REACH) == is_reached


def test_letters_under_the_most_heat_differ_from_their_ground() -> None:
    hottest = palette.colours()[(palette.HEATS - 1) * palette.GREYS :][: palette.GREYS]
    darkest, ground = (
        float((((hottest[at] / 255) ** 2.2) * (0.2126, 0.7152, 0.0722)).sum()) for at in (0, -1)
    )

    assert (ground + 0.05) / (darkest + 0.05) > 2
