"""Whether every grid and everything else that is to be drawn has its picture, or a reason for none.

What to put here: what should be drawn, counted from the marts, beside what the catalogue lists.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import duckdb

from orchestration.pictures import changes
from orchestration.pictures.catalogue import CELLS, ELEMENTS, GRIDS, REACHES, UNDRAWN, read
from orchestration.pictures.picture import EVERY
from orchestration.pictures.screenshots import Screenshots
from transforms.heat.change_map import KIND as CHANGES
from transforms.heat.click_map import CLICK_RATE, CLICKS, CLICKS_BEFORE, LEAST_SEEN, NIGHTLY
from transforms.heat.contact_sheet import KIND as SHEET
from transforms.heat.element_map import KIND as ELEMENT_MAP
from transforms.heat.page_maps import EVERYBODY
from transforms.heat.periods import Period
from transforms.heat.scroll_map import ATTENTION, REACH, STEP_PX

IS_NIGHTLY = f"(kind in {NIGHTLY} or starts_with(kind, '{CLICKS_BEFORE}'))"
"""A kind of clicks that every night draws."""

IS_DRAWN = f"""
{IS_NIGHTLY} and (click_count > 0 or is_suppressed) and segment not in ({UNDRAWN})
and (kind = '{CLICKS}' or segment = '{EVERYBODY}')
"""
"""A grid that should have a picture, or a reason for none."""

SHOWS_NOTHING = "is_suppressed or cell_click_count = 0 or drawn_width_px is null"
"""A grid that is withheld has no picture; without any cell it would be a picture of nothing."""

TOO_FEW = "too few people (minimum_users)"
RARE = "(rare)"
"""The feature of all pages that too few people use: they have no places in common."""

WHY_NOTHING = f"""
case
    when drawn_width_px is null then 'no viewport size (viewport_width)'
    when is_suppressed or feature = '{RARE}' then '{TOO_FEW}'
    when unlocated_count = click_count then 'no coordinates of clicks (page_x and page_y)'
    when out_of_range_count + unlocated_count = click_count then 'all clicks outside of the page'
    else '{TOO_FEW}'
end
"""
"""Why a grid shows nothing."""

_REACHES: Final = f"""
select reach.event_date, reach.feature, reach.segment, reach.band
from marts.{{reaches}} as reach
inner join marts.{{grids}} as grids using (event_date, feature, segment, band)
where
    grids.kind = '{CLICKS}'
    and not grids.is_suppressed and grids.drawn_width_px is not null
    and {{condition}}
    and reach.event_date in (select unnest($dates))
group by all
"""

_RATES: Final = f"""
select cells.event_date, cells.feature, cells.band
from marts.{{cells}} as cells
inner join marts.{{grids}} as grids using (event_date, feature, segment, band, kind)
inner join marts.{{reaches}} as reach using (event_date, feature, segment, band)
where
    kind = '{CLICKS}' and segment = '{EVERYBODY}'
    and not grids.is_suppressed and grids.drawn_width_px is not null
    and (
        cells.layer = 'fixed'
        or (
            reach.reaching_count >= {LEAST_SEEN}
            and reach.depth_px
            = greatest(cells.y_px + cells.cell_px // 2, 0) // {STEP_PX} * {STEP_PX}
        )
    )
    and event_date in (select unnest($dates))
group by all
"""

_PLACED: Final = f"""
select event_date, feature, band
from marts.{{elements}} as elements
inner join marts.{{grids}} as grids using (event_date, feature, segment, band)
where
    grids.kind = '{CLICKS}' and segment = '{EVERYBODY}'
    and not grids.is_suppressed and grids.drawn_width_px is not null
    and elements.x_px is not null
    and event_date in (select unnest($dates))
group by all
"""

_LISTED: Final = f"""
select clicks.event_date, clicks.page, '{EVERY}'
from ({{lists}}) as clicks
anti join (from marts.{{elements}} where segment = '{EVERYBODY}' and x_px is not null) as placed
    on clicks.event_date = placed.event_date and clicks.page = placed.feature
where
    clicks.segment = '{EVERYBODY}' and clicks.page not in ('(none)', '{RARE}')
    and clicks.event_date in (select unnest($dates))
group by all
"""


_LISTS: Final = {
    "day": "from marts.element_clicks_daily where not is_suppressed",
    "week": f"select *, feature as page from marts.{ELEMENTS['week']} where band = '{EVERY}'",
    "month": f"select *, feature as page from marts.{ELEMENTS['month']} where band = '{EVERY}'",
}


def due(kind: str, period: Period) -> str:
    """A query: what of the periods that begin on $dates has a picture of a kind, a row each: of
    reach, of attention, of clicks that enough page views saw the place of, and of elements with a
    place or else without.
    """
    tables = {
        "grids": GRIDS[period],
        "cells": CELLS[period],
        "reaches": REACHES[period],
        "elements": ELEMENTS[period],
    }
    if kind == CLICK_RATE:
        return _RATES.format(**tables)
    if kind == ELEMENT_MAP:
        lists = _LISTED.format(**tables, lists=_LISTS[period])
        return f"{_PLACED.format(**tables)} union all {lists}"
    condition = f"grids.segment not in ({UNDRAWN})"
    if kind == ATTENTION:
        condition = f"grids.segment = '{EVERYBODY}' and reach.attention_seconds > 0"
    return _REACHES.format(**tables, condition=condition)


def grid_count(
    marts: duckdb.DuckDBPyConnection, period: Period, dates: Sequence[date], condition: str
) -> int:
    """How many grids with clicks there are of the periods that begin on these dates, under a
    condition in SQL.
    """
    query = f"""
        select event_date from marts.{GRIDS[period]}
        where {IS_DRAWN} and ({condition})
            and event_date in (select unnest($dates))
    """
    return read(marts, query, dates=list(dates)).height


def other_counts(
    marts: duckdb.DuckDBPyConnection, dates: Mapping[Period, Sequence[date]]
) -> dict[str, tuple[int, int]]:
    """Of each kind that is of no grid: how many pictures the periods that begin on these dates
    should have, and do.
    """
    counts = dict.fromkeys((REACH, ATTENTION, CLICK_RATE, ELEMENT_MAP), (0, 0))
    for period, of in dates.items():
        for kind, (known, drawn_before) in counts.items():
            query = f"""
                select
                    (select count(*) from ({due(kind, period)})),
                    (
                        select count(*) from marts.heatmap_images
                        where kind = $kind and period = $period
                            and event_date in (select unnest($dates))
                    )
            """
            values = {"dates": list(of), "kind": kind, "period": period}
            ((there, drawn),) = marts.execute(query, values).fetchall()
            counts[kind] = (known + int(there), drawn_before + int(drawn))
    return counts


def change_counts(marts: duckdb.DuckDBPyConnection, mondays: Sequence[date]) -> tuple[int, int]:
    """How many comparisons of these weeks should have a picture, and do."""
    due = [one for monday in mondays for one in changes.of_week(marts, monday, Screenshots())]
    query = """
        select count(*) from marts.heatmap_images
        where starts_with(kind, $kind) and event_date in (select unnest($mondays))
    """
    values = {"kind": CHANGES, "mondays": list(mondays)}
    ((drawn,),) = marts.execute(query, values).fetchall()
    return len(due), int(drawn)


def sheet_counts(
    marts: duckdb.DuckDBPyConnection, period: Period, dates: Sequence[date]
) -> tuple[int, int]:
    """How many contact sheets the periods that begin on these dates should have, and do."""
    query = f"""
        select
            (
                select count(distinct (event_date, feature)) from marts.{GRIDS[period]}
                where {IS_DRAWN} and kind = '{CLICKS}' and not ({SHOWS_NOTHING})
                    and event_date in (select unnest($dates))
            ),
            (
                select count(*) from marts.heatmap_images
                where kind = '{SHEET}' and period = $period
                    and event_date in (select unnest($dates))
            )
    """
    values = {"dates": list(dates), "period": period}
    ((due, drawn),) = marts.execute(query, values).fetchall()
    return int(due), int(drawn)


def withheld(marts: duckdb.DuckDBPyConnection, days: Sequence[date]) -> dict[str, int]:
    """How many grids of all clicks of these days show nothing, by the reason, most first."""
    query = f"""
        select {WHY_NOTHING} as reason, count(*) from marts.heatmap_grids
        where {IS_DRAWN} and kind = '{CLICKS}' and ({SHOWS_NOTHING})
            and event_date in (select unnest($days))
        group by reason order by count(*) desc, reason
    """
    return dict(marts.execute(query, {"days": list(days)}).fetchall())


def picture_count(
    marts: duckdb.DuckDBPyConnection,
    period: Period,
    dates: Sequence[date],
    condition: str = IS_NIGHTLY,
) -> int:
    """How many pictures of grids the catalogue has of the periods that begin on these dates, under
    a condition in SQL.
    """
    query = f"""
        select count(*) from marts.heatmap_images
        where {condition} and period = $period
            and event_date in (select unnest($dates))
    """
    values = {"period": period, "dates": list(dates)}
    ((count,),) = marts.execute(query, values).fetchall()
    return int(count)
