"""What the picture of a matrix shows: rows, columns, a value of each cell or why it has none."""

import datetime as dt
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from transforms.heat.periods import Period

FENCE: Final = 1.5
"""Tukey's fence: what is so many interquartile ranges above the upper quartile is an outlier."""


class State(IntEnum):
    """What is known of a cell."""

    NOTHING = 0
    """Nobody, as far as may be said."""
    SHOWN = 1
    WITHHELD = 2
    """Too few people."""
    NOT_YET = 3
    """Of a day that is not over, or not there."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row or a column: its name, and beside it what its values are shares of."""

    name: str
    note: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Matrix:
    """Everything the picture of a matrix needs.

    Attributes:
        kind: which matrix, as the catalogue calls it.
        title: the headline.
        date: the day, or the Monday of the week.
        period: what the values are of.
        last_date: the last day that values are of.
        segment: the segment; `all` for everybody.
        feature: the feature; `(all)` for all of them.
        subject: feature and segment in words, where the title does not say them.
        rows: from the top down.
        columns: from left to right.
        row_title: what rows are.
        column_title: what columns are.
        values: shape (rows, columns); nan where a cell is not shown.
        states: a `State` for each cell, same shape.
        unit: of the values, in words.
        is_share: values are shares, 0 to 1, and no counts.
        nothing: what a cell without anybody says, in words.
        figures: number and label of each key figure.
        users: distinct people of all cells; None where nobody says.
        page_views: page views of all cells; None where they are not counted.
        notes: sentences of the footer.
    """

    kind: str
    title: str
    date: dt.date
    period: Period
    last_date: dt.date
    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    row_title: str
    column_title: str
    values: NDArray[np.float64]
    states: NDArray[np.uint8]
    unit: str
    is_share: bool
    segment: str = "all"
    feature: str = "(all)"
    subject: tuple[str, ...] = ()
    nothing: str = "nobody"
    figures: tuple[tuple[str, str], ...] = ()
    users: int | None = None
    page_views: int | None = None
    notes: tuple[str, ...] = ()

    @property
    def is_running(self) -> bool:
        """Whether the period goes on."""
        return self.period == "week" and self.last_date < self.date + dt.timedelta(days=6)

    @property
    def scale_maximum(self) -> float:
        """The value that gets the darkest colour: the largest one that is no outlier."""
        return largest_within_fence(self.values[self.states == State.SHOWN])


def largest_within_fence(values: NDArray[np.float64]) -> float:
    """The largest value that is no outlier by Tukey's rule, taken of square roots, as colours are.

    >>> largest_within_fence(np.array([1.0, 4.0, 9.0, 16.0, 10_000.0]))
    16.0
    >>> largest_within_fence(np.array([7.0, 7.0, 7.0])), largest_within_fence(np.array([]))
    (7.0, 0.0)
    """
    if not len(values):
        return 0.0
    roots = np.sqrt(values)
    lower, upper = np.quantile(roots, [0.25, 0.75])
    within = values[roots <= upper + FENCE * (upper - lower) + 1e-9]
    return float(within.max())
