"""The words of a matrix: subtitle, legend, what marks mean, footnotes, alt text.

What to put here: sentences made of the values of a matrix. What not to: where they are drawn.
"""

import numpy as np

from transforms.heat.matrices import OTHER, grid_id
from transforms.heat.matrix import Matrix, State
from transforms.pictures.lettering import cleaned
from transforms.pictures.period_wording import day, period_words
from transforms.pictures.wording import percent


def when(matrix: Matrix) -> str:
    """The day, or the week and how far it has come."""
    so_far = f", so far: to {day(matrix.last_date)}" if matrix.is_running else ""
    return f"{period_words(matrix.period, matrix.date)}{so_far}"


def subtitle(matrix: Matrix) -> list[str]:
    """Period, feature and segment."""
    return [when(matrix), *map(cleaned, matrix.subject)]


def amount(value: float, matrix: Matrix) -> str:
    """A value for people."""
    return percent(value) if matrix.is_share else f"{value:,.0f}"


def legend(matrix: Matrix) -> str:
    """The unit of the colours."""
    return f"{matrix.unit}, square-root scale"


def keys(matrix: Matrix) -> list[tuple[State, str]]:
    """What there is besides plain cells, with its words; a shown one is an outlier."""
    words = {
        State.SHOWN: "above the scale",
        State.WITHHELD: "withheld: too few people",
        State.NOT_YET: "no data yet",
        State.NOTHING: matrix.nothing,
    }
    there = set(np.unique(matrix.states).tolist()) - {State.SHOWN}
    if outlier_count(matrix):
        there.add(State.SHOWN)
    return [(state, text) for state, text in words.items() if state in there]


def outlier_count(matrix: Matrix) -> int:
    """How many cells are above the scale."""
    return int((matrix.values[matrix.states == State.SHOWN] > matrix.scale_maximum).sum())


def footnotes(matrix: Matrix) -> list[str]:
    """How the picture was made, and what it does not show."""
    notes = []
    if count := outlier_count(matrix):
        notes.append(
            f"{count:,} above the scale, by Tukey's fence on square roots: in the darkest colour"
        )
    if withheld := int((matrix.states == State.WITHHELD).sum()):
        notes.append(f"{withheld:,} of {matrix.states.size:,} cells withheld: too few people")
    return [*notes, *matrix.notes, f"grid {grid_id(matrix)}"]


def alt_text(matrix: Matrix) -> str:
    """The picture in words, for those who cannot see it."""
    figures = ", ".join(f"{number} {label}" for number, label in matrix.figures)
    words = [
        f"{cleaned(matrix.title)}, {', '.join(subtitle(matrix))}"
        + (f": {figures}." if figures else "."),
        f"Colours show the {matrix.unit}.",
    ]
    # of counts the key figures say it
    if matrix.is_share and (most := _largest(matrix)):
        words.append(f"Largest: {', '.join(most)}.")
    if withheld := int((matrix.states == State.WITHHELD).sum()):
        words.append(f"{withheld:,} of {matrix.states.size:,} cells are withheld.")
    return " ".join(words)


def _largest(matrix: Matrix, count: int = 3) -> list[str]:
    named = np.array([column.name != OTHER for column in matrix.columns], dtype=bool)
    shown = np.where((matrix.states == State.SHOWN) & named, matrix.values, -1).ravel()
    places = np.argsort(-shown, kind="stable")[:count]
    return [
        f"{cleaned(matrix.rows[y].name)}, {cleaned(matrix.columns[x].name)}"
        f" ({amount(matrix.values[y, x], matrix)})"
        for y, x in (divmod(int(place), len(matrix.columns)) for place in places)
        if shown[y * len(matrix.columns) + x] >= 0
    ]


def meta(matrix: Matrix) -> dict[str, object]:
    """What the picture says of itself to programs."""
    return {
        "kind": matrix.kind,
        "date": matrix.date.isoformat(),
        "period": matrix.period,
        "last_date": matrix.last_date.isoformat(),
        "title": cleaned(matrix.title),
        "feature": cleaned(matrix.feature),
        "segment": cleaned(matrix.segment),
        "rows": len(matrix.rows),
        "columns": len(matrix.columns),
        "scale_maximum": matrix.scale_maximum,
        "outliers": outlier_count(matrix),
        "withheld": int((matrix.states == State.WITHHELD).sum()),
        "users": matrix.users,
        "page_views": matrix.page_views,
        "grid_id": grid_id(matrix),
    }
