-- Returns pages whose transitions are not as many as their page views: each is followed by a page or by the exit.
-- Of a page with a transition that is withheld, the others are fewer.
{{ config(meta={'dagster': {'ref': {'name': 'transitions_daily'}}}) }}

select
    pages.page,
    pages.segment,
    pages.event_date,
    max(pages.page_view_count) as page_view_count,
    sum(transitions.transition_count) as transition_count
from {{ ref('page_flow_daily') }} as pages
left join {{ ref('transitions_daily') }} as transitions
    on
        pages.event_date = transitions.event_date
        and pages.page = transitions.from_page
        and pages.segment = transitions.segment
where {{ in_window('pages.event_date', before=1) }}
group by pages.page, pages.segment, pages.event_date
having
    max(pages.page_view_count) is distinct from sum(transitions.transition_count)
    and (
        max(pages.page_view_count) is null
        or coalesce(sum(transitions.transition_count), 0) > max(pages.page_view_count)
        or count(*) filter (where transitions.is_suppressed) = 0
    )
