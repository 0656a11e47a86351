"""Halves of real people's visits, drawn by chance, are not called different; moved presses are."""

from collections.abc import Iterator
from typing import Final

import numpy as np
import polars as pl
import pytest
from scipy import stats

from tests.real_data import BESIDE, needs
from transforms.heat.compare import CELL_PX, FALSE_DISCOVERIES, Comparison, compare

IWEB: Final = BESIDE / "iweb"
SPLITS: Final = 60
MOST_BY_CHANCE: Final = int(stats.binom.ppf(0.999, SPLITS, FALSE_DISCOVERIES))

pytestmark = needs(IWEB)

Split = tuple[pl.DataFrame, pl.DataFrame]


@pytest.fixture(scope="module", params=["map", "sat"])
def presses(request: pytest.FixtureRequest) -> pl.DataFrame:
    """About 2,500 presses in 240 runs of one map. Its 28 people are too few for two groups; but
    which half a run is in is chance alone, whoever made it, so that a run stands for a person.
    """
    return (
        pl.read_csv(IWEB / "events.csv")
        .filter(pl.col("x") >= 0, pl.col("y") >= 0, feature=request.param, event="pointerdown")
        .select("x", "y", "user_id", user_key=pl.col("session_id").rank("dense").cast(pl.Int64))
    )


def halves(presses: pl.DataFrame, seeds: int, of: str = "user_key") -> Iterator[Split]:
    """The presses of two halves of the runs, or of the people, drawn by chance, for each seed."""
    drawn = presses[of].unique().sort()
    for seed in range(seeds):
        half = drawn.sample(len(drawn) // 2, seed=seed)
        is_in_half = presses[of].is_in(half.implode())
        yield presses.filter(is_in_half), presses.filter(~is_in_half)


def squares(presses: pl.DataFrame) -> pl.DataFrame:
    """Presses as `compare` takes them."""
    x, y = (pl.col(name) // CELL_PX for name in ("x", "y"))
    return presses.group_by("user_key", x, y).agg(pl.lit("page").alias("layer"), mass=pl.len())


def compared(group: pl.DataFrame, others: pl.DataFrame) -> Comparison:
    found = compare(squares(group), squares(others), seed=0)
    assert found
    return found


def test_halves_of_real_runs_are_called_different_no_more_often_than_nominal(
    presses: pl.DataFrame,
) -> None:
    """Nominal are 3 of 60; more than 9 come less than once in a thousand."""
    found = [compared(*split) for split in halves(presses, SPLITS)]

    assert MOST_BY_CHANCE == 9
    assert sum(one.is_different for one in found) <= MOST_BY_CHANCE
    assert sum(bool(one.regions) for one in found) <= MOST_BY_CHANCE


def test_were_presses_counted_halves_of_the_people_would_all_be_called_different(
    presses: pl.DataFrame,
) -> None:
    """These data can tell: each of the people presses the same places again and again."""
    by_press = presses.with_columns(user_key=pl.int_range(pl.len()))

    found = [compared(*split) for split in halves(by_press, 1, of="user_id")]

    assert all(one.is_different for one in found)


def test_presses_moved_by_two_cells_are_found_in_every_split(presses: pl.DataFrame) -> None:
    for group, others in halves(presses, 5):
        found = compared(group.with_columns(pl.col("x") + 16), others)

        assert found.is_different and found.regions


def test_presses_moved_by_a_square_are_missed_at_the_busiest_and_found_beside_it(
    presses: pl.DataFrame,
) -> None:
    by_square = squares(presses).group_by("x", "y").len()
    busiest = by_square.sort("len", "x", "y").row(-1, named=True)
    left, top = busiest["x"] * CELL_PX, busiest["y"] * CELL_PX

    for group, others in halves(presses, 3):
        found = compared(group.with_columns(pl.col("x") + CELL_PX), others)

        signs = [
            {
                np.sign(one.difference)
                for one in found.regions
                if one.x_px <= x < one.x_px + one.width_px
                and one.y_px <= top < one.y_px + one.height_px
            }
            for x in (left, left + CELL_PX)
        ]
        assert signs == [{-1}, {1}]
