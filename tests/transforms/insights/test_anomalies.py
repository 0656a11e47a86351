"""What is unusual is found, and what is chance is not."""

import numpy as np
import polars as pl
import pytest

from tests.transforms.insights.histories import FIRST, WEEK, day, quiet, rows
from transforms.insights.anomalies import BASELINE_DAYS, LEAST_KNOWN, anomalies
from transforms.insights.series import Series

TODAY = BASELINE_DAYS
SEEDS = 50


def judged(metrics: pl.DataFrame, today: int = TODAY) -> pl.DataFrame:
    return anomalies(Series.of(metrics, FIRST, day(today)), day(today))


def test_at_most_one_of_twenty_quiet_nights_has_an_anomaly() -> None:
    alarms = [judged(quiet(seed, TODAY + 1))["is_anomaly"].any() for seed in range(SEEDS)]

    assert sum(alarms) <= SEEDS / 20


def test_what_fell_by_half_is_found_among_all_others() -> None:
    for seed in range(10):
        chance = np.random.default_rng(seed)
        users = chance.poisson(
            1000 * WEEK[np.arange(TODAY + 1) % 7] * chance.normal(1, 0.03, TODAY + 1)
        )
        users[TODAY] //= 2

        found = judged(pl.concat([quiet(seed, TODAY + 1), rows("users", "fallen", users)]))

        assert found.filter("is_anomaly")["feature"].to_list() == ["fallen"]


@pytest.mark.parametrize(("days", "judged_count"), [(BASELINE_DAYS, 0), (BASELINE_DAYS + 1, 1)])
def test_nothing_is_judged_before_four_weeks_exist(days: int, judged_count: int) -> None:
    metrics = rows("users", "f", np.full(days, 100))

    assert judged(metrics, days - 1).height == judged_count


def test_what_never_changed_may_change_as_much_as_by_chance() -> None:
    """A count of 100 is so by chance within two roots of it, and of its median, by Student's t."""
    users = np.full(TODAY + 1, 100)
    users[TODAY] = 104

    (row,) = judged(rows("users", "f", users)).to_dicts()

    deviation = 2.3646 * np.sqrt(1.298)  # t of 7 degrees of freedom at 97.5 %
    low, high = ((np.sqrt(100.375) + sign * deviation / 2) ** 2 - 0.375 for sign in (-1, 1))
    assert (row["value"], row["expected_value"], row["is_anomaly"]) == (104, 100, False)
    assert (row["expected_low"], row["expected_high"]) == pytest.approx((low, high), abs=0.01)


def test_a_day_is_compared_with_its_own_weekday() -> None:
    users = np.where(np.arange(TODAY + 1) % 7 == 0, 1000, 10)

    (row,) = judged(rows("users", "f", users)).to_dicts()

    assert (row["expected_value"], row["score"]) == (1000, 0)


def test_a_series_that_scatters_more_than_by_chance_may_go_on_so() -> None:
    weeks = np.repeat([[800, 1100, 1200, 900]], 7, axis=0).T.ravel()

    (row,) = judged(rows("users", "f", np.append(weeks, 1300))).to_dicts()

    assert row["expected_low"] < 700
    assert not row["is_anomaly"]


@pytest.mark.parametrize(("gaps", "judged_count"), [(8, 1), (9, 0)])
def test_working_days_are_enough_and_fewer_are_not(gaps: int, judged_count: int) -> None:
    views = np.full(TODAY + 1, 100)
    weekends = [number for number in range(TODAY) if number % 7 in (5, 6)]
    unknown = [day(number) for number in [*weekends, 1][:gaps]]

    metrics = rows("bounce_rate", "f", views // 2, views).filter(
        ~pl.col("event_date").is_in(unknown)
    )

    assert LEAST_KNOWN == BASELINE_DAYS - 8
    assert judged(metrics).height == judged_count


@pytest.mark.parametrize("missing", [0, 7, 14, 21, TODAY])
def test_a_day_or_a_same_weekday_that_is_not_known_is_not_judged(missing: int) -> None:
    views = np.full(TODAY + 1, 100)
    metrics = rows("bounce_rate", "f", views // 2, views)

    known = metrics.with_columns(
        pl.when(pl.col("event_date") != day(missing)).then(pl.col(name)).alias(name)
        for name in ("value", "numerator", "denominator")
    )

    assert judged(known).height == 0


def test_a_count_that_stops_is_found_though_it_has_no_row() -> None:
    metrics = pl.concat(
        [rows("users", "f", np.full(TODAY, 1000)), rows("users", "others", np.full(TODAY + 1, 50))]
    )

    found = judged(metrics).filter("is_anomaly")

    assert found.select("feature", "value").rows() == [("f", 0)]


def test_the_order_of_rows_does_not_matter() -> None:
    metrics = quiet(7, TODAY + 1)

    assert judged(metrics.sample(fraction=1, shuffle=True, seed=1)).equals(judged(metrics))
