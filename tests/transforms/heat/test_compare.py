"""Maps of the same people are not called different, planted differences are found."""

import numpy as np
import polars as pl
import pytest
from scipy import stats

from transforms.heat.compare import FEWEST_IN_GROUP, Evidence, compare, discoveries, mid_p

SPOTS = 60
POPULARITY = 1 / np.arange(1, SPOTS + 1)
"""Few places have most clicks, as on real pages."""


def people(count: int, seed: int, *, clicks: int = 3, moved: float = 0.0) -> pl.DataFrame:
    """People who click places as often as they are popular, each place up to five times; a share of
    them has `moved`: they click a place at (30, 30) instead of the first.
    """
    chance = np.random.default_rng(seed)
    rows = []
    for person in range(count):
        has_moved = chance.random() < moved
        for place in chance.choice(SPOTS, clicks, replace=False, p=POPULARITY / POPULARITY.sum()):
            x, y = (30, 30) if has_moved and place == 0 else (place % 20, place // 20 * 7)
            rows.append(
                ("page", seed * 10_000 + person, int(x), int(y), int(chance.integers(1, 6)))
            )
    return pl.DataFrame(rows, schema=["layer", "user_key", "x", "y", "mass"], orient="row")


def test_groups_of_the_same_people_are_seldom_called_different() -> None:
    """Nominal are 5 %: of 200 pairs at most 16 (one in a thousand by chance) say anything."""
    found = [compare(people(120, seed), people(150, 1000 + seed), seed) for seed in range(200)]

    assert sum(bool(one and one.regions) for one in found) <= 16
    assert sum(bool(one and one.is_different) for one in found) <= 20


def test_five_clicks_of_everybody_on_a_spot_are_one_person_there() -> None:
    group, others = people(100, 1), people(100, 2)
    often = group.with_columns(pl.when(pl.col("x") < 5).then(500).otherwise("mass").alias("mass"))

    found, of_often = compare(group, others, 3), compare(often, others, 3)

    assert found and of_often
    assert found.regions == of_often.regions


def test_a_planted_shift_is_found_where_it_is() -> None:
    found = compare(people(150, 1, moved=0.4), people(400, 2), 3)

    assert found and found.is_different
    more = [region for region in found.regions if region.difference > 0]
    less = [region for region in found.regions if region.difference < 0]
    (here,) = more
    assert (here.x_px, here.y_px, here.width_px, here.height_px) == (1200, 1200, 40, 40)
    assert here.low < here.difference < here.high
    assert (0, 0) in {(region.x_px, region.y_px) for region in less}
    assert all(region.q_value <= 0.05 for region in found.regions)


def test_squares_that_touch_are_one_region_and_layers_are_apart() -> None:
    base = people(100, 1)
    shifts = [
        base.select("user_key").unique().with_columns(layer=pl.lit(layer), x=x, y=y, mass=1)
        for layer, x, y in (("page", 40, 40), ("page", 41, 41), ("page", 43, 40), ("fixed", 40, 40))
    ]
    group = pl.concat([base, *(shift.select(base.columns).cast(base.schema) for shift in shifts)])

    found = compare(group, people(100, 2), 3)

    assert found
    boxes = {(r.layer, r.x_px, r.width_px) for r in found.regions if r.difference > 0.5}
    assert boxes == {("page", 1600, 80), ("page", 1720, 40), ("fixed", 1600, 40)}


@pytest.mark.parametrize(
    ("count", "is_compared"), [(FEWEST_IN_GROUP - 1, False), (FEWEST_IN_GROUP, True)]
)
def test_few_people_are_not_compared(count: int, is_compared: bool) -> None:
    assert (compare(people(count, 1), people(100, 2), 3) is not None) == is_compared


def test_false_discoveries_are_counted_over_all_maps_that_are_told_together() -> None:
    """Benjamini and Hochberg by hand: a p-value times their number, by its rank; never more than
    that of the next rank.
    """
    squares = pl.DataFrame(
        {"layer": "page", "x": [0, 1], "y": 0, "sign": 1, "p_value": [0.01, 0.03]}
    )
    odd, plain = (
        Evidence(40, 40, 0.3, 0.2, 0.002, squares),
        Evidence(40, 40, 0.1, 0.2, 0.04, squares),
    )

    (alone,), (of_one,) = discoveries([odd])
    of_each, of_all = discoveries([plain, odd, plain, plain])

    assert of_one == 0.002
    assert of_all == pytest.approx([0.04, 0.008, 0.04, 0.04])
    assert alone["q_value"].to_list() == pytest.approx([0.02, 0.03])
    # eight squares: 0.01 * 8 / 4 and 0.03 * 8 / 8
    assert all(found["q_value"].to_list() == pytest.approx([0.02, 0.03]) for found in of_each)
    one_more = Evidence(40, 40, 0.1, 0.2, 0.04, squares.with_columns(p_value=pl.Series([0.9, 0.9])))
    assert [found.height for found in discoveries([odd, one_more])[0]] == [1, 0]


def test_maps_that_are_far_apart_are_known_to_be_so_surely() -> None:
    found = compare(people(150, 1, moved=0.9), people(400, 2), 3)
    near = compare(people(150, 1), people(400, 2), 3)

    assert found and near
    assert found.evidence.p_value == 1 / 4976  # none of 4,975 groups drawn by chance is as far
    assert near.evidence.p_value > 10 / 199


def test_the_order_of_rows_is_nothing() -> None:
    group, others = people(60, 1, moved=0.5), people(90, 2)

    one, other = compare(group, others, 3), compare(group.reverse(), others.reverse(), 3)
    assert one and other
    assert (one.regions, one.q_value) == (other.regions, other.q_value)
    assert one.evidence.squares.equals(other.evidence.squares)


def test_mid_p_is_between_that_of_fisher_and_that_without_the_outcome_itself() -> None:
    for a, n, b, m in ((3, 40, 12, 50), (20, 40, 12, 50), (0, 40, 9, 60)):
        fisher = stats.fisher_exact(np.array([[a, n - a], [b, m - b]])).pvalue
        assert float(mid_p(a, n, b, m)) < fisher * 1.05
        point = stats.hypergeom(n + m, a + b, n).pmf(a)
        assert float(mid_p(a, n, b, m)) > fisher - 2 * point
