{{ config(day='event_date') }}

with events as (

    select
        events.event_date,
        events.session_id,
        events.user_key,
        events.activity_id,
        coalesce(activities.event_name, '(none)') as event_name,
        count(*) as event_count
    from {{ ref('int_events_sessionised') }} as events
    inner join {{ ref('int_activities') }} as activities
        on events.event_date = activities.event_date and events.activity_id = activities.activity_id
    where
        events.kind = 'custom'
        and {{ in_window('events.event_date') }}
        and {{ in_window('activities.event_date') }}
    group by
        events.event_date, events.session_id, events.user_key, events.activity_id,
        coalesce(activities.event_name, '(none)')

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

named as (

    select
        events.event_date,
        events.session_id,
        events.user_key,
        events.activity_id,
        names.shown_name as event_name,
        events.event_count
    from events
    inner join names
        on events.event_date = names.event_date and events.event_name = names.event_name

),

-- by segment and by feature, and not by both: of a table with both totals more follows than of two lists
groups as (

    select
        named.event_date,
        named.event_name,
        '(all)' as feature,
        segments.segment,
        max(segments.attribute) as attribute,
        count(distinct named.user_key) as user_count,
        count(distinct named.session_id) as session_count,
        sum(named.event_count)::bigint as event_count
    from named
    inner join {{ ref('int_session_segments') }} as segments
        on named.event_date = segments.event_date and named.session_id = segments.session_id
    where {{ in_window('segments.event_date') }}
    group by named.event_date, named.event_name, segments.segment

    union all

    select
        named.event_date,
        named.event_name,
        coalesce(features.feature, '(none)') as feature,
        'all' as segment,
        null::string as attribute,
        count(distinct named.user_key) as user_count,
        count(distinct named.session_id) as session_count,
        sum(named.event_count)::bigint as event_count
    from named
    left join {{ ref('int_activity_features') }} as features
        on
            named.event_date = features.event_date
            and named.activity_id = features.activity_id
            and {{ in_window('features.event_date') }}
    group by named.event_date, named.event_name, coalesce(features.feature, '(none)')

),

measured as (

    select
        *,
        event_count as amount,
        user_count < {{ var('minimum_users') }} as is_small,
        case when feature = '(all)' then 'segments' else 'features' end as list,
        max(case when feature = '(all)' and attribute is null then user_count end)
            over (partition by event_date, event_name) as total_user_count
    from groups

),

judged as (

    select
        *,
        is_small
        or (
            list = 'segments'
            and {{ goes_with_the_small_segments('event_date, event_name, list', var('minimum_users')) }}
        )
        or (
            list = 'features'
            and {{ goes_with_the_small(
                'event_date, event_name, list', 'feature', 'total_user_count',
                'sum(case when is_small then 1 else 0 end) over (partition by event_date, event_name, list) > 0',
                var('minimum_users')
            ) }}
        ) as is_suppressed
    from measured

)

select
    event_name,
    feature,
    segment,
    case when not is_suppressed then event_count end as event_count,
    case when not is_suppressed then user_count end as user_count,
    case when not is_suppressed then session_count end as session_count,
    is_suppressed,
    event_date
from judged
