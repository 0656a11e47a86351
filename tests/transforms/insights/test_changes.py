"""What changed at a date is found, and what is chance is not."""

import numpy as np
import polars as pl
import pytest
from scipy.stats import ttest_rel

from tests.transforms.insights.histories import FIRST, WEEK, day, quiet, rows
from transforms.insights.changes import SPANS, changes
from transforms.insights.series import Series

SEEDS = 50


def judged(metrics: pl.DataFrame, number: int, span: int, days: int) -> pl.DataFrame:
    found = changes(Series.of(metrics, FIRST, day(days - 1)), day(number))
    return found.filter(day_count=span) if found.height else found


@pytest.mark.parametrize("span", SPANS)
def test_at_most_one_of_twenty_quiet_nights_has_a_change_of_any_span(span: int) -> None:
    alarms = [
        changes(Series.of(quiet(seed, 2 * span), FIRST, day(2 * span - 1)), day(span))
        for seed in range(SEEDS)
    ]

    assert {count for (count,) in alarms[0].select("day_count").unique().rows()} == {
        one for one in SPANS if one <= span
    }
    assert sum(found["is_change"].any() for found in alarms) <= SEEDS / 20


def test_false_discoveries_are_counted_over_both_spans_of_a_date() -> None:
    """A series that fell in the last week only: of two p-values the larger one is as it is, and the
    smaller one counts twice.
    """
    users = np.concatenate([np.tile(1000 * WEEK, 3), 800 * WEEK]).astype(int)

    found = changes(Series.of(rows("users", "f", users), FIRST, day(27)), day(14))
    first, second = sorted(found.to_dicts(), key=lambda row: row["p_value"])

    assert {first["day_count"], second["day_count"]} == set(SPANS)
    assert second["adjusted_p_value"] == pytest.approx(second["p_value"])
    assert first["adjusted_p_value"] == pytest.approx(min(2 * first["p_value"], second["p_value"]))


@pytest.mark.parametrize(("span", "share_left"), [(7, 0.4), (14, 0.8)])
def test_what_fell_at_a_date_is_found_among_all_others(span: int, share_left: float) -> None:
    for seed in range(10):
        chance = np.random.default_rng(seed)
        numbers = np.arange(2 * span)
        users = chance.poisson(2000 * WEEK[numbers % 7] * np.where(numbers < span, 1, share_left))

        metrics = pl.concat([quiet(seed, 2 * span), rows("users", "fallen", users)])
        found = judged(metrics, span, span, 2 * span).filter("is_change")

        assert found["feature"].to_list() == ["fallen"]


def test_the_test_is_that_of_pairs_where_they_scatter_more_than_by_chance() -> None:
    half = np.random.default_rng(3).integers(-500, 500, 7)
    users = np.concatenate([1000 - half, 1000 + half])

    (row,) = judged(rows("users", "f", users), 7, 7, 14).to_dicts()

    wanted = ttest_rel(users[7:], users[:7])
    interval = wanted.confidence_interval(0.95)
    assert (row["score"], row["p_value"]) == pytest.approx((wanted.statistic, wanted.pvalue))
    assert (row["difference_low"], row["difference_high"]) == pytest.approx(tuple(interval))
    assert (row["value_before"], row["value_after"]) == (users[:7].mean(), users[7:].mean())
    assert row["difference"] == pytest.approx(row["value_after"] - row["value_before"])


def test_pairs_that_hardly_differ_scatter_by_chance_at_the_least() -> None:
    """A week of 100 a day and one of 101: by chance each pair differs by the root of 201."""
    (row,) = judged(rows("users", "f", np.repeat([100, 101], 7)), 7, 7, 14).to_dicts()

    assert row["score"] == pytest.approx(1 / np.sqrt(201 / 7))
    assert not row["is_change"]


@pytest.mark.parametrize(("number", "judged_count"), [(6, 0), (7, 1), (8, 1), (9, 0)])
def test_a_date_needs_all_days_on_either_side(number: int, judged_count: int) -> None:
    assert judged(rows("users", "f", np.full(15, 9)), number, 7, 15).height == judged_count


def test_a_series_with_a_day_that_is_not_known_is_not_judged() -> None:
    metrics = rows("bounce_rate", "f", np.zeros(14), np.full(14, 10))

    assert judged(metrics.filter(pl.col("event_date") != day(3)), 7, 7, 14).height == 0


def test_what_was_never_there_has_not_changed() -> None:
    (row,) = judged(rows("bounce_rate", "f", np.zeros(14), np.full(14, 10)), 7, 7, 14).to_dicts()

    assert (row["score"], row["difference_low"], row["is_change"]) == (0, 0, False)
