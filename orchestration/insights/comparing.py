"""Comparing the clicks of any two groups of people, when somebody asks.

What to put here: which rows are a group's. How two maps are compared is in
`transforms/heat/compare.py`.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import duckdb
import polars as pl

from orchestration.installation import Installation
from orchestration.warehouse.folder import opened
from transforms.heat.compare import CELL_PX, FEWEST_IN_GROUP, Comparison, compare
from transforms.heat.sizes import SHARED_SIZES

BINS: Final = CELL_PX // SHARED_SIZES["cell_px"]


@dataclass(frozen=True)
class Side:
    """People of a segment in some days, both ends included."""

    segment: str
    first: date
    last: date


class NotComparableError(LookupError):
    """One of the sides has too few people; the text says how many are needed."""


def compare_sides(
    installation: Installation, feature: str, band: str, side: Side, other: Side | None
) -> Comparison:
    """Compare the clicks of two sides on a page, or of one with the rest of its days' people.

    Reads the private masses of people. Raises NotComparableError.
    """
    with opened(installation.warehouse.work, read_only=True) as work:
        group = _of_side(work, feature, band, side)
        if other is None:
            everybody = _of_side(work, feature, band, replace(side, segment="all"))
            others = everybody.join(group.select("user_key").unique(), on="user_key", how="anti")
        else:
            others = _of_side(work, feature, band, other)
    found = compare(group, others, seed=0)
    if found is None:
        people = [frame["user_key"].n_unique() for frame in (group, others)]
        raise NotComparableError(
            f"{feature}, {band}: {people[0]} and {people[1]} people clicked; to be compared, both"
            f" must be {FEWEST_IN_GROUP} or more: take more days, or correct feature, band and"
            " segment"
        )
    return found


def _of_side(work: duckdb.DuckDBPyConnection, feature: str, band: str, side: Side) -> pl.DataFrame:
    query = f"""
        select
            layer, user_key, x_bin // {BINS} as x, y_bin // {BINS} as y, sum(mass)::bigint as mass
        from intermediate.int_heatmap_masses
        where
            user_key is not null
            and kind = 'clicks'
            and feature = ?
            and band = ?
            and segment = ?
            and event_date between ? and ?
        group by all
        order by all
    """
    return pl.DataFrame(
        work.sql(query, params=[feature, band, side.segment, side.first, side.last])
    )
