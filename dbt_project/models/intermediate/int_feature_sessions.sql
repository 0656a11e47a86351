{{ config(materialized='days', day='event_date') }}

with counted as (

    select
        event_date,
        event_date as usage_date,
        session_id,
        user_key,
        event_date as activity_date,
        activity_id,
        count(*) as event_count,
        count(*) filter (where kind = 'page_view') as page_view_count,
        count(*) filter (where kind = 'click' and is_counted) as click_count,
        0::bigint as engaged_us
    from {{ ref('int_events_sessionised') }}
    where {{ in_window('event_date') }}
    group by event_date, session_id, user_key, activity_id

    union all

    -- time belongs to the page that was looked at, else to the event after it
    select
        engagement.event_date,
        engagement.engaged_date as usage_date,
        engagement.session_id,
        engagement.user_key,
        coalesce(pages.event_date, engagement.event_date) as activity_date,
        coalesce(pages.activity_id, engagement.activity_id) as activity_id,
        0 as event_count,
        0 as page_view_count,
        0 as click_count,
        engagement.engaged_us
    from {{ ref('int_engagement') }} as engagement
    left join {{ ref('int_page_view_days') }} as pages
        on
            engagement.page_view_id = pages.page_view_id
            and pages.activity_id is not null
            and {{ in_window('pages.event_date', before=1) }}
    where {{ in_window('engagement.event_date') }}

)

select
    counted.event_date,
    counted.usage_date,
    counted.session_id,
    counted.user_key,
    features.feature,
    sum(counted.event_count)::bigint as event_count,
    sum(counted.page_view_count)::bigint as page_view_count,
    sum(counted.click_count)::bigint as click_count,
    sum(counted.engaged_us)::bigint as engaged_us
from counted
inner join {{ ref('int_activity_features') }} as features
    on
        counted.activity_date = features.event_date
        and counted.activity_id = features.activity_id
        and {{ in_window('features.event_date', before=1) }}
group by counted.event_date, counted.usage_date, counted.session_id, counted.user_key, features.feature
