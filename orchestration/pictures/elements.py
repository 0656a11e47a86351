"""Which elements of a page there are to draw, read from the marts.

What to put here: queries. What an element map shows is in `transforms/heat/element_map.py`.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

import duckdb
import polars as pl

from orchestration.pictures.catalogue import ELEMENTS, GRIDS, read
from transforms.heat.element_map import (
    CONVERSION,
    EVERY,
    KIND,
    VALUE,
    ElementMap,
    element_list,
    measure_and_goal,
)
from transforms.heat.periods import Period

_PLACED: Final = """
select elements.*, clicks.exposure_rate
from marts.heatmap_elements as elements
left join marts.element_clicks_daily as clicks
    on
        elements.event_date = clicks.event_date
        and elements.feature = clicks.page
        and elements.segment = clicks.segment
        and elements.element_key = clicks.element_key
where elements.event_date = $day
"""
"""Elements by band, and how many page views of all bands had them on the screen."""

_UNPLACED: Final = """
select clicks.*
from marts.element_clicks_daily as clicks
where
    clicks.event_date = $day
    and clicks.segment = $segment
    and not clicks.is_suppressed
    and clicks.page not in ('(none)', '(rare)')
    and not exists (
        from marts.heatmap_elements as elements
        where
            elements.event_date = clicks.event_date
            and elements.feature = clicks.page
            and elements.segment = clicks.segment
            and elements.x_px is not null
    )
"""
"""Elements of pages that have no place in any band."""

_LISTED: Final = f"""
select
    clicks.page as feature,
    titles.feature_title,
    clicks.segment,
    clicks.event_date,
    clicks.page_view_count,
    clicks.element_key,
    clicks.element_label as label,
    clicks.click_count,
    clicks.user_count,
    clicks.click_share,
    clicks.rank,
    clicks.exposure_rate,
    null::integer as x_px,
    null::integer as y_px,
    null::integer as left_px,
    null::integer as top_px,
    null::integer as width_px,
    null::integer as height_px,
    null::varchar as layer
from ({_UNPLACED}) as clicks
left join (
    select feature, max(feature_title) as feature_title
    from marts.heatmap_grids
    where event_date = $day
    group by feature
) as titles on clicks.page = titles.feature
order by clicks.page, clicks.rank
"""

_LISTED_OF: Final = """
select elements.*, pages.* exclude (feature, segment), '{period}' as period
from marts.{elements} as elements
inner join (
    select
        feature,
        segment,
        max(feature_title) as feature_title,
        sum(page_view_count)::bigint as page_view_count,
        max(day_count) as day_count,
        max(last_date) as last_date,
        min(left_out_day_count) as left_out_day_count,
        min(other_layout_day_count) as other_layout_day_count,
        case when bool_and(layout_date is not null) then min(layout_date) end as layout_date,
        null::varchar as layout_reason
    from marts.{grids}
    where event_date = $day and kind = 'clicks' and not is_suppressed
    group by feature, segment
) as pages using (feature, segment)
where
    elements.event_date = $day
    and elements.segment = $segment
    and elements.band = '(all)'
    and elements.feature not in ('(none)', '(rare)')
    and elements.feature not in (
        select placed.feature
        from marts.{elements} as placed
        where placed.event_date = $day and placed.segment = $segment and placed.x_px is not null
    )
order by elements.feature, elements.rank
"""
"""Elements of pages that have no place in any band in a week or month; a day is of its map if it is
of that of a band.
"""


_RATES: Final[Mapping[str, str]] = {
    CONVERSION: "goals.clicked_rate",
    VALUE: "goals.value_per_clicked_session",
}

_OF_GOAL: Final = """
select
    elements.* exclude (click_count, rank),
    goals.clicked_session_count as click_count,
    {rate} as rate,
    row_number() over (
        partition by elements.feature, elements.band, elements.segment
        order by {rate} desc, goals.clicked_session_count desc, elements.element_key
    ) as rank
from ({elements}) as elements
inner join marts.goal_elements_daily as goals
    on
        elements.event_date = goals.event_date
        and elements.feature = goals.page
        and elements.segment = goals.segment
        and elements.element_key = goals.element_key
where goals.goal = $goal and not goals.is_suppressed and {rate} is not null
"""


def placed(marts: duckdb.DuckDBPyConnection, period: Period, first: date) -> pl.DataFrame:
    """Elements by band, and how many page views of all bands had them on the screen, of the period
    that begins on a date.
    """
    query = f"from marts.{ELEMENTS[period]} where event_date = $day"
    return read(marts, _PLACED if period == "day" else query, day=first)


def of_goal(
    marts: duckdb.DuckDBPyConnection, day: date, kind: str, segment: str | None = None
) -> pl.DataFrame:
    """Elements of a day by what followed their clicks, as the kind of an element map says it: those
    of every band; given a segment, those of pages that have no place in any band.
    """
    measure, goal = measure_and_goal(kind)
    elements = _PLACED if segment is None else f"select *, '{EVERY}' as band from ({_LISTED})"
    query = _OF_GOAL.format(rate=_RATES[measure], elements=elements)
    names = {} if segment is None else {"segment": segment}
    rows = read(marts, query, day=day, goal=goal, **names)
    return rows.sort("feature", "band", "segment", "rank") if rows.height else rows


def without_places(
    marts: duckdb.DuckDBPyConnection, period: Period, first: date, segment: str, kind: str = KIND
) -> Iterator[ElementMap]:
    """The elements of each page of a segment that have no place in any band, of the period that
    begins on a date, by page.
    """
    if kind == KIND:
        tables = {"elements": ELEMENTS[period], "grids": GRIDS[period], "period": period}
        query = _LISTED if period == "day" else _LISTED_OF.format(**tables)
        rows = read(marts, query, day=first, segment=segment)
    else:
        rows = of_goal(marts, first, kind, segment)
    if rows.is_empty():
        return
    for _, of_page in rows.group_by("feature", maintain_order=True):
        shown = element_list(of_page.row(0, named=True), of_page, kind)
        if shown is not None:
            yield shown
