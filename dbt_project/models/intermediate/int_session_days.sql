{{ config(materialized='days', day='event_date') }}

with engagement as (

    select
        event_date,
        session_id,
        sum(engaged_us)::bigint as engaged_us
    from {{ ref('int_engagement') }}
    where {{ in_window('event_date') }}
    group by event_date, session_id

),

visits as (

    -- first by visitor text, of which a session has few, so that the join below stays small
    select
        event_date,
        session_id,
        session_date,
        user_key,
        visitor_id,
        min(export) as export,
        min(event_at) as first_at,
        max(event_at) as last_at,
        min_by(page_view_id, (event_at, event_id)) filter (where kind = 'page_view') as first_page_view_id,
        min((event_at, event_id)) filter (where kind = 'page_view') as first_page_view_order,
        max_by(page_view_id, (event_at, event_id)) filter (where kind = 'page_view') as last_page_view_id,
        max((event_at, event_id)) filter (where kind = 'page_view') as last_page_view_order,
        count(*) as event_count,
        count(*) filter (where kind = 'page_view') as page_view_count,
        count(*) filter (where kind = 'click' and is_counted) as click_count,
        count(*) filter (
            where kind not in ('page_view', 'page_leave', 'ping', 'identify', 'move', 'exposure', 'error')
        ) as interaction_count
    from {{ ref('int_events_sessionised') }}
    where {{ in_window('event_date') }}
    group by event_date, session_id, session_date, user_key, visitor_id

)

select
    visits.event_date,
    visits.session_id,
    visits.session_date,
    visits.user_key,
    min(visits.export) as export,
    min(visits.first_at) as first_at,
    max(visits.last_at) as last_at,
    min_by(visits.first_page_view_id, visits.first_page_view_order)
    filter (where visits.first_page_view_id is not null) as first_page_view_id,
    max_by(visits.last_page_view_id, visits.last_page_view_order)
    filter (where visits.last_page_view_id is not null) as last_page_view_id,
    sum(visits.event_count)::bigint as event_count,
    sum(visits.page_view_count)::bigint as page_view_count,
    sum(visits.click_count)::bigint as click_count,
    sum(visits.interaction_count)::bigint as interaction_count,
    coalesce(max(engagement.engaged_us), 0)::bigint as engaged_us,
    min_by(visitors.viewport_width, (visits.first_at, visitors.viewport_width))
    filter (where visitors.viewport_width is not null) as viewport_width,
    min_by(visitors.country, (visits.first_at, visitors.country))
    filter (where visitors.country is not null) as country,
    min_by(visitors.referrer_host, (visits.first_at, visitors.referrer_host))
    filter (where visitors.referrer_host is not null) as referrer_host
from visits
inner join {{ ref('stg_raw__visitors') }} as visitors
    on visits.event_date = visitors.event_date and visits.visitor_id = visitors.visitor_id
left join engagement
    on visits.event_date = engagement.event_date and visits.session_id = engagement.session_id
group by visits.event_date, visits.session_id, visits.session_date, visits.user_key
