{{ config(materialized='table') }}

with goals as (

    select
        goal,
        max(target_rate) as target_rate,
        max(target_date) as target_date
    from {{ ref('goals') }}
    group by goal

),

ends as (

    select {{ last_day_built() }} as last_date

),

counted as (

    -- of days that are shown, so that nothing comes of it that goals_daily does not say
    select
        goals.goal,
        max(goals.target_rate) as target_rate,
        max(goals.target_date) as target_date,
        max(ends.last_date) as last_date,
        {{ days_between('max(ends.last_date)', 'max(goals.target_date)') }} as day_count,
        sum(days.session_count)::bigint as session_count,
        sum(days.converted_session_count)::bigint as converted_session_count
    from goals
    cross join ends
    left join {{ ref('goals_daily') }} as days
        on
            goals.goal = days.goal
            and days.segment = 'all'
            and days.event_date > ends.last_date - 28
    group by goals.goal

),

rated as (

    select
        *,
        converted_session_count / nullif(session_count, 0) as conversion_rate,
        {{ wilson('converted_session_count', 'session_count', '-') }} as conversion_rate_low,
        {{ wilson('converted_session_count', 'session_count', '+') }} as conversion_rate_high
    from counted

)

select
    goal,
    session_count,
    converted_session_count,
    conversion_rate,
    conversion_rate_low,
    conversion_rate_high,
    target_rate,
    target_date,
    case when day_count >= 0 then day_count when day_count < 0 then 0 end::integer as days_left,
    case
        when target_rate is null then 'no target'
        when conversion_rate is null then 'too few to say'
        when conversion_rate_low >= target_rate then 'reached'
        when conversion_rate_high >= target_rate then 'too close to say'
        when day_count < 0 then 'missed'
        else 'below'
    end as reading,
    last_date as event_date
from rated
