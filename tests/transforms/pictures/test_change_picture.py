"""A picture of a difference has colour where groups differ, and figures that hide none of it."""

import json
from base64 import b64decode
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest

from tests.transforms.pictures.maps import decoded, screenshot
from transforms.heat.change_map import ChangeMap
from transforms.heat.compare import Comparison, Evidence, Region
from transforms.pictures.change_picture import alt_text, change_map_png, change_thumbnail
from transforms.pictures.png import MAX_PNG_BYTES

EVIDENCE = Evidence(140, 150, 0.3, 0.2, 0.01, pl.DataFrame())
HOSTILE = "\u202e<script>alert('1')</script>\x00\x1b[31m\ud83d מחיר 🎉" + "A" * 10_000


def region(x: int, y: int, difference: float) -> Region:
    return Region(
        "page", x, y, 80, 40, 40, 20, difference, difference - 0.1, difference + 0.1, 0.01
    )


def change_map(*regions: Region, **changes: Any) -> ChangeMap:
    """A page of 1,000 px, drawn at half its size."""
    told: dict[str, Any] = {
        "title": "Reports",
        "page": "/app/reports",
        "band": "desktop",
        "group": "all, 15 Nov 2026",
        "others": "all, 8 Nov 2026",
        "reference_width_px": 1440,
        "page_height_px": 1000,
        "screenshot": None,
        "comparison": Comparison(EVIDENCE, 0.01, regions),
    }
    return ChangeMap(**{**told, **changes})


def page_of(shown: ChangeMap) -> np.ndarray:
    """The rows of the page, red, green and blue: the picture has header and footer around it."""
    image = np.asarray(decoded(change_map_png(shown)).convert("RGB")).astype(int)
    (rule,) = np.flatnonzero((image == (214, 216, 222)).all(axis=(1, 2)))[:1]
    return image[rule + 1 : rule + 501]


def test_more_is_orange_and_fewer_purple_the_stronger_the_darker() -> None:
    shown = change_map(region(100, 100, 0.4), region(600, 100, 0.1), region(100, 600, -0.4))

    page = page_of(shown)

    strong, weak, fewer, nothing = (
        page[y, x] for x, y in ((70, 60), (320, 60), (70, 310), (600, 400))
    )
    assert strong[0] > strong[1] > strong[2] and weak[0] > weak[2]
    assert fewer[2] > fewer[1]
    assert strong.sum() < weak.sum() < 3 * 255
    assert nothing.tolist() == [255, 255, 255]


def test_colour_fades_towards_the_edges_of_a_place_and_beyond() -> None:
    """Its place is 50 to 90 px from the left of the picture and 50 to 70 down; smoothing is 9 px
    there, so that nothing is left of it 27 px away.
    """
    page = page_of(change_map(region(100, 100, 0.4))).sum(axis=2)

    row, beyond = page[60, 70:117], page[60, 118:200]
    inside = page[52:68, 53:87]  # but for its outline
    assert inside.min() == page[60, 70]
    assert row[0] < row[15] < row[30] < 3 * 255
    assert (np.diff(np.delete(row, 19)) >= 0).all()  # the outline is black
    assert (beyond == 3 * 255).all()


def test_figures_hide_no_region_and_no_other_figures() -> None:
    """Three buttons below each other: the middle one has room for its figures further down."""
    regions = [region(200, 200 + 40 * n, 0.3 - n / 10) for n in range(3)]

    page = page_of(change_map(*regions))

    blue = (page == (29, 78, 190)).all(axis=2)
    for one in regions:
        top, left = one.y_px // 2, one.x_px // 2
        inside = page[top + 1 : top + 19, left + 1 : left + 39]
        assert not blue[top : top + 20, left : left + 40].any()
        assert (inside != 255).any(axis=2).all()
    rows = np.flatnonzero(blue.any(axis=1))
    assert np.count_nonzero(np.diff(rows) > 5) == 2  # three lines of figures, apart


@pytest.mark.parametrize(
    ("q_value", "words"),
    [
        (0.06, "Nothing differs by more than chance."),
        (0.05, "No single place differs by more than chance."),
    ],
)
def test_where_no_place_differs_the_picture_says_so(q_value: float, words: str) -> None:
    shown = change_map(comparison=Comparison(EVIDENCE, q_value, ()))

    assert alt_text(shown).endswith(f"desktop. {words}")
    assert (page_of(shown) == 255).all()
    assert len(change_map_png(shown)) != len(change_map_png(change_map(region(0, 0, 0.2))))


def test_an_element_whose_place_is_not_known_is_named() -> None:
    element = replace(region(0, 0, -0.4), width_px=0, height_px=0, element_key="#menu\u202e")

    shown = change_map(element)

    assert alt_text(shown).endswith("desktop. -40 points on #menu.")
    assert (page_of(shown) == 255).all()


@pytest.mark.parametrize(("y_px", "lines"), [(11_900, 2), (12_000, 3)])
def test_what_differs_below_the_cut_of_a_tall_page_is_said(y_px: int, lines: int) -> None:
    """Pages are drawn down to 12,000 px: 6,000 px of the picture."""
    shown = change_map(region(100, y_px, 0.4), page_height_px=30_000)

    height = decoded(change_map_png(shown)).height

    plain = decoded(change_map_png(change_map(region(100, 100, 0.4), page_height_px=30_000))).height
    assert height - plain == 16 * (lines - 2)


def test_a_wide_page_has_its_regions_where_they_are() -> None:
    """5,120 px wide is drawn at 720: 4,096 px from the left, in the middle of 1,024 px, is 576."""
    shown = change_map(region(4056, 492, 0.4), reference_width_px=5120, page_height_px=1024)

    image = np.asarray(decoded(change_map_png(shown)).convert("RGB")).astype(int)
    (rule,) = np.flatnonzero((image == (214, 216, 222)).all(axis=(1, 2)))[:1]
    page = image[rule + 1 : rule + 145]

    orange = np.argwhere((page[:, :, 0] > 150) & (page[:, :, 2] < 100))
    assert np.abs(orange.mean(axis=0) - (72, 576)).max() < 2


def test_the_thumbnail_is_of_the_place_that_differs_most() -> None:
    """On a page of 3,000 px, 240 wide: the strongest is 2,000 px down, drawn 333 px down."""
    shown = change_map(region(0, 100, 0.1), region(720, 2000, -0.4), page_height_px=3000)

    picture = decoded(b64decode(change_thumbnail(shown).partition(",")[2])).convert("RGB")

    assert picture.size == (240, 300)
    drawn = np.asarray(picture).astype(int)
    strong = (drawn[:, :, 2] > drawn[:, :, 1] + 30).nonzero()
    assert 145 <= strong[0].mean() <= 155  # its middle is in the middle
    assert 125 <= strong[1].mean() <= 128  # 760 px from the left


@pytest.mark.parametrize("height", [200, 20_000])
def test_hostile_words_and_long_pages_are_drawn_the_same_twice(height: int) -> None:
    picture = screenshot(np.random.default_rng(1).integers(0, 255, (height, 1440)).astype(np.uint8))
    shown = change_map(
        region(1400, height - 40, 0.2),
        title=HOSTILE,
        group=HOSTILE,
        page_height_px=height,
        screenshot=picture,
    )

    png = change_map_png(shown)

    assert png == change_map_png(shown)
    assert len(png) <= MAX_PNG_BYTES
    meta = json.loads(decoded(png).info["usage-heatmaps:meta"])
    assert "\x00" not in meta["title"] and "\u202e" not in meta["alt"]
