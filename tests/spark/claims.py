"""What the fixture has in it: without it, two equal results would say less."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import duckdb

from orchestration.warehouse.folder import quoted
from tests.spark.rules import RULES
from tests.spark.steps import EMPTIED

CLAIMS: Final[Mapping[str, str]] = {
    "ids of 2^63 and above, which are below 0 when signed, and ids below": """
        select bool_or(event_id < 0) and bool_or(event_id > 0) and bool_or(person_id < 0)
        from built.events
    """,
    "sessions cut by the vendor and sessions cut by pauses": """
        select bool_or(session_group = 0) and bool_or(session_group <> 0)
        from built.int_session_starts
    """,
    "a session over midnight": """
        select bool_or(event_date > session_date) from built.int_session_days
    """,
    "a session cut at midnight, for it ran the day before too": """
        select count(*) > 0
        from built.int_session_starts as starts
        inner join (
            select user_key, session_id, max(last_at) as ended_at
            from built.int_session_days
            group by user_key, session_id
        ) as ended using (user_key)
        where
            starts.session_group = 0
            and starts.session_id <> ended.session_id
            and starts.started_at > ended.ended_at
            and starts.started_at <= ended.ended_at + interval 30 minute
    """,
    "events that two exports have, and some of either alone": """
        select
            bool_or(kind = 'click' and both_count > 0 and only_count > 0)
            and bool_or(kind = 'page_view' and both_count > 0 and other_only_count > 0)
        from built.vendor_agreement_daily
    """,
    "duplicates, bots, staff, and what is told at no visit of people and of days": """
        select count(distinct reason) = 5 from built.int_events_excluded
    """,
    "sums of everything, of devices and of pages, one of them several addresses": """
        select
            bool_or(device = 'Mobile')
            and bool_or(page not in ('(all)', '(rare)', '(none)') and mean_scroll_depth is not null)
            and bool_or(rage_click_session_share = 0.125)
            and bool_or(is_suppressed)
        from built.clarity_daily
    """,
    "every feature": f"select count(*) = {len(RULES['features']) - 1} from built.dim_features",
    "every attribute of a segment": """
        select count(*) = 0 from (
            select attribute from built.segments except select attribute from built.dim_segments
        )
    """,
    "a property of events as a segment": """
        select count(*) > 1 from built.dim_segments where attribute = 'flag'
    """,
    "sessions of several hosts and entry pages, of new people and of others": """
        select
            bool_or(attribute = 'host' and value not in ('(none)', '(rare)'))
            and bool_or(attribute = 'entry_page' and value not in ('(none)', '(rare)'))
            and bool_or(segment = 'returning=yes')
            and bool_or(segment = 'returning=no')
            and bool_or(segment = 'lifecycle=power')
            and bool_or(segment = 'lifecycle=returning')
            and bool_or(segment = 'friction_hit=yes')
            and bool_or(segment = 'friction_hit=no')
        from built.dim_segments
    """,
    "variants of an experiment compared": """
        select bool_or(difference is not null) and bool_or(variant = '(several)')
        from built.experiment_results
    """,
    "every kind of URL template": """
        select count(*) = 0 from (
            select template from built.url_templates where template <> '*'
            except select page from built.stg_raw__activities
        )
    """,
    "pages of a host of their own, of another one and of none": """
        select
            bool_or(host = 'app.example' and page = '/docs/:id')
            and bool_or(host = ':id.shop.example:8080' and page = host || '/shop/:any')
            and bool_or(host is null and page = '/docs/:id')
        from built.fct_page_views
    """,
    "fewer accounts than people, in a day and in a week": """
        select
            (select bool_or(account_count between 2 and user_count - 1) from built.users_daily)
            and bool_or(account_count between 2 and user_count - 1)
        from built.feature_usage_weekly
    """,
    "recordings of sessions whose id is shown, and none of others": """
        select
            bool_or(replay_url like 'https://vendor.example/replay/session-%?t=0')
            and bool_or(replay_url is null)
        from built.session_timelines
    """,
    "goals with a target that is reached or not, and without one": """
        select count(distinct reading) >= 2 and bool_or(reading = 'no target') from built.dim_goals
    """,
    "groups that are shown and groups that are withheld": """
        select bool_or(is_suppressed) and not bool_and(is_suppressed) from built.heatmap_grids
    """,
    "versions of pages, by releases, a screenshot and a document height": """
        select
            bool_or(reason = 'screenshot')
            and bool_or(reason = 'document height')
            and bool_or(reason = 'release everywhere')
            and bool_or(reason like 'release it''s %')
            and (select bool_or(other_layout_day_count > 0) from built.heatmap_grids_weekly)
            and (select bool_or(other_layout_day_count > 0) from built.heatmap_grids_monthly)
        from built.dim_page_versions
    """,
    "clicks that are drawn elsewhere, with their element, or in a scrolled part, or not": """
        select
            bool_or(anchored_count > 0)
            and bool_or(anchored_count < click_count)
            and bool_or(in_scroller_count between 1 and click_count - 1)
            and (
                select count(*) > 0
                from built.int_anchored_clicks as anchored
                inner join built.int_clicks as clicks using (event_id)
                where anchored.drawn_x <> clicks.drawn_x
            )
        from built.heatmap_grids
    """,
    "maps of some clicks only": """
        select count(distinct kind) > 2 from built.heatmap_grids
    """,
    "weeks whose sums are shown, and weeks of which only the people are": """
        select
            bool_or(event_count is not null) and bool_or(event_count is null and not is_suppressed)
        from built.feature_usage_weekly
    """,
    "features of several quadrants, and of none": """
        select count(distinct quadrant) >= 3 and bool_or(quadrant is null)
        from built.feature_usage_weekly
    """,
    "newcomers of segments that are shown, and of others": """
        select bool_or(is_suppressed) and not bool_and(is_suppressed) from built.retention_weekly
    """,
    "steps of funnels in order and in any, over midnight, and with times that are shown": """
        select
            (select count(distinct (funnel, step)) = 8 from built.fct_funnel_entries)
            and (select bool_or(not is_in_order) from built.fct_funnel_entries)
            and (select bool_or(reached_at::date > event_date) from built.fct_funnel_entries)
            and (
                select bool_or(is_suppressed) and bool_or(p75_seconds_from_previous is not null)
                from built.funnel_steps_daily
            )
    """,
    "pages that people left funnels for, exits among them, with friction on the way": """
        select
            (
                select
                    bool_or(to_page = '(exit)')
                    and bool_or(to_page not in ('(exit)', '(other)'))
                    and bool_or(is_suppressed)
                from built.funnel_exits_daily
            )
            and (
                select bool_or(friction_drop_off_user_count > 0)
                from built.funnel_steps_daily
            )
    """,
    "every metric, shown and withheld": """
        select count(distinct metric) = 10 and bool_or(value is not null) and bool_or(is_suppressed)
        from built.metrics_daily
    """,
    "use that is more than assumed, or less, and too little to say": """
        select count(distinct verdict) >= 2 from built.expectations_weekly
    """,
    "cells of more than one size": """
        select count(distinct cell_px) > 1 from built.heatmap_cells
    """,
    "clicks in, out of and without a place, some rounded": """
        select count(distinct position) = 3 and count(distinct precision_px) = 2
        from built.fct_clicks
    """,
    "elements of weeks, by band and of all of them, placed or not, and of months": """
        select
            bool_or(band = '(all)')
            and bool_or(x_px is not null)
            and bool_or(band <> '(all)' and x_px is null)
            and bool_or(segment <> 'all')
            and (select count(*) > 0 from built.heatmap_elements_monthly)
        from built.heatmap_elements_weekly
    """,
    "values of a place by day, of weeks and of months": """
        select
            count(*) > 1
            and (select count(*) > 0 from built.heatmap_values_weekly)
            and (select count(*) > 1 from built.heatmap_values_monthly)
        from built.heatmap_values
    """,
    "elements that page views got to, and did not, and times to the first click": """
        select
            bool_or(exposed_page_view_count < with_scroll_count)
            and bool_or(attractiveness_rate > 0)
            and bool_or(median_seconds_to_click > 0)
        from built.element_clicks_daily
    """,
    "attention of steps, at several places, and page views without any": """
        select
            count(distinct attention_seconds) > 2 and bool_or(attention_seconds is null)
            and (select count(distinct top_px) > 2 from built.int_attention)
        from built.scroll_reach_daily
    """,
    "page views with and without scroll information, and medians that are shown": """
        select
            bool_or(without_scroll_count > 0) and bool_or(without_scroll_count < page_view_count)
            and bool_or(p75_engaged_seconds > median_engaged_seconds)
        from built.feature_usage_daily
    """,
    "steps of every measure": """
        select count(distinct measure) = 3 and bool_or(step_count > 1)
        from built.page_view_histograms_daily
    """,
    "every signal of friction, and rage clicks by every preset": """
        select count(distinct signal) = 10 and count(distinct preset) = 6
        from built.fct_friction_signals
    """,
    "rests of the mouse, where moves have a time of their own and where not, and moves alone": """
        select
            count(distinct rests.event_id) > 0 and count(distinct events.export) = 2
            and count(*) > count(rests.event_id)
        from built.int_events_sessionised as events
        left join built.int_mouse_rests as rests using (event_date, event_id)
        where events.kind = 'move'
    """,
    "a day that has events first, and none when it is built again": f"""
        select
            (select count(*) from built.int_session_days where event_date = '{EMPTIED}') > 0
            and (select count(*) from rebuilt.int_session_days where event_date = '{EMPTIED}') = 0
    """,
}
"""Each claim with a query on the tables as DuckDB built them; the query gives true."""


def unmet(folder: Path) -> list[str]:
    """Claims that do not hold for DuckDB's results below `folder`, and stored tables that are
    empty.
    """
    with duckdb.connect() as engine:
        lacking = []
        for file in sorted(folder.glob("*built/*/*.parquet")):
            step, table = file.parts[-3], file.stem.rsplit(".", 1)[-1]
            files = quoted(str(file))
            engine.execute(f"create schema if not exists {step}")
            engine.execute(f"create view {step}.{table} as from read_parquet({files})")
            rows = engine.execute(f"select count(*) from {step}.{table}").fetchall()
            if file.parent.name == "tables" and rows == [(0,)]:
                lacking.append(f"rows in {file.stem}, {step}")
        for claim, query in CLAIMS.items():
            if engine.execute(query).fetchall() != [(True,)]:
                lacking.append(claim)
    return [f"the fixture has not: {what}" for what in lacking]
