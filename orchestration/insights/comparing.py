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
from transforms.heat.by_element import Place, by_element, placed
from transforms.heat.compare import CELL_PX, FEWEST_IN_GROUP, Comparison, compare
from transforms.heat.sizes import SHARED_SIZES

BINS: Final = CELL_PX // SHARED_SIZES["cell_px"]


ELEMENTS: Final = """
select
    activities.element_key,
    clicks.user_key,
    segments.segment,
    segments.attribute,
    count(*)::bigint as mass
from intermediate.int_clicks as clicks
inner join staging.stg_raw__activities as activities using (event_date, activity_id)
inner join intermediate.int_activity_features as features using (event_date, activity_id)
inner join intermediate.int_session_segments as segments using (event_date, session_id)
where
    clicks.user_key is not null
    and activities.element_key is not null
    and features.feature = $feature
    and clicks.band = $band
    and event_date between $first and $last
group by all
order by all
"""
"""Clicks of a page at a band by element and person; any segment."""

PLACES: Final = """
select
    element_key,
    max_by(layer, event_date),
    max_by(x_px, event_date),
    max_by(y_px, event_date),
    max_by(width_px, event_date),
    max_by(height_px, event_date)
from marts.heatmap_elements
where
    feature = $feature
    and band = $band
    and segment = 'all'
    and event_date between $first and $last
    and x_px is not null
group by element_key
"""


@dataclass(frozen=True)
class Side:
    """People of a segment at a band in some days, both ends included."""

    segment: str
    band: str
    first: date
    last: date


class NotComparableError(LookupError):
    """One of the sides has too few people; the text says how many are needed."""


def compare_sides(
    installation: Installation, feature: str, side: Side, other: Side | None
) -> Comparison:
    """Compare the clicks of two sides on a page, or of one with the rest of its days' people; those
    of two bands by element.

    Reads the private masses of people. Raises NotComparableError.
    """
    with opened(installation.warehouse.work, read_only=True) as work:
        if other is None:
            group = _squares(work, feature, side)
            everybody = _squares(work, feature, replace(side, segment="all"))
            others = everybody.join(group.select("user_key").unique(), on="user_key", how="anti")
        elif other.band == side.band:
            group, others = (_squares(work, feature, one) for one in (side, other))
        else:
            here, there = (
                elements(work, feature, one.band, one.first, one.last).filter(segment=one.segment)
                for one in (side, other)
            )
            least = int(installation.thresholds["minimum_users"])
            group, others = by_element(here, there, least)
    found = compare(group, others, seed=0)
    if found is None:
        people = [frame["user_key"].n_unique() for frame in (group, others)]
        raise NotComparableError(
            f"{feature}, {side.band}: {people[0]} and {people[1]} people clicked; to be compared,"
            f" both must be {FEWEST_IN_GROUP} or more: take more days, or correct feature, band and"
            " segment"
        )
    if other is None or other.band == side.band:
        return found
    with opened(installation.warehouse.marts, read_only=True) as marts:
        of_band = places(marts, feature, side.band, side.first, side.last)
    return replace(found, regions=tuple(placed(found.regions, of_band)))


def elements(
    work: duckdb.DuckDBPyConnection, feature: str, band: str, first: date, last: date
) -> pl.DataFrame:
    """Clicks of a page at a band by element, person and segment."""
    asked = {"feature": feature, "band": band, "first": first, "last": last}
    return pl.DataFrame(work.sql(ELEMENTS, params=asked))


def places(
    marts: duckdb.DuckDBPyConnection, feature: str, band: str, first: date, last: date
) -> dict[str, Place]:
    """Where each element of a page at a band was last clicked in some days."""
    asked = {"feature": feature, "band": band, "first": first, "last": last}
    return {key: Place(*place) for key, *place in marts.execute(PLACES, asked).fetchall()}


def _squares(work: duckdb.DuckDBPyConnection, feature: str, side: Side) -> pl.DataFrame:
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
        work.sql(query, params=[feature, side.band, side.segment, side.first, side.last])
    )
