"""Rows of `marts.metrics_daily` as arrays of shape (series, days).

What to put here: what is known of a series, and how much it scatters by chance alone.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

KEY = ("metric", "feature", "segment")
COUNTS = ("users", "sessions", "page_views")
"""Metrics that are counts; all others are divided by a denominator."""


@dataclass(frozen=True)
class Series:
    """Series of a range of days: a row of each array for each row of `keys`, a column for each day
    from `first` on. What is not known is NaN in all of them; the denominator of a count is 1.
    """

    keys: pl.DataFrame
    first: date
    value: Numbers
    numerator: Numbers
    denominator: Numbers

    @classmethod
    def of(cls, metrics: pl.DataFrame, first: date, last: date) -> Self:
        """The series of the days `first` to `last` of rows of `metrics_daily`.

        A count without a row is 0 on a day that has rows of others, from its own first row on.

        >>> rows = pl.DataFrame({
        ...     "metric": "users", "feature": ["/a", "/b", "/a"], "segment": "all",
        ...     "event_date": [date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 4)],
        ...     "value": [7.0, 9.0, 8.0], "numerator": [7.0, 9.0, 8.0], "denominator": None,
        ... })
        >>> Series.of(rows, date(2026, 3, 1), date(2026, 3, 4)).value
        array([[ 7.,  0., nan,  8.],
               [nan,  9., nan,  0.]])
        """
        keys = metrics.select(KEY).unique().sort(KEY)
        shape = (keys.height, (last - first).days + 1)
        places = metrics.join(keys.with_row_index("series"), on=KEY, maintain_order="left")
        columns = (pl.col("event_date") - first).dt.total_days()
        at = (places["series"].to_numpy(), places.select(columns).to_series().to_numpy())
        is_count = keys["metric"].is_in(COUNTS).to_numpy()[:, None]
        has_row = np.zeros(shape, dtype=bool)
        has_row[at] = True
        is_none = is_count & ~has_row & has_row.any(axis=0) & np.maximum.accumulate(has_row, axis=1)
        value, numerator, denominator = (np.full(shape, np.nan) for _ in range(3))
        for array, name in (
            (value, "value"),
            (numerator, "numerator"),
            (denominator, "denominator"),
        ):
            array[at] = places[name].cast(pl.Float64).to_numpy()
        value[is_none] = numerator[is_none] = 0
        is_known = np.isfinite(value)
        numerator = np.where(is_known, numerator, np.nan)
        denominator = np.where(is_known, np.where(is_count, 1, denominator), np.nan)
        return cls(keys, first, value, numerator, denominator)

    @cached_property
    def sign(self) -> Numbers:
        """Of each series how its variance grows with its level, for `noise` and `levelled`: 0 for
        counts, -1 for shares, 1 for means.
        """
        metric = self.keys["metric"]
        is_count, is_share = (
            metric.is_in(COUNTS).to_numpy(),
            metric.str.ends_with("_rate").to_numpy(),
        )
        return np.where(is_count, 0.0, np.where(is_share, -1.0, 1.0))

    def column(self, day: date) -> int:
        """The column of a day; negative or too large outside of the range."""
        return (day - self.first).days


def noise(level: Numbers, denominator: Numbers, sign: Numbers) -> Numbers:
    """Variance of a value around its level by chance alone.

    That of a count is Poisson's, of a share the binomial one, of a mean that of a geometric number:
    of how often people press, and of how long they stay, most is little.

    >>> level, denominator = np.array([100.0, 0.1, 3.0]), np.array([1.0, 900.0, 12.0])
    >>> noise(level, denominator, np.array([0.0, -1.0, 1.0])).round(6).tolist()
    [100.0, 0.0001, 1.0]
    """
    return np.maximum(level * (1 + sign * level), 0) / denominator


SMALL = 3 / 8
"""Anscombe's (1948) correction, for small counts."""


def levelled(numerator: Numbers, denominator: Numbers, sign: Numbers) -> Numbers:
    """Values on a scale on which `noise` is 1 / denominator, whatever the level: for a count twice
    the square root, for a share and a mean that of arcsine and its hyperbolic one.

    >>> few, many = np.array([0.0, 1.0, 2.0]), np.array([400.0, 401.0, 402.0])
    >>> np.diff(levelled(few, np.ones(3), np.zeros(3))).round(2).tolist()
    [1.12, 0.74]
    >>> np.diff(levelled(many, np.ones(3), np.zeros(3))).round(2).tolist()
    [0.05, 0.05]
    """
    share = (numerator + SMALL) / (denominator + 2 * SMALL * (sign < 0))
    root = np.sqrt(share)
    with np.errstate(invalid="ignore"):  # the arcsine of a count
        curved = np.where(sign < 0, np.arcsin(np.minimum(root, 1)), np.arcsinh(root))
    return np.asarray(2 * np.where(sign == 0, root, curved))


def unlevelled(level: Numbers, sign: Numbers) -> Numbers:
    """The values that `levelled` has on its scale, but for the correction of shares and means.

    >>> scale = levelled(np.array([5.0, 100.0]), np.array([1.0, 1e6]), np.array([0.0, -1.0]))
    >>> unlevelled(scale, np.array([0.0, -1.0])).round(4).tolist()
    [5.0, 0.0001]
    """
    half = np.maximum(level, 0) / 2
    curved = np.where(sign < 0, np.sin(np.minimum(half, np.pi / 2)), np.sinh(half * (sign > 0)))
    return np.where(sign == 0, np.maximum(half**2 - SMALL, 0), curved**2)
