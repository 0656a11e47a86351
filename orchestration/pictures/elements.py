"""Which elements of a page there are to draw, read from the marts.

What to put here: queries. What an element map shows is in `transforms/heat/element_map.py`.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

import duckdb

from orchestration.pictures.catalogue import read
from transforms.heat.element_map import ElementMap, element_list

PLACED: Final = """
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

UNPLACED: Final = """
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
from ({UNPLACED}) as clicks
left join (
    select feature, max(feature_title) as feature_title
    from marts.heatmap_grids
    where event_date = $day
    group by feature
) as titles on clicks.page = titles.feature
order by clicks.page, clicks.rank
"""


def without_places(
    marts: duckdb.DuckDBPyConnection, day: date, segment: str
) -> Iterator[ElementMap]:
    """The elements of each page of a day and segment that have no place in any band, by page."""
    rows = read(marts, _LISTED, day=day, segment=segment)
    if rows.is_empty():
        return
    for _, of_page in rows.group_by("feature", maintain_order=True):
        yield element_list(of_page.row(0, named=True), of_page)
