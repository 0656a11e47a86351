"""Invented series of a product where nothing happens, and of one where something does."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

Whole = NDArray[Any]

FIRST = date(2026, 1, 5)
"""A Monday."""
WEEK = np.array([1, 1.1, 1.1, 1.05, 0.9, 0.4, 0.35])
"""How much is used on each weekday."""
FEATURES = 40


def day(number: int) -> date:
    """Day 0 is the first."""
    return FIRST + timedelta(days=number)


def rows(
    metric: str, feature: str, numerators: Whole, denominators: Whole | None = None
) -> pl.DataFrame:
    """Rows of metrics_daily of one series, from the first day on."""
    values = numerators / (1 if denominators is None else denominators)
    days = range(len(numerators))
    return pl.DataFrame(
        {
            "metric": [metric for _ in days],
            "feature": [feature for _ in days],
            "segment": ["all" for _ in days],
            "event_date": [day(number) for number in days],
            "value": values.astype(float),
            "numerator": numerators.astype(float),
            "denominator": pl.Series(
                [None for _ in days] if denominators is None else denominators, dtype=pl.Int64
            ),
        }
    )


def quiet(seed: int, days: int) -> pl.DataFrame:
    """Users, clicks and bounces of features of every size, by chance around what never changes."""
    chance = np.random.default_rng(seed)
    week = WEEK[np.arange(days) % 7]
    series = []
    for number in range(FEATURES):
        name, size = f"feature {number}", chance.lognormal(4.5, 1.3)
        users = chance.poisson(size * week)
        views = chance.poisson(1.5 * size * week) + 1
        clicks = chance.negative_binomial(views, 1 / (1 + chance.uniform(0.1, 3)))
        bounces = chance.binomial(views, chance.uniform(0.01, 0.6))
        series += [
            rows("users", name, users),
            rows("clicks_per_page_view", name, clicks, views),
            rows("bounce_rate", name, bounces, views),
        ]
    return pl.concat(series)
