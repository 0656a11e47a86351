"""The days after a date against the same weekdays before it.

What to put here: how a series changed at a date. Why it did is not in the numbers: a release on the
date is one reason among others.
"""

from datetime import date

import numpy as np
import polars as pl

from transforms.insights.discoveries import discovered, half_width
from transforms.insights.series import Numbers, Series, noise

SPANS = (7, 14)
"""Days on either side: one week, as soon as it is over, and two, which see more."""

COLUMNS = ("value_before", "value_after", "difference", "difference_low", "difference_high")


def changes(series: Series, day: date) -> pl.DataFrame:
    """The series that are known around a date, a row for each of the SPANS of which all days are:
    KEY, `day_count`, COLUMNS, and what `discovered` says of all of them together.
    """
    of_spans = [found for span in SPANS if (found := _of_span(series, day, span)) is not None]
    if not of_spans:
        return series.keys.clear()
    judged = pl.concat(of_spans)
    scores, freedom = judged["score"].to_numpy(), judged["day_count"].to_numpy() - 1
    found = discovered(scores, freedom, "is_change")
    return pl.concat([judged.drop("score"), found], how="horizontal")


def _of_span(series: Series, day: date, day_count: int) -> pl.DataFrame | None:
    """The series that are known on each of the `day_count` days from `day` on and before it, a row
    each in the order of their keys: KEY, `day_count`, COLUMNS and `score`.

    A paired t test: each day with the same weekday `day_count` days before, in units of what chance
    does to such a pair. Pairs scatter by chance at the least, so that a quiet series is no change.
    """
    here = series.column(day)
    around = slice(here - day_count, here + day_count)
    if around.start < 0 or around.stop > series.value.shape[1]:
        return None
    judged = np.asarray(np.isfinite(series.value[:, around]).all(axis=1))
    if not judged.any():
        return None
    value, numerator, denominator = (
        array[judged, around].reshape(-1, 2, day_count)
        for array in (series.value, series.numerator, series.denominator)
    )
    level = numerator.sum(axis=1, keepdims=True) / denominator.sum(axis=1, keepdims=True)
    of_chance = noise(level, denominator, series.sign[judged, None, None]).sum(axis=1)
    before, after = value[:, 0], value[:, 1]
    pairs = after - before
    difference = pairs.mean(axis=1)
    scatter = _divided(pairs, np.sqrt(of_chance)).std(axis=1, ddof=1)
    sd = np.maximum(scatter, 1) * np.sqrt(of_chance.mean(axis=1) / day_count)
    width = half_width(sd, day_count - 1)
    columns = (
        before.mean(axis=1),
        after.mean(axis=1),
        difference,
        difference - width,
        difference + width,
    )
    numbers = pl.DataFrame(dict(zip(COLUMNS, columns, strict=True))).with_columns(
        score=pl.Series(_divided(difference, sd))
    )
    of_span = series.keys.filter(judged).with_columns(day_count=pl.lit(day_count, pl.Int64))
    return pl.concat([of_span, numbers], how="horizontal")


def _divided(difference: Numbers, sd: Numbers) -> Numbers:
    """A difference in units of its standard deviation; 0 of what was never there."""
    return np.divide(difference, sd, out=np.zeros_like(sd), where=sd > 0)
