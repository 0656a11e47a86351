"""Writing where people of a week clicked otherwise than others, once the week is over.

What to put here: which weeks and groups are compared, and who may be shown. How two maps are
compared is in `transforms/heat/compare.py`.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

import duckdb
import polars as pl

from orchestration.insights.tables import HEATMAP_CHANGES
from orchestration.insights.writing import Written
from orchestration.installation import Installation
from orchestration.warehouse.folder import opened
from orchestration.warehouse.window import Window
from transforms.heat.compare import CELL_PX, FEWEST_IN_GROUP, Comparison, compare
from transforms.heat.periods import first_of
from transforms.heat.sizes import SHARED_SIZES
from transforms.heat.week_changes import Page, week_rows

WEEK: Final = timedelta(days=7)
BINS: Final = CELL_PX // SHARED_SIZES["cell_px"]

SQUARES: Final = f"""
create or replace temp table squares as
select
    event_date >= $monday as is_now,
    feature,
    band,
    segment,
    attribute,
    layer,
    user_key,
    x_bin // {BINS} as x,
    y_bin // {BINS} as y,
    sum(mass)::bigint as mass
from intermediate.int_heatmap_masses
where
    user_key is not null
    and kind = 'clicks'
    and event_date >= $monday - 7
    and event_date < $monday + 7
group by all
order by feature, band
"""

OF_PAGE: Final = """
from squares
where feature = ? and band = ?
order by is_now, segment, layer, y, x, user_key
"""


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


def write_heatmap_changes(installation: Installation, window: Window) -> Written:
    """Compare the maps of every week that the days of a window have a part in, and of one that is
    over by now; what was written, by week.
    """
    warehouse = installation.warehouse
    counts, different = dict[date, int](), 0
    with opened(warehouse.marts) as marts, opened(warehouse.work, read_only=True) as work:
        HEATMAP_CHANGES.prepare(marts, window)
        first, weeks = _weeks(marts, window)
        for monday, is_whole in weeks:
            rows = list(_of_week(work, monday, first, installation.thresholds)) if is_whole else []
            HEATMAP_CHANGES.replace(
                marts,
                monday,
                monday + timedelta(days=1),
                [json.dumps(rows, default=str)] if rows else [],
            )
            counts[monday] = len(rows)
            different += sum(row["region"] == 0 and row["is_different"] for row in rows)
    return Written(counts, different)


def _weeks(
    marts: duckdb.DuckDBPyConnection, window: Window
) -> tuple[date, list[tuple[date, bool]]]:
    """The first day there is, and the Mondays of weeks to compare, each with whether it is over."""
    query = "select min(event_date), max(event_date) from marts.metrics_daily"
    ((first, last),) = marts.execute(query).fetchall()
    if first is None:
        return window.first, []
    weeks_written = "select distinct event_date from marts.heatmap_changes"
    written = {monday for (monday,) in marts.execute(weeks_written).fetchall()}
    reached_from = first_of("week", window.first - timedelta(days=1))
    reached_to = first_of("week", window.last) + WEEK  # what is compared with a week that changed
    weeks = []
    monday = max(first_of("week", first), min(reached_from, first_of("week", last) - 2 * WEEK))
    while monday <= min(reached_to, first_of("week", last)):
        is_whole = monday + WEEK - timedelta(days=1) <= last
        is_reached = reached_from <= monday <= reached_to
        if is_reached or is_whole and monday not in written:
            weeks.append((monday, is_whole))
        monday += WEEK
    return first, weeks


def _of_week(
    work: duckdb.DuckDBPyConnection, monday: date, first: date, thresholds: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    """Rows of a week, page by page."""
    work.execute(SQUARES, {"monday": monday})
    pages = work.execute("select distinct feature, band from squares order by all").fetchall()
    for row in week_rows(
        [Page(*page) for page in pages],
        lambda page: pl.DataFrame(work.sql(OF_PAGE, params=[page.feature, page.band])),
        str(monday),
        minimum_users=int(thresholds["minimum_users"]),
        minimum_cell_users=int(thresholds["minimum_cell_users"]),
        has_week_before=first <= monday - WEEK,
    ):
        yield {**row, "event_date": monday}
