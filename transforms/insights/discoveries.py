"""Which of many series differ by more than chance.

What to put here: from scores to p-values, and the false discoveries among them.
"""

import numpy as np
import polars as pl

from transforms.insights.series import Numbers

FALSE_DISCOVERY_RATE = 0.05
"""So many of the series called unusual may be so by chance (Benjamini and Hochberg 1995)."""
CONFIDENCE = 0.95


def half_width(sd: Numbers, freedom: float) -> Numbers:
    """Half of the interval that holds CONFIDENCE of what chance does, by Student's t."""
    from scipy.stats import t

    return np.asarray(t.isf((1 - CONFIDENCE) / 2, freedom) * sd)


def discovered(score: Numbers, freedom: float | Numbers, name: str) -> pl.DataFrame:
    """Of the scores of one night, each Student's t: `score`, `p_value`, `adjusted_p_value`, and
    whether it is a discovery under `name`.

    >>> discovered(np.array([0.0, -2.0, 9.0]), 7, "is_odd")["is_odd"].to_list()
    [False, False, True]
    """
    from scipy.stats import false_discovery_control, t

    p_value = np.asarray(2 * t.sf(np.abs(score), freedom))
    adjusted = false_discovery_control(p_value, method="bh") if len(p_value) else p_value
    return pl.DataFrame(
        {
            "score": score,
            "p_value": p_value,
            "adjusted_p_value": adjusted,
            name: adjusted <= FALSE_DISCOVERY_RATE,
        }
    )
