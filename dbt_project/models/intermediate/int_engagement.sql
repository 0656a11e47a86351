{{ config(materialized='days', day='event_date') }}

with pings as (

    select
        event_date,
        session_id,
        user_key,
        engaged_page_view_id as page_view_id,
        min(activity_id) as activity_id,
        count(distinct floor({{ microseconds('event_at') }} / 1e6 / {{ var('heartbeat_seconds') }})) as slot_count
    from {{ ref('int_events_sessionised') }}
    where
        kind = 'ping'
        -- a page view, like its session, ends with the day after the one it began on
        and {{ in_window('event_date', before=1) }}
    group by event_date, session_id, user_key, engaged_page_view_id

),

heartbeats as (

    select
        *,
        row_number() over (
            partition by session_id, page_view_id
            order by event_date
        ) as place
    from pings

)

select
    event_date,
    engaged_date,
    session_id,
    user_key,
    engaged_page_view_id as page_view_id,
    case when engaged_page_view_id is null then activity_id end as activity_id,
    sum(engaged_us)::bigint as engaged_us
from {{ ref('int_events_sessionised') }}
where
    engaged_us is not null
    and {{ in_window('event_date') }}
group by
    event_date,
    engaged_date,
    session_id,
    user_key,
    engaged_page_view_id,
    case when engaged_page_view_id is null then activity_id end

union all

select
    event_date,
    event_date as engaged_date,
    session_id,
    user_key,
    page_view_id,
    case when page_view_id is null then activity_id end as activity_id,
    1000000 * case
        -- the first slot of a page view is the minimum visit, each other one a heartbeat
        when place = 1
            then {{ var('minimum_visit_seconds') }} + {{ var('heartbeat_seconds') }} * (slot_count - 1)
        else {{ var('heartbeat_seconds') }} * slot_count
    end as engaged_us
from heartbeats
where {{ in_window('event_date') }}
