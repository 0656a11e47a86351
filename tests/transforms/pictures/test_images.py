"""Pictures show what they are given, always the same way, and fit where they are put."""

import base64
import json
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.transforms.pictures.maps import click_map, decoded, screenshot
from transforms.heat.click_map import ClickMap, RankedElement
from transforms.heat.grids import smooth
from transforms.pictures.heading import header
from transforms.pictures.images import click_map_png, thumbnail_data_uri
from transforms.pictures.page_picture import page_greys
from transforms.pictures.panels import heading
from transforms.pictures.png import MAX_PNG_BYTES, MAX_URI_LETTERS, thumb_html
from transforms.pictures.wording import alt_text

HOSTILE = "\u202e<script>alert('1')</script>\x00\x1b[31m\ud83d מחיר السعر 🎉👩‍👩‍👧 " + "A" * 10_000


def page_rgb(shown: ClickMap) -> np.ndarray:
    """Red, green and blue of the picture below the header."""
    image = decoded(click_map_png(shown))
    top = len(header(heading(shown), width=image.width).numbers)
    return np.asarray(image.convert("RGB"))[top:]


def test_the_hottest_place_is_the_darkest() -> None:
    rgb = page_rgb(click_map(elements=(), fold_px=None, reach=()))

    darkest = np.argwhere(rgb[:400, :720].sum(axis=2) == rgb[:400, :720].sum(axis=2).min())

    assert np.abs(darkest.mean(axis=0) - (202, 362)).max() < 3


def test_the_legend_holds_the_colours_of_the_page() -> None:
    shown = click_map(elements=(), fold_px=None, reach=())
    width = decoded(click_map_png(shown)).width
    palette = np.asarray(decoded(click_map_png(shown)).getpalette()).reshape(-1, 3)
    legend = {
        tuple(palette[number]) for number in np.unique(header(heading(shown), width=width).numbers)
    }
    page = {tuple(colour) for colour in page_rgb(shown)[10:390, 10:710].reshape(-1, 3)}

    coloured = {(r, g, b) for r, g, b in page if max(r, g, b) - min(r, g, b) > 12}

    assert len(coloured) > 12
    assert coloured <= legend


def test_the_same_values_give_the_same_bytes_in_every_process() -> None:
    program = (
        "import datetime as dt, hashlib, numpy as np\n"
        "from transforms.heat.click_map import ClickMap, RankedElement\n"
        "from transforms.pictures.images import click_map_png, thumbnail_data_uri\n"
        "shown = ClickMap(title='t', date=dt.date(2026, 1, 2), segment='a', band='phone',\n"
        "  reference_width_px=390, page_height_px=500, scale_maximum=2.0, clicks=9, users=9,\n"
        "  page_density=np.linspace(0, 3, 63 * 49).reshape(63, 49),\n"
        "  minimum_cell_users=5, grid_id='x', sigma_px=13,\n"
        "  elements=(RankedElement(rank=1, label='b', clicks=1, share=1, x_px=9, y_px=9),))\n"
        "both = click_map_png(shown) + thumbnail_data_uri(shown).encode()\n"
        "print(hashlib.sha256(both + click_map_png(shown)).hexdigest())"
    )

    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(digests) == 1


def test_the_picture_is_a_palette_png_that_says_what_it_is() -> None:
    image = decoded(click_map_png(click_map()))

    meta = json.loads(image.info["usage-heatmaps:meta"])

    assert image.mode == "P"
    assert image.info["Title"] == "/pricing: clicks"
    assert image.info["Software"] == "Usage Heatmaps"
    assert (meta["grid_id"], meta["clicks"], meta["date"]) == (
        "0123456789abcdef",
        448,
        "2026-11-21",
    )


@pytest.mark.parametrize("reference, width", [(390, 390), (820, 720), (1440, 720), (1920, 720)])
def test_phones_are_drawn_at_their_width_and_wider_pages_at_720_px(
    reference: int, width: int
) -> None:
    image = decoded(click_map_png(click_map(reference_width_px=reference)))

    assert image.width == width + 60


@settings(max_examples=3, deadline=None)
@example(0, 255, 3.0, 1440)
@example(0, 255, 40.0, 390)
@given(st.integers(0, 255), st.integers(0, 255), st.floats(0, 40), st.sampled_from([390, 1440]))
def test_no_page_is_too_large_for_the_tools_that_show_it(
    seed: int, contrast: int, heat: float, reference: int
) -> None:
    random = np.random.default_rng(seed)
    noise = 255 - random.integers(0, contrast + 1, (1600, reference))
    density = random.random((400, -(-reference // 8))) * heat
    shown = click_map(
        reference_width_px=reference,
        page_height_px=1600,
        page_density=density,
        screenshot=screenshot(noise),
    )

    assert len(click_map_png(shown)) <= MAX_PNG_BYTES
    assert len(thumbnail_data_uri(shown)) <= MAX_URI_LETTERS


def test_long_pages_are_cut_and_say_so() -> None:
    density = np.ones((3750, 180))

    image = decoded(click_map_png(click_map(page_height_px=30_000, page_density=density)))
    exact = decoded(click_map_png(click_map(page_height_px=12_000, page_density=density)))

    assert image.height == exact.height
    assert image.tobytes() != exact.tobytes()


def test_a_page_too_large_is_cut_before_its_words_are_frayed() -> None:
    """Letters of three greys have no smooth edges, and labels of buttons are gone."""
    letters = np.random.default_rng(1).integers(0, 256, (12_000, 40))
    shown = click_map(
        reference_width_px=390,
        page_height_px=12_000,
        page_density=np.zeros((1500, 49)),
        screenshot=screenshot(np.tile(letters, 10)[:, :390]),
    )

    image = decoded(click_map_png(shown))
    greys = np.unique(np.asarray(image)[400:600, 100:300])

    assert image.height < 12_000
    assert len(greys) >= 4


@pytest.mark.parametrize("height", [1, 9, 40])
def test_tiny_pages_are_drawn(height: int) -> None:
    shown = click_map(page_height_px=height, page_density=np.ones((1, 180)), fold_px=height)

    assert decoded(click_map_png(shown)).height > height // 2
    assert thumbnail_data_uri(shown)


def test_one_click_can_be_seen_and_does_not_glow() -> None:
    clicks = np.zeros((100, 180))
    clicks[50, 90] = 1
    shown = click_map(
        clicks=1, page_density=smooth(clicks), scale_maximum=1.0, elements=(), fold_px=None
    )

    middle = page_rgb(shown)[202, 362]

    assert middle[2] < 245 and middle[0] > 240


def test_fixed_elements_are_drawn_on_the_first_screen_and_marked() -> None:
    fixed = np.zeros((75, 180))
    fixed[70, 20] = 50
    plain = {"elements": (), "fold_px": None}

    without, marked = (
        page_rgb(click_map(**plain, **more))
        for more in ({}, {"fixed_density": smooth(fixed), "fixed_clicks": 50})
    )

    changed = np.argwhere((without[:400] != marked[:400]).any(axis=2))
    assert changed[:, 0].min() > 250 and changed[:, 1].max() < 150
    assert (marked[:400] == (29, 78, 190)).all(axis=2).any()


def test_hostile_texts_change_nothing_but_words() -> None:
    element = RankedElement(
        rank=10**9, label=HOSTILE, clicks=10**15, share=0.1, x_px=float("nan"), y_px=1e300
    )
    shown = click_map(
        title=HOSTILE, segment=HOSTILE, band=HOSTILE, notes=(HOSTILE,), elements=(element, element)
    )

    image = decoded(click_map_png(shown))

    assert image.width == 780
    assert len(image.info["Title"]) <= 300
    assert "\u202e" not in image.info["Title"] and "\x00" not in alt_text(shown)
    assert len(thumb_html(thumbnail_data_uri(shown), alt_text(shown))) < MAX_URI_LETTERS


def test_a_thumbnail_is_240_by_300() -> None:
    uri = thumbnail_data_uri(click_map())

    assert decoded(base64.b64decode(uri.split(",")[1])).size == (240, 300)


@pytest.mark.parametrize("broken", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n" + bytes(40)])
def test_a_screenshot_that_cannot_be_read_is_a_plain_page(broken: bytes) -> None:
    whole = screenshot(np.random.default_rng(0).integers(0, 255, (800, 1440)))
    plain = click_map_png(click_map())

    assert click_map_png(click_map(screenshot=broken)) == plain
    assert click_map_png(click_map(screenshot=whole[:-5000])) == plain
    assert click_map_png(click_map(screenshot=whole)) != plain


def test_dark_pages_are_turned_light() -> None:
    cold = np.zeros((100, 180))
    dark = screenshot(np.full((800, 1440), 20))

    rgb = page_rgb(click_map(screenshot=dark, page_density=cold, fold_px=None, elements=()))

    assert rgb[300:390, :720].min() > 230


def test_large_dark_parts_of_a_page_are_turned_light_and_buttons_are_not() -> None:
    """The upper half is dark with a light word in it, the lower one light with a dark button; the
    page is drawn at half its size.
    """
    pixels = np.full((800, 1440), 250)
    pixels[:400] = 20
    pixels[200:216, 200:400] = 250
    pixels[600:640, 600:720] = 20

    page = page_greys(screenshot(pixels), 720, 400)

    assert page is not None
    word, button = page[104, 150], page[310, 330]
    assert max(word, button) <= 3 < 9 <= page[10:90, :].min()
    assert page[110:290].min() >= 8  # no dark line where the parts meet
    assert page[330:].min() >= 10
