"""Exports that overlap another one and have no event in common with it: why, and what helps.

What to put here: what a night says of it. Which events are the same is SQL in the models.
"""

from collections.abc import Iterator
from typing import Final

import duckdb

from orchestration.warehouse.folder import Warehouse, opened
from orchestration.warehouse.window import Window

UNMATCHED: Final = """
select export, min(other_export), sum(event_count)::bigint
from marts.vendor_agreement_daily
where event_date >= $first and event_date < $end
group by export
having sum(both_count) = 0 and sum(event_count) > 0 and sum(other_event_count) > 0
order by export
"""
"""One that overlaps several, each overlapping the next, has events in common with any of them."""

IN_COMMON: Final = """
select
    (select count(*) from (select user_key from mine intersect select user_key from theirs)) > 0,
    (select count(*) from (select host, page from mine intersect select host, page from theirs)) > 0
"""

VIEWS: Final = """
select user_key, host, page from marts.fct_page_views
where export = {} and event_date >= $first and event_date < $end
"""


def unmatched_overlaps(warehouse: Warehouse, window: Window) -> Iterator[str]:
    """Yield a sentence, with its remedy, for each export whose `overlaps:` does nothing although
    both exports have page views or clicks in the window.
    """
    days = {"first": window.first, "end": window.end}
    with opened(warehouse.marts, read_only=True) as marts:
        try:
            found = marts.execute(UNMATCHED, days).fetchall()
        except duckdb.CatalogException:  # a run of a part of the graph may not have made it
            return
        for export, other, count in found:
            views = f"with mine as ({VIEWS.format('$mine')}), theirs as ({VIEWS.format('$theirs')})"
            query = f"{views} {IN_COMMON}"
            (share,) = marts.execute(query, {**days, "mine": export, "theirs": other}).fetchall()
            yield (
                f"{export} overlaps {other}, but none of its {count:,} page views and clicks is one"
                f" of {other}: {_why(*share)}"
            )


def _why(has_people: bool, has_pages: bool) -> str:
    if not has_people:
        return (
            "nobody is known to both; write person: in both, with an id or a trait that both have"
        )
    if not has_pages:
        return "no page is in both; heatmaps check says which pages and hosts each of them has"
    return "their times differ; see timezone: of both, and overlap_seconds in vars:"
