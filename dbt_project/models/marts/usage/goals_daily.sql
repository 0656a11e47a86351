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
        conversions.bad_value_count,
        {{ millionths('conversions.value') }} as value_millionths
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

people as (

    select
        event_date,
        goal,
        segment,
        user_key,
        max(attribute) as attribute,
        max(target_rate) as target_rate,
        max(target_date) as target_date,
        count(*) as session_count,
        count(case when is_converted then 1 end) as converted_session_count,
        sum(conversion_count)::bigint as conversion_count,
        sum(bad_value_count)::bigint as bad_value_count,
        sum(value_millionths) as value_millionths
    from sessions
    group by event_date, goal, segment, user_key

),

groups as (

    select
        event_date,
        goal,
        segment,
        max(attribute) as attribute,
        max(target_rate) as target_rate,
        max(target_date) as target_date,
        sum(session_count)::bigint as session_count,
        sum(converted_session_count)::bigint as converted_session_count,
        count(user_key) as user_count,
        count(case when converted_session_count > 0 then user_key end) as converted_user_count,
        coalesce(sum(conversion_count), 0)::bigint as conversion_count,
        coalesce(sum(bad_value_count), 0)::bigint as bad_value_count,
        sum(value_millionths) as value_millionths,
        {{ paid() }},
        sum(session_count)::bigint as amount,
        count(user_key) < {{ var('minimum_users') }} as is_small
    from people
    group by event_date, goal, segment

),

judged as (

    select
        *,
        is_small
        or {{ goes_with_the_small_segments('event_date, goal', var('minimum_users')) }} as is_suppressed
    from groups

),

{{ values_judged('judged', 'event_date, goal') }},

shown as (

    select
        judged.*,
        coalesce(values_judged.is_value_withheld, true) as is_value_withheld
    from judged
    left join values_judged
        on
            judged.event_date = values_judged.event_date
            and judged.goal = values_judged.goal
            and judged.segment = values_judged.segment

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
    case when not is_value_withheld then value_millionths / 1e6 end as value,
    case when not is_suppressed then bad_value_count end as bad_value_count,
    target_rate,
    target_date,
    is_suppressed,
    event_date
from shown
