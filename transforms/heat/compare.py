"""Whether two groups of people click in different places of a page, and where.

People are compared, never clicks: somebody who clicks a spot five times is one person there, and a
test of clicks would call chance a difference. Source: Fisher's exact test with mid-p (Lancaster
1961) on distinct people in squares of CELL_PX, a permutation of people for the map as a whole,
and Benjamini and Hochberg (1995) over all that is told together: the squares of all maps, the maps.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy import ndimage, sparse, stats

CELL_PX: Final = 40
"""Edge of a square: about a button, so that a button has few of them."""

FEWEST_IN_CELL: Final = 10
"""A square with fewer people, of both groups, can say nothing and is not tested."""

FEWEST_IN_GROUP: Final = 30
"""A group with fewer people is not compared."""

FALSE_DISCOVERIES: Final = 0.05
DRAWS_AT_ONCE: Final = 199
MOST_DRAWS: Final = 25 * DRAWS_AT_ONCE
ENOUGH_AS_FAR: Final = 10
"""Groups are drawn by chance until so many are as far apart as those compared: what is no
difference is known soon, and what is one to as many decimals as many comparisons need (Besag and
Clifford 1991).
"""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Region:
    """Squares beside each other, or an element, in which one group clicks more than the other.

    Lengths are css px, all 0 where it is not known where an element lies; counts are people with a
    click in it; `difference` is the share of the group less that of the others, between `low` and
    `high` (95 %, Newcombe's method 10); `q_value` is the least of its squares.
    """

    layer: str
    x_px: int
    y_px: int
    width_px: int
    height_px: int
    user_count: int
    other_user_count: int
    difference: float
    low: float
    high: float
    q_value: float
    element_key: str | None = None

    @property
    def has_place(self) -> bool:
        """Whether it is known where it lies."""
        return self.width_px > 0


@dataclass(frozen=True)
class Evidence:
    """Two maps: people of the group and of the others, how far apart the maps are, and how surely.

    `distance` is the share of clicks that lies elsewhere (total variation, each person one click);
    of groups drawn by chance from the same people it is below `noise_floor` in 19 of 20 cases, and
    as large or larger in a share `p_value`. `squares` has a row for each square with enough people:
    `layer`, `x`, `y`, `sign` (1: more people of the group) and `p_value`.
    """

    user_count: int
    other_user_count: int
    distance: float
    noise_floor: float
    p_value: float
    squares: pl.DataFrame


@dataclass(frozen=True)
class Comparison:
    """What is told of two maps: the test of them as a whole, and the regions that differ.

    `q_value` is the least share of false discoveries, among the maps that are told together, at
    which this one is different; of one map alone it is the p-value.
    """

    evidence: Evidence
    q_value: float
    regions: tuple[Region, ...]

    @property
    def is_different(self) -> bool:
        """Whether the maps are further apart than chance makes them."""
        return self.q_value <= FALSE_DISCOVERIES


def compare(group: pl.DataFrame, others: pl.DataFrame, seed: int) -> Comparison | None:
    """Compare the clicks of two groups on one page and band; None where one has too few people.

    Columns: `layer`, `user_key`, `x` and `y` (square, counted from the left and the top), `mass`
    (clicks in any unit); a row for each person and square. `seed` decides which groups are drawn by
    chance.
    """
    tested = maps_tested(group, others, seed)
    if tested is None:
        return None
    (discovered,), (q_value,) = discoveries([tested])
    return Comparison(tested, q_value, tuple(regions_of(group, others, discovered)))


def maps_tested(group: pl.DataFrame, others: pl.DataFrame, seed: int) -> Evidence | None:
    """The test of two groups on one page, as `compare` takes them."""
    people = [frame["user_key"].n_unique() for frame in (group, others)]
    if min(people) < FEWEST_IN_GROUP:
        return None
    both = _both(group, others)
    distance, noise_floor, p_value = _distance(both, people, seed)
    squares = _squares(both, people)
    return Evidence(people[0], people[1], distance, noise_floor, p_value, squares)


def discoveries(tested: Sequence[Evidence]) -> tuple[list[pl.DataFrame], list[float]]:
    """Of maps that are told together: the squares of each that differ, with their `q_value`, and
    the q-value of each map.
    """
    if not tested:
        return [], []
    counted = [one.squares.with_columns(number=pl.lit(number)) for number, one in enumerate(tested)]
    squares = pl.concat(counted).with_columns(
        q_value=pl.col("p_value").map_batches(_adjusted, return_dtype=pl.Float64)
    )
    found = squares.filter(pl.col("q_value") <= FALSE_DISCOVERIES)
    of_each = [found.filter(pl.col("number") == number) for number in range(len(tested))]
    return of_each, _adjusted(pl.Series([one.p_value for one in tested])).to_list()


def mid_p(a: Any, n: int, b: Any, m: int) -> Floats:
    """Two-sided mid-p of `a` of `n` against `b` of `m` people, elementwise.

    >>> bool(mid_p(10, 100, 10, 100) > 0.9), bool(mid_p(30, 100, 10, 100) < 0.001)
    (True, True)
    """
    a, b = np.asarray(a), np.asarray(b)
    drawn = stats.hypergeom(n + m, a + b, n)
    point = drawn.pmf(a)
    lower = drawn.cdf(a) - point / 2
    return np.asarray(np.minimum(1.0, 2 * np.minimum(lower, 1 - lower)))


def newcombe(a: int, n: int, b: int, m: int) -> tuple[float, float]:
    """The 95 % interval of a/n less b/m, of the Wilson intervals of both (Newcombe 1998).

    >>> [round(end, 4) for end in newcombe(56, 70, 48, 80)]
    [0.0524, 0.3339]
    """
    p, q = a / n, b / m
    first = stats.binomtest(a, n).proportion_ci(method="wilson")
    second = stats.binomtest(b, m).proportion_ci(method="wilson")
    low = p - q - float(np.hypot(p - first.low, second.high - q))
    high = p - q + float(np.hypot(first.high - p, q - second.low))
    return low, high


def regions_of(
    group: pl.DataFrame, others: pl.DataFrame, discovered: pl.DataFrame
) -> Iterator[Region]:
    """The squares of a page that differ, those that touch and lean to one side as one region."""
    both = _both(group, others)
    n, m = (frame["user_key"].n_unique() for frame in (group, others))
    side = pl.col("side") == 0
    for (layer, _), found in discovered.group_by("layer", "sign", maintain_order=True):
        for squares in _beside_each_other(found):
            inside = both.join(squares.with_columns(layer=pl.lit(layer)), on=["layer", "x", "y"])
            in_group = inside.filter(side)["user_key"].n_unique()
            in_others = inside.filter(~side)["user_key"].n_unique()
            low, high = newcombe(in_group, n, in_others, m)
            left, top = int(squares["x"].min()), int(squares["y"].min())  # type: ignore[arg-type]
            right, bottom = int(squares["x"].max()), int(squares["y"].max())  # type: ignore[arg-type]
            yield Region(
                layer=str(layer),
                x_px=left * CELL_PX,
                y_px=top * CELL_PX,
                width_px=(right + 1 - left) * CELL_PX,
                height_px=(bottom + 1 - top) * CELL_PX,
                user_count=in_group,
                other_user_count=in_others,
                difference=in_group / n - in_others / m,
                low=low,
                high=high,
                q_value=float(squares["q_value"].min()),  # type: ignore[arg-type]
            )


def _both(group: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([group.with_columns(side=pl.lit(0)), others.with_columns(side=pl.lit(1))])


def _adjusted(p_values: pl.Series) -> pl.Series:
    if p_values.is_empty():
        return p_values
    return pl.Series(stats.false_discovery_control(p_values.to_numpy(), method="bh"))


def _distance(both: pl.DataFrame, people: list[int], seed: int) -> tuple[float, float, float]:
    """How far the maps are apart; how far 19 of 20 pairs of groups of the same sizes, drawn by
    chance, are at most; and the share of such pairs that are as far.
    """
    numbered = both.select(
        place=pl.struct("layer", "x", "y").rank("dense").cast(pl.Int64) - 1,
        person=pl.struct("side", "user_key").rank("dense").cast(pl.Int64) - 1,
        share=pl.col("mass") / pl.col("mass").sum().over("side", "user_key"),
    )
    places, persons, share = (numbered[name].to_numpy() for name in ("place", "person", "share"))
    maps = sparse.csr_array((share, (persons, places)))
    n, m = people
    # the people of the group come first, for rank goes by side
    of_everybody = np.asarray(maps.sum(axis=0))

    def apart(labels: Floats) -> Floats:
        of_group = labels @ maps
        between = np.abs(of_group / n - (of_everybody - of_group) / m)
        return np.asarray(between.sum(axis=1) / 2)

    chance = np.random.default_rng(seed)
    (distance,) = apart(np.repeat([[1.0, 0.0]], [n, m], axis=1))
    drawn = np.empty(0)
    while len(drawn) < MOST_DRAWS and np.count_nonzero(drawn >= distance) < ENOUGH_AS_FAR:
        labels = np.zeros((DRAWS_AT_ONCE, n + m))
        for row in labels:
            row[chance.permutation(n + m)[:n]] = 1
        drawn = np.append(drawn, apart(labels))
    as_far = np.flatnonzero(drawn >= distance)
    if len(as_far) >= ENOUGH_AS_FAR:
        p_value = ENOUGH_AS_FAR / (as_far[ENOUGH_AS_FAR - 1] + 1)
    else:
        p_value = (1 + len(as_far)) / (1 + len(drawn))
    return float(distance), float(np.quantile(drawn, 0.95)), float(p_value)


def _squares(both: pl.DataFrame, people: list[int]) -> pl.DataFrame:
    n, m = people
    side = pl.col("side") == 0
    cells = (
        both.group_by("layer", "x", "y")
        .agg(
            a=pl.col("user_key").filter(side).n_unique(),
            b=pl.col("user_key").filter(~side).n_unique(),
        )
        .filter(pl.col("a") + pl.col("b") >= FEWEST_IN_CELL)
        .sort("layer", "y", "x")
    )
    a, b = cells["a"].to_numpy(), cells["b"].to_numpy()
    return cells.select(
        "layer",
        "x",
        "y",
        sign=pl.Series(np.sign(a / n - b / m).astype(int), dtype=pl.Int64),
        p_value=pl.Series(mid_p(a, n, b, m) if len(cells) else [], dtype=pl.Float64),
    )


def _beside_each_other(found: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Squares that touch, also at a corner, together."""
    x, y = found["x"].to_numpy(), found["y"].to_numpy()
    grid = np.zeros((int(y.max()) + 1, int(x.max()) + 1), bool)
    grid[y, x] = True
    labels, _ = ndimage.label(grid, np.ones((3, 3)))
    numbered = found.select("x", "y", "q_value").with_columns(number=pl.Series(labels[y, x]))
    for _, squares in numbered.group_by("number", maintain_order=True):
        yield squares
