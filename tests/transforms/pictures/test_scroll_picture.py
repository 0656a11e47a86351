"""A scroll map is light where people got and dark where not; the page can be read in it."""

import base64
import json
from datetime import date
from typing import Any

import numpy as np
import pytest

from tests.transforms.pictures.maps import decoded, screenshot
from transforms.heat.periods import Span
from transforms.heat.scroll_map import ATTENTION, REACH, ScrollMap
from transforms.pictures.png import MAX_PNG_BYTES, MAX_URI_LETTERS
from transforms.pictures.scroll_picture import scroll_map_png, scroll_thumbnail
from transforms.pictures.scroll_wording import alt_text, footnotes, subtitle

HOSTILE = "\u202e<script>alert('1')</script>\x00\x1b[31m\ud83d מחיר 🎉" + "A" * 10_000


def scroll_map(**changes: Any) -> ScrollMap:
    """A page of 1,000 px that half of the people scroll to the end of."""
    told: dict[str, Any] = {
        "title": "/pricing: scroll reach",
        "page": None,
        "feature": "/pricing",
        "date": date(2026, 11, 21),
        "segment": "all",
        "band": "desktop",
        "reference_width_px": 1440,
        "page_height_px": 1000,
        "fold_px": 620,
        "page_views": 120,
        "without_scroll": 4,
        "reach": np.linspace(1, 0.5, 10),
        "attention_seconds": None,
        "attention_page_views": 0,
        "grid_id": "0123456789abcdef",
        "screenshot": None,
    }
    return ScrollMap(**{**told, **changes})


def test_a_map_of_a_week_says_of_which_days_it_is() -> None:
    week = Span(
        period="week",
        first_date=date(2026, 11, 16),
        last_date=date(2026, 11, 20),
        day_count=5,
        left_out_day_count=1,
    )

    for kind in (REACH, ATTENTION):
        shown = scroll_map(kind=kind, date=date(2026, 11, 16), span=week)
        assert subtitle(shown)[:2] == ["week of 16 November 2026", "so far, 5 of 7 days"]
        assert "week of 16 November 2026, so far, 5 of 7 days, segment" in alt_text(shown)
        assert "left out: 1 day of too few people" in footnotes(shown)
    assert subtitle(scroll_map())[0] == "21 Nov 2026"
    assert not any("left out" in note for note in footnotes(scroll_map()))


def light_of_steps(shown: ScrollMap) -> np.ndarray:
    """How light the page is in the middle of each 100 px, in the thumbnail."""
    image = decoded(base64.b64decode(scroll_thumbnail(shown).split(",")[1])).convert("L")
    step = 240 / shown.reference_width_px * 100
    rows = ((np.arange(shown.page_height_px // 100) + 0.5) * step).astype(int)
    return np.asarray(image)[rows, 120].astype(int)


def test_the_page_darkens_downwards_and_nobody_is_darkest() -> None:
    reach = np.array([1, 1, 0.8, 0.6, 0.4, 0.2, 0.1])

    light = light_of_steps(scroll_map(reach=reach))

    assert light[0] == light[1] and (np.diff(light[1:8]) < 0).all()
    assert light[7] == light[9] == light.min()


def attention_map(seconds: list[float], **changes: Any) -> ScrollMap:
    """Of ten page views, how long each 100 px were on the screen."""
    told: dict[str, Any] = {
        "kind": ATTENTION,
        "attention_seconds": np.array(seconds),
        "attention_page_views": 10,
        "scale_maximum": max(seconds) / 10,
    }
    return scroll_map(**{**told, **changes})


def test_the_page_is_darkest_where_people_stay_and_plain_where_nobody_does() -> None:
    light = light_of_steps(attention_map([20, 40, 80, 40, 0]))

    assert light[2] < light[1] == light[3] < light[0] < light[4]
    assert light[4] == light[9] == 255


def test_a_shorter_time_is_paler_on_a_scale_that_others_share() -> None:
    long, short = (light_of_steps(attention_map([40], scale_maximum=most)) for most in (4, 16))

    assert long[0] < short[0]


def test_the_words_say_where_people_stay_and_of_how_many_page_views() -> None:
    words = alt_text(attention_map([20, 40, 80, 40, 0, 0, 20]))

    assert "10 page views, 8.0 s at 200 to 300 px, the longest" in words
    # the fold at 620 is within the seventh step, which begins above it
    assert "0% of the time below the fold" in words
    assert "got to" not in words


@pytest.mark.parametrize("kind", [REACH, ATTENTION])
def test_the_page_can_be_read_in_every_colour(kind: str) -> None:
    lines = np.full((1000, 1440), 255)
    lines[:, 700:740] = 20
    rates = np.linspace(1, 0, 10)
    shown = scroll_map(
        kind=kind,
        screenshot=screenshot(lines),
        reach=rates,
        attention_seconds=rates if kind == ATTENTION else None,
        attention_page_views=1,
        fold_px=None,
    )

    grey = np.asarray(decoded(scroll_map_png(shown)).convert("L")).astype(int)[120:600]

    is_line = grey[:, 500] == grey[:, 360]
    assert is_line.sum() < 10
    assert (grey[:, 500] - grey[:, 360])[~is_line].min() > 25


def test_the_words_say_what_the_lines_show() -> None:
    words = alt_text(scroll_map())

    assert "120 page views, 66% got below the fold" in words
    assert "75% got to 450 px" in words


def test_few_page_views_are_said_to_be_few() -> None:
    few, enough = (decoded(scroll_map_png(scroll_map(page_views=n))) for n in (29, 30))

    assert few.height > enough.height


def test_the_picture_says_what_it_is() -> None:
    meta = json.loads(decoded(scroll_map_png(scroll_map())).info["usage-heatmaps:meta"])

    assert (meta["kind"], meta["page_views"], meta["step_px"]) == ("scroll_reach", 120, 100)
    of_attention = decoded(scroll_map_png(attention_map([1]))).info["usage-heatmaps:meta"]
    assert json.loads(of_attention)["kind"] == "attention"


@pytest.mark.parametrize(("width", "height"), [(390, 200_000), (1440, 1), (1920, 9000), (390, 900)])
def test_any_page_fits_the_tools_that_show_it(width: int, height: int) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (min(height, 4000), width))
    seconds = np.random.default_rng(0).random(10)
    shown = scroll_map(
        reference_width_px=width,
        page_height_px=height,
        screenshot=screenshot(noise),
        attention_seconds=seconds,
        attention_page_views=10,
    )
    thumbnail = scroll_thumbnail(shown)

    assert len(scroll_map_png(shown)) <= MAX_PNG_BYTES
    assert len(thumbnail) <= MAX_URI_LETTERS
    assert decoded(base64.b64decode(thumbnail.split(",")[1])).size == (240, 300)


def test_hostile_names_change_nothing_but_words() -> None:
    shown = scroll_map(title=HOSTILE, page=HOSTILE, segment=HOSTILE, band=HOSTILE)

    assert decoded(scroll_map_png(shown)).width == 804
    assert "\x00" not in alt_text(shown) and "\u202e" not in alt_text(shown)


def test_the_same_values_give_the_same_bytes() -> None:
    assert scroll_map_png(scroll_map()) == scroll_map_png(scroll_map())


def test_a_tall_page_is_cut_and_a_wide_one_is_as_low_as_it_is_wide() -> None:
    """12,000 of 30,000 px at half their size are 6,000; of 5,120 px the picture has 720."""
    reach = np.linspace(1, 0.1, 300)

    tall, cut, wide = (
        decoded(scroll_map_png(scroll_map(reach=reach, **changes))).height
        for changes in (
            {"page_height_px": 30_000},
            {"page_height_px": 12_000},
            {"page_height_px": 5120, "reference_width_px": 5120},
        )
    )

    assert tall == cut
    assert cut - wide == 6000 - 720
