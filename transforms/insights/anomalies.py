"""A day of every series against the same weekday of the four weeks before.

What to put here: what is usual for a day, and how far off it is. The numbers that every series has
come from `series.py`.
"""

import warnings
from datetime import date

import numpy as np
import polars as pl

from transforms.insights.discoveries import discovered, half_width
from transforms.insights.series import Numbers, Series, levelled, unlevelled

WEEKS = 4
BASELINE_DAYS = 7 * WEEKS
REACH_DAYS = BASELINE_DAYS + 7
"""A count is 0 from its first row on, which is looked for in one more week: so far back a day is
looked at, and so far on a day that is built again is felt.
"""
LEAST_KNOWN = 5 * WEEKS
"""Of the baseline's days so many must be known: working days are enough."""

MEDIAN_NOISE = 0.298
"""Variance of the median of four normal numbers, of which each has the variance 1."""
NEARER = 0.728
"""Numbers are so much nearer to the median of their own weekday, of four, than to the true one."""
NORMAL = 1.4826
"""Standard deviation of normal numbers by the median distance from their middle (MAD)."""
FREEDOM = 7
"""A normal number, by that distance, scatters as Student's t of so many degrees of freedom: found
by 600,000 draws, right within a fifth at 5 %, 1 %, 0.1 % and 0.01 %.
"""

COLUMNS = ("value", "expected_value", "expected_low", "expected_high")


def anomalies(series: Series, day: date) -> pl.DataFrame:
    """The series that can be judged on a day, a row each in the order of their keys: KEY, COLUMNS,
    and what `discovered` says. Empty before four weeks exist.

    Judged is what is known on the day, on the same weekday of each of the four weeks before, and on
    LEAST_KNOWN days of these in all.
    """
    today = series.column(day)
    past = slice(today - BASELINE_DAYS, today)
    if past.start < 0:
        return series.keys.clear()
    known = np.isfinite(series.value[:, past])
    judged = (
        np.isfinite(series.value[:, today])
        & known[:, ::7].all(axis=1)
        & (known.sum(axis=1) >= LEAST_KNOWN)
    )
    if not judged.any():
        return series.keys.clear()
    value, numerator, denominator = (
        array[judged, past.start : today + 1]
        for array in (series.value, series.numerator, series.denominator)
    )
    sign = series.sign[judged]
    scale = levelled(numerator, denominator, sign[:, None])
    middle, sd = _expected(scale, denominator)
    width = half_width(sd, FREEDOM)
    usual = np.median(value[:, :-1:7], axis=1)
    columns = (
        value[:, -1],
        usual,
        np.minimum(unlevelled(middle - width, sign), usual),
        np.maximum(unlevelled(middle + width, sign), usual),
    )
    numbers = pl.DataFrame(dict(zip(COLUMNS, columns, strict=True)))
    found = discovered((scale[:, -1] - middle) / sd, FREEDOM, "is_anomaly")
    return pl.concat([series.keys.filter(judged), numbers, found], how="horizontal")


def _expected(scale: Numbers, denominator: Numbers) -> tuple[Numbers, Numbers]:
    """Median of the same weekday, and standard deviation of the last day around it, of numbers
    whose variance by chance is 1 / denominator.

    The deviation is that of chance, of the day and of the median, times how much the four weeks
    scatter by more than chance: at least once, so that a quiet series is no alarm.
    """
    by_weekday = (len(scale), WEEKS, 7)
    numbers, weights = (array[:, :-1].reshape(by_weekday) for array in (scale, denominator))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a weekday of which nothing is known
        middles = np.nanmedian(numbers, axis=1)
    distances = np.abs(numbers - middles[:, None, :]) * np.sqrt(weights)
    scatter = np.nanmedian(distances.reshape(len(scale), -1), axis=1) * NORMAL / NEARER
    variance = 1 / denominator[:, -1] + MEDIAN_NOISE / weights[:, :, 0].mean(axis=1)
    return middles[:, 0], np.maximum(scatter, 1) * np.sqrt(variance)
