"""Boxes are as dark as their elements are clicked and lie where these are; a list says the rest."""

import base64
import json
from datetime import date
from typing import Any

import numpy as np
import pytest

from tests.transforms.pictures.maps import decoded, screenshot
from transforms.heat.element_map import Element, ElementMap
from transforms.pictures.element_picture import element_map_png, element_thumbnail
from transforms.pictures.element_wording import alt_text, footnotes, legend
from transforms.pictures.png import MAX_PNG_BYTES, MAX_URI_LETTERS

HOSTILE = "\u202e<script>alert('1')</script>\x00\x1b[31m\ud83d מחיר 🎉" + "A" * 10_000


def element(rank: int, rate: float, **changes: Any) -> Element:
    """A box of 200 by 100 px in the middle of the page, 1,440 px wide."""
    told: dict[str, Any] = {"x_px": 720, "y_px": 500, "width_px": 200, "height_px": 100}
    values = {"label": f"Button {rank}", "clicks": round(100 * rate), "users": 9, **told}
    return Element(rank=rank, rate=rate, **{**values, **changes})


def element_map(*elements: Element, **changes: Any) -> ElementMap:
    told: dict[str, Any] = {
        "title": "/pricing: elements",
        "page": None,
        "feature": "/pricing",
        "date": date(2026, 11, 21),
        "segment": "all",
        "band": "desktop",
        "reference_width_px": 1440,
        "page_height_px": 1000,
        "fold_px": None,
        "page_views": 100,
        "elements": elements,
        "element_count": len(elements),
        "scale_maximum": max((one.rate for one in elements), default=0.0),
        "grid_id": "0123456789abcdef",
        "screenshot": None,
    }
    return ElementMap(**{**told, **changes})


def light(shown: ElementMap) -> np.ndarray:
    """How light the thumbnail is; a css px is a sixth of its px."""
    image = decoded(base64.b64decode(element_thumbnail(shown).split(",")[1]))
    return np.asarray(image.convert("L")).astype(int)


def test_a_box_lies_around_the_middle_of_its_clicks_and_nowhere_else() -> None:
    """720 +- 100 by 500 +- 50 css px is 103 to 137 by 75 to 92 px of the thumbnail."""
    page = light(element_map(element(1, 0.5)))[:166]

    rows, columns = np.nonzero(page < 255)
    assert (columns.min(), columns.max()) == (103, 137)
    assert (rows.min(), rows.max()) == (75, 91)


def test_a_box_whose_edges_are_known_lies_there_wherever_it_is_clicked() -> None:
    """600 to 800 by 400 to 500 css px is 100 to 133 by 66 to 83 px of the thumbnail."""
    page = light(element_map(element(1, 0.5, left_px=600, top_px=400)))[:166]

    rows, columns = np.nonzero(page < 255)
    assert (columns.min(), columns.max()) == (100, 134)
    assert (rows.min(), rows.max()) == (67, 83)


def test_what_is_clicked_more_is_darker_and_what_lies_within_lies_on_top() -> None:
    """The smaller box is drawn over the larger one, whichever is clicked more."""
    small = {"width_px": 60, "height_px": 40}
    page = light(element_map(element(1, 0.8), element(2, 0.1, **small)))
    swapped = light(element_map(element(1, 0.8, **small), element(2, 0.1)))

    assert page[83, 120] > page[83, 106]
    assert swapped[83, 120] < swapped[83, 106] < 255


def test_an_element_of_unknown_size_is_a_small_box_and_one_of_no_place_is_listed_alone() -> None:
    point = element_map(element(1, 0.5, width_px=None, height_px=None))
    lost = element_map(element(1, 0.5, x_px=None, y_px=None))

    assert 0 < (light(point)[:166] < 255).sum() <= 27 * 27
    assert (light(lost)[:166] == 255).all()
    assert any("size unknown" in note for note in footnotes(point))
    assert not any("size" in note or "box" in note for note in footnotes(lost))


def test_a_list_without_a_page_is_bars_and_says_why() -> None:
    shown = element_map(element(1, 0.5), reference_width_px=None, page_height_px=0, band="(all)")

    assert decoded(element_map_png(shown)).width == 720
    assert "bars alone" in footnotes(shown)[0]
    assert "all screens: 50 clicks on them, 1 element, 100 page views" in alt_text(shown)


def test_the_words_say_the_most_clicked_and_what_the_figures_are_of() -> None:
    assert "Most clicked: Button 1 (50 clicks per 100 page views)" in alt_text(
        element_map(element(1, 0.5))
    )
    assert "Button 1 (50% of the clicks)" in alt_text(element_map(element(1, 0.5), page_views=None))


@pytest.mark.parametrize(
    ("kind", "rate", "unit"),
    [
        ("conversion_per_click:Sign up", "50%", "sessions that reached Sign up, of those that"),
        ("value_per_click:Sign up", "0.5", "value of Sign up per session that clicked"),
    ],
)
def test_a_map_of_a_goal_says_what_followed_clicks_and_of_what(
    kind: str, rate: str, unit: str
) -> None:
    shown = element_map(element(1, 0.5), kind=kind)

    words = alt_text(shown)

    assert "clicks on them" not in words and "Most clicked" not in words
    assert f"Highest ({unit}" in words and f"Button 1 ({rate})" in words
    assert legend(shown).startswith(unit)
    assert any("whole value" in note for note in footnotes(shown)) == kind.startswith("value")
    assert f'"kind":"{kind}"'.encode() in element_map_png(shown)


def test_few_page_views_are_said_to_be_few() -> None:
    few, enough = (
        decoded(element_map_png(element_map(element(1, 0.5), page_views=n))) for n in (29, 30)
    )

    assert few.height > enough.height


@pytest.mark.parametrize(("width", "height"), [(390, 200_000), (1440, 1), (1920, 9000), (390, 900)])
def test_any_page_fits_the_tools_that_show_it(width: int, height: int) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (min(height, 4000), width))
    shown = element_map(
        *(element(rank, 1 / rank, x_px=20 * rank, y_px=300 * rank) for rank in range(1, 21)),
        reference_width_px=width,
        page_height_px=height,
        screenshot=screenshot(noise),
    )

    thumbnail = element_thumbnail(shown)

    assert len(element_map_png(shown)) <= MAX_PNG_BYTES
    assert len(thumbnail) <= MAX_URI_LETTERS
    assert decoded(base64.b64decode(thumbnail.split(",")[1])).size == (240, 300)


def test_hostile_names_change_nothing_but_words() -> None:
    shown = element_map(
        element(1, 0.5, label=HOSTILE), title=HOSTILE, page=HOSTILE, segment=HOSTILE, band=HOSTILE
    )

    assert decoded(element_map_png(shown)).width == 720 + 460
    assert "\x00" not in alt_text(shown) and "\u202e" not in alt_text(shown)


def test_the_same_values_give_the_same_bytes_and_say_what_they_are() -> None:
    png = element_map_png(element_map(element(1, 0.5)))

    assert png == element_map_png(element_map(element(1, 0.5)))
    assert json.loads(decoded(png).info["usage-heatmaps:meta"])["kind"] == "elements"
