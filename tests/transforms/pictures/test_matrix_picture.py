"""The picture of a matrix: darker is more, withheld is no colour, and words are only words."""

import base64
import json
from datetime import date
from typing import Any

import numpy as np
import pytest

from tests.transforms.pictures.maps import decoded
from transforms.heat.matrix import Line, Matrix, State
from transforms.pictures.matrix_picture import matrix_png, matrix_thumbnail
from transforms.pictures.matrix_wording import alt_text, footnotes
from transforms.pictures.png import MAX_PNG_BYTES, MAX_URI_LETTERS

HOSTILE = "\u202e<script>alert('1')</script>\x00\x1b[31m\ud83d מחיר 🎉" + "A" * 10_000


def matrix(values: Any, states: Any = None, **changes: Any) -> Matrix:
    """A matrix of counts; all of its cells are shown unless told otherwise."""
    array = np.array(values, dtype=np.float64)
    rows, columns = array.shape
    told = {
        "kind": "hours",
        "title": "When people come",
        "date": date(2026, 11, 16),
        "period": "week",
        "last_date": date(2026, 11, 18),
        "rows": tuple(Line(name=f"row {n}") for n in range(rows)),
        "columns": tuple(Line(name=f"{n}") for n in range(columns)),
        "row_title": "day",
        "column_title": "hour",
        "values": array,
        "states": np.full(array.shape, State.SHOWN) if states is None else np.array(states),
        "unit": "people",
        "is_share": False,
    }
    return Matrix(**{**told, **changes})


def cell_colours(shown: Matrix) -> np.ndarray:
    """Red, green and blue of the cells of a matrix of one row and six columns, in its thumbnail."""
    image = decoded(base64.b64decode(matrix_thumbnail(shown).split(",")[1]))
    return np.asarray(image.convert("RGB"))[150, 20::40].astype(int)


def test_more_is_darker_and_what_is_above_the_scale_has_its_last_colour() -> None:
    shown = matrix([[1, 4, 16, 36, 64, 90_000]])

    light = cell_colours(shown) @ [299, 587, 114]

    assert shown.scale_maximum == 64
    assert (np.diff(light[:5]) < 0).all() and light[4] == light[5]
    assert "1 above the scale" in footnotes(shown)[0]


@pytest.mark.parametrize("state", [State.NOTHING, State.WITHHELD, State.NOT_YET])
def test_a_cell_without_a_value_has_no_colour_of_the_scale(state: State) -> None:
    shown = matrix([[0, np.nan, 9, 9, 9, 9]], [[State.SHOWN, state] + [State.SHOWN] * 4])

    red, green, blue = cell_colours(shown)[1]

    assert max(red, green, blue) - min(red, green, blue) < 12


def test_states_can_be_told_apart() -> None:
    pictures = {
        matrix_png(matrix([[np.nan, 9]], [[state, State.SHOWN]]))
        for state in (State.NOTHING, State.WITHHELD, State.NOT_YET)
    }

    assert len(pictures) == 3


def test_what_is_withheld_is_counted_in_words_and_not_written() -> None:
    shown = matrix([[np.nan, 0.9]], [[State.WITHHELD, State.SHOWN]], is_share=True)

    assert "1 of 2 cells are withheld" in alt_text(shown)
    assert "so far: to 18 Nov 2026" in alt_text(shown)
    assert "row 0, 1 (90%)" in alt_text(shown) and "row 0, 0" not in alt_text(shown)


def test_the_picture_says_what_it_is() -> None:
    image = decoded(matrix_png(matrix([[1, 2], [3, 4]])))

    meta = json.loads(image.info["usage-heatmaps:meta"])

    assert image.mode == "P" and image.info["Title"] == "When people come"
    assert (meta["kind"], meta["rows"], meta["period"]) == ("hours", 2, "week")


@pytest.mark.parametrize("rows, columns", [(1, 1), (32, 34), (7, 24), (0, 0)])
def test_any_matrix_fits_the_tools_that_show_it(rows: int, columns: int) -> None:
    values = np.random.default_rng(0).random((rows, columns)) * 10_000
    shown = matrix(values.reshape(rows, columns))
    thumbnail = matrix_thumbnail(shown)

    assert len(matrix_png(shown)) <= MAX_PNG_BYTES
    assert len(thumbnail) <= MAX_URI_LETTERS
    assert decoded(base64.b64decode(thumbnail.split(",")[1])).size == (240, 300)


def test_hostile_names_change_nothing_but_words() -> None:
    names = {"rows": (Line(name=HOSTILE, note=HOSTILE),), "columns": (Line(name=HOSTILE),)}
    shown = matrix([[3]], subject=(HOSTILE,), title=HOSTILE, feature=HOSTILE, **names)

    image = decoded(matrix_png(shown))

    assert image.width < 1000 and len(image.info["Title"]) <= 300
    assert "\x00" not in alt_text(shown) and "\u202e" not in alt_text(shown)


def test_the_same_values_give_the_same_bytes() -> None:
    one, two = (matrix([[1, np.nan]], [[State.SHOWN, State.WITHHELD]]) for _ in range(2))

    assert matrix_png(one) == matrix_png(two)
    assert matrix_thumbnail(one) == matrix_thumbnail(two)
