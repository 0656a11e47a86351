"""Whether two groups of people click in different places of a page, and where.

People are compared, never clicks: somebody who clicks a spot five times is one person there, and a
test of clicks would call chance a difference. Source: Fisher's exact test with mid-p (Lancaster
1961) on distinct people in squares of CELL_PX, Benjamini and Hochberg (1995) over all squares of a
page, and a permutation of people for the map as a whole.
"""

from collections.abc import Iterator
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
PERMUTATIONS: Final = 199

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Region:
    """Squares beside each other in which one group clicks more than the other.

    Lengths are css px; counts are people with a click in it; `difference` is the share of the group
    less that of the others, between `low` and `high` (95 %, Newcombe's method 10); `q_value` is the
    least of its squares.
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


@dataclass(frozen=True)
class Comparison:
    """Two maps: people of the group and of the others, how far apart the maps are, and the regions.

    `distance` is the share of clicks that lies elsewhere (total variation, each person one click);
    of groups drawn by chance from the same people it is below `noise_floor` in 19 of 20 cases.
    """

    user_count: int
    other_user_count: int
    distance: float
    noise_floor: float
    p_value: float
    regions: tuple[Region, ...]

    @property
    def is_different(self) -> bool:
        """Whether the maps are further apart than chance makes them."""
        return self.distance > self.noise_floor


def compare(group: pl.DataFrame, others: pl.DataFrame, seed: int) -> Comparison | None:
    """Compare the clicks of two groups on one page and band; None where one has too few people.

    Columns: `layer`, `user_key`, `x` and `y` (square, counted from the left and the top), `mass`
    (clicks in any unit); a row for each person and square. `seed` decides which groups are drawn by
    chance.
    """
    people = [frame["user_key"].n_unique() for frame in (group, others)]
    if min(people) < FEWEST_IN_GROUP:
        return None
    both = pl.concat([group.with_columns(side=pl.lit(0)), others.with_columns(side=pl.lit(1))])
    distance, drawn = _distances(both, people, seed)
    return Comparison(
        user_count=people[0],
        other_user_count=people[1],
        distance=distance,
        noise_floor=float(np.quantile(drawn, 0.95)),
        p_value=float((1 + np.count_nonzero(drawn >= distance)) / (1 + len(drawn))),
        regions=tuple(_regions(both, people)),
    )


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


def _distances(both: pl.DataFrame, people: list[int], seed: int) -> tuple[float, Floats]:
    """How far the maps are apart, and how far those of groups of the same sizes drawn by chance."""
    numbered = both.select(
        place=pl.struct("layer", "x", "y").rank("dense").cast(pl.Int64) - 1,
        person=pl.struct("side", "user_key").rank("dense").cast(pl.Int64) - 1,
        share=pl.col("mass") / pl.col("mass").sum().over("side", "user_key"),
    )
    places, persons, share = (numbered[name].to_numpy() for name in ("place", "person", "share"))
    maps = sparse.csr_array((share, (persons, places)))
    n, m = people
    # the people of the group come first, for rank goes by side
    labels = np.zeros((PERMUTATIONS + 1, n + m))
    labels[0, :n] = 1
    chance = np.random.default_rng(seed)
    for row in labels[1:]:
        row[chance.permutation(n + m)[:n]] = 1
    of_group = labels @ maps
    of_others = np.asarray(maps.sum(axis=0)) - of_group
    apart = np.abs(of_group / n - of_others / m).sum(axis=1) / 2
    return float(apart[0]), np.asarray(apart[1:])


def _regions(both: pl.DataFrame, people: list[int]) -> Iterator[Region]:
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
    if cells.is_empty():
        return
    a, b = cells["a"].to_numpy(), cells["b"].to_numpy()
    cells = cells.with_columns(
        q=pl.Series(stats.false_discovery_control(mid_p(a, n, b, m), method="bh")),
        sign=pl.Series(np.sign(a / n - b / m).astype(int)),
    ).filter(pl.col("q") <= FALSE_DISCOVERIES)
    for (layer, _), found in cells.group_by("layer", "sign", maintain_order=True):
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
                q_value=float(squares["q"].min()),  # type: ignore[arg-type]
            )


def _beside_each_other(found: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Squares that touch, also at a corner, together."""
    x, y = found["x"].to_numpy(), found["y"].to_numpy()
    grid = np.zeros((int(y.max()) + 1, int(x.max()) + 1), bool)
    grid[y, x] = True
    labels, _ = ndimage.label(grid, np.ones((3, 3)))
    numbered = found.select("x", "y", "q").with_columns(number=pl.Series(labels[y, x]))
    for _, squares in numbered.group_by("number", maintain_order=True):
        yield squares
