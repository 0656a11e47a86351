{{ config(day='event_date') }}

with events as (

    select
        events.event_date,
        events.session_id,
        events.user_key,
        coalesce(activities.event_name, '(none)') as event_name,
        count(*) as event_count
    from {{ ref('int_events_sessionised') }} as events
    inner join {{ ref('int_activities') }} as activities
        on events.event_date = activities.event_date and events.activity_id = activities.activity_id
    where
        events.kind = 'custom'
        and {{ in_window('events.event_date') }}
        and {{ in_window('activities.event_date') }}
    group by events.event_date, events.session_id, events.user_key, coalesce(activities.event_name, '(none)')

),

names as (

    -- a name that few people sent may be content, such as a name of theirs
    select
        event_date,
        event_name,
        case
            when count(distinct user_key) < {{ var('minimum_users') }} then {{ rare() }}
            else event_name
        end as shown_name
    from events
    group by event_date, event_name

),

groups as (

    select
        events.event_date,
        names.shown_name as event_name,
        segments.segment,
        max(segments.attribute) as attribute,
        count(distinct events.user_key) as user_count,
        count(distinct events.session_id) as session_count,
        sum(events.event_count)::bigint as event_count,
        count(distinct events.user_key) < {{ var('minimum_users') }} as is_small,
        sum(events.event_count)::bigint as amount
    from events
    inner join names
        on events.event_date = names.event_date and events.event_name = names.event_name
    inner join {{ ref('int_session_segments') }} as segments
        on events.event_date = segments.event_date and events.session_id = segments.session_id
    where {{ in_window('segments.event_date') }}
    group by events.event_date, names.shown_name, segments.segment

),

judged as (

    select
        *,
        is_small
        or {{ goes_with_the_small_segments('event_date, event_name', var('minimum_users')) }} as is_suppressed
    from groups

)

select
    event_name,
    segment,
    case when not is_suppressed then event_count end as event_count,
    case when not is_suppressed then user_count end as user_count,
    case when not is_suppressed then session_count end as session_count,
    is_suppressed,
    event_date
from judged
