{{ config(day='event_date', amends=1) }}

with goals as (

    select
        goal,
        max(target_rate) as target_rate,
        max(target_date) as target_date
    from {{ ref('goals') }}
    group by goal

),

sessions as (

    select
        segments.event_date,
        goals.goal,
        segments.segment,
        segments.attribute,
        segments.user_key,
        goals.target_rate,
        goals.target_date,
        conversions.session_id is not null as is_converted,
        conversions.conversion_count,
        floor(conversions.value * 1e6 + 0.5)::bigint as value_millionths
    from {{ ref('int_session_segments') }} as segments
    -- a session that goes on after midnight is one of the day it started on
    inner join {{ ref('int_session_starts') }} as starts
        on segments.event_date = starts.event_date and segments.session_id = starts.session_id
    cross join goals
    left join {{ ref('fct_conversions') }} as conversions
        on
            goals.goal = conversions.goal
            and segments.event_date = conversions.event_date
            and {{ public_key('segments.session_id') }} = conversions.session_id
            and {{ in_window('conversions.event_date', before=1) }}
    where
        {{ in_window('segments.event_date', before=1) }}
        and {{ in_window('starts.event_date', before=1) }}

),

groups as (

    select
        event_date,
        goal,
        segment,
        max(attribute) as attribute,
        max(target_rate) as target_rate,
        max(target_date) as target_date,
        count(*) as session_count,
        count(case when is_converted then 1 end) as converted_session_count,
        count(distinct user_key) as user_count,
        count(distinct case when is_converted then user_key end) as converted_user_count,
        coalesce(sum(conversion_count), 0)::bigint as conversion_count,
        sum(value_millionths)::bigint as value_millionths,
        count(*) as amount,
        count(distinct user_key) < {{ var('minimum_users') }} as is_small
    from sessions
    group by event_date, goal, segment

),

judged as (

    select
        *,
        is_small
        or {{ goes_with_the_small_segments('event_date, goal', var('minimum_users')) }} as is_suppressed
    from groups

)

select
    goal,
    segment,
    case when not is_suppressed then session_count end as session_count,
    case when not is_suppressed then converted_session_count end as converted_session_count,
    case when not is_suppressed then converted_session_count / nullif(session_count, 0) end as conversion_rate,
    case when not is_suppressed then {{ wilson('converted_session_count', 'session_count', '-') }} end
        as conversion_rate_low,
    case when not is_suppressed then {{ wilson('converted_session_count', 'session_count', '+') }} end
        as conversion_rate_high,
    case when not is_suppressed then user_count end as user_count,
    case when not is_suppressed then converted_user_count end as converted_user_count,
    case when not is_suppressed then conversion_count end as conversion_count,
    case when not is_suppressed then value_millionths / 1e6 end as value,
    target_rate,
    target_date,
    is_suppressed,
    event_date
from judged
