"""Each segment's points have its colour; the key says which, and of how many clicks."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from tests.transforms.pictures.maps import decoded, screenshot
from transforms.heat.confetti import Confetti, Group
from transforms.heat.periods import Span
from transforms.pictures.confetti_picture import confetti_png, footnotes
from transforms.pictures.png import MAX_PNG_BYTES, META

BLUE, ORANGE = (0, 114, 178), (230, 159, 0)


def group(label: str, *points: tuple[float, float]) -> Group:
    return Group(label=label, clicks=len(points), points=np.array(points, dtype=np.float64))


def confetti(*groups: Group, **changes: Any) -> Confetti:
    told: dict[str, Any] = {
        "title": "/pricing: clicks by plan",
        "page": None,
        "date": date(2026, 11, 21),
        "span": None,
        "attribute": "plan",
        "band": "desktop",
        "reference_width_px": 720,
        "page_height_px": 400,
        "fold_px": None,
        "groups": groups,
        "grey_count": 0,
        "clicks_of_point": 1,
        "without_cell": 0.0,
        "minimum_cell_users": 1,
        "grid_id": "0123456789abcdef",
        "screenshot": None,
    }
    return Confetti(**{**told, **changes})


def colours(shown: Confetti) -> np.ndarray:
    """Red, green and blue of the page alone, below the head; its scale is 1."""
    pixels = np.asarray(decoded(confetti_png(shown)).convert("RGB")).astype(int)
    hairline = next(y for y in range(60, 200) if (pixels[y] == (214, 216, 222)).all())
    return pixels[hairline + 1 : hairline + 1 + shown.page_height_px]


def test_a_point_lies_at_its_place_in_the_colour_of_its_group() -> None:
    page = colours(confetti(group("free", (100, 50)), group("pro", (300, 60), (310, 60))))

    assert tuple(page[50, 100]) == BLUE
    assert tuple(page[60, 300]) == tuple(page[60, 310]) == ORANGE
    assert (page[100:390, 20:700] == 255).all()


def test_no_group_lies_on_top_of_all_others() -> None:
    """Two groups of points at the same places: both are seen."""
    places = [(x, 50.0) for x in range(100, 300, 2)]
    page = colours(confetti(group("free", *places), group("pro", *places[1:])))[46:56]

    for rgb in (BLUE, ORANGE):
        assert (page == rgb).all(axis=2).sum() > 100


def test_the_notes_say_what_a_point_is_and_what_is_left_out() -> None:
    some = footnotes(confetti(group("free", (1, 1)), minimum_cell_users=5, without_cell=3.0))

    assert "cells merged until 5 people of the segment share one" in some
    assert "not drawn: 3 without a cell or a place" in some
    assert "segments of too few people are left out" in some


def test_any_page_fits_the_tools_that_show_it_and_says_what_it_is() -> None:
    noise = np.random.default_rng(0).integers(0, 255, (3000, 720))
    places = np.random.default_rng(1).random((6000, 2)) * (720, 3000)
    shown = confetti(
        Group(label="A" * 10_000, clicks=6000.0, points=places),
        page_height_px=20_000,
        screenshot=screenshot(noise),
        title="\u202e<b>",
    )

    png = confetti_png(shown)

    assert len(png) <= MAX_PNG_BYTES
    assert png == confetti_png(shown)
    assert json.loads(decoded(png).info["usage-heatmaps:meta"])["kind"] == "confetti"


def test_a_month_says_how_far_it_is_and_which_segments_have_fewer_of_its_days() -> None:
    span = Span(
        period="month", first_date=date(2026, 11, 1), last_date=date(2026, 11, 14), day_count=14
    )
    few = replace(group("pro", (300, 60)), left_out_day_count=3)

    shown = confetti(group("free", (100, 50)), few, date=date(2026, 11, 1), span=span)

    assert "days left out, of too few people: pro 3" in footnotes(shown)
    meta = json.loads(decoded(confetti_png(shown)).info[META])
    assert meta["period"] == "month"
