{{ config(day='event_date', amends=1) }}

with rules as (

    select
        funnel,
        step,
        min(step_name) as step_name
    from {{ ref('funnels') }}
    group by funnel, step

),

steps as (

    select
        *,
        step = max(step) over (partition by funnel) as is_last
    from rules

),

entries as (

    select
        funnel,
        step,
        session_id,
        user_key,
        event_date,
        floor(seconds_from_previous * 1e6 + 0.5)::bigint as us_from_previous,
        coalesce(lag(step) over person = step - 1, false) as is_from_previous,
        coalesce(lead(step) over person = step + 1, false) as is_going_on
    from {{ ref('fct_funnel_entries') }}
    where {{ in_window('event_date', before=1) }}
    window person as (partition by funnel, user_key, event_date order by step)

),

people as (

    select
        entries.*,
        segments.segment,
        segments.attribute
    from entries
    inner join {{ ref('int_session_segments') }} as segments
        on
            entries.event_date = segments.event_date
            and entries.session_id = {{ public_key('segments.session_id') }}
            and {{ in_window('segments.event_date', before=1) }}

),

groups as (

    select
        event_date,
        funnel,
        segment,
        max(attribute) as attribute,
        count(distinct user_key) as user_count,
        count(distinct user_key) as amount,
        count(distinct user_key) < {{ var('minimum_users') }} as is_small
    from people
    group by event_date, funnel, segment

),

judged as (

    select
        event_date,
        funnel,
        segment,
        user_count as entered_user_count,
        is_small
        or {{ goes_with_the_small_segments('event_date, funnel', var('minimum_users')) }} as is_suppressed
    from groups

),

reached as (

    select
        event_date,
        funnel,
        segment,
        step,
        count(*) as user_count,
        count(case when is_from_previous then 1 end) as from_previous_user_count,
        count(case when not is_going_on then 1 end) as drop_off_user_count,
        count(us_from_previous) as timed_user_count,
        median(us_from_previous) as median_us,
        {{ quantile('us_from_previous', 0.75) }} as p75_us
    from people
    group by event_date, funnel, segment, step

),

counted as (

    -- a step that nobody reached has its row too
    select
        judged.event_date,
        judged.funnel,
        judged.segment,
        steps.step,
        steps.step_name,
        steps.is_last,
        judged.entered_user_count,
        judged.is_suppressed,
        coalesce(reached.user_count, 0) as user_count,
        coalesce(reached.from_previous_user_count, 0) as from_previous_user_count,
        coalesce(reached.drop_off_user_count, 0) as drop_off_user_count,
        coalesce(reached.timed_user_count, 0) >= {{ var('minimum_users') }} as has_times,
        reached.median_us,
        reached.p75_us
    from judged
    inner join steps on judged.funnel = steps.funnel
    left join reached
        on
            judged.event_date = reached.event_date
            and judged.funnel = reached.funnel
            and judged.segment = reached.segment
            and steps.step = reached.step

),

compared as (

    select
        *,
        lag(user_count) over (partition by event_date, funnel, segment order by step) as previous_user_count
    from counted

)

select
    funnel,
    step,
    step_name,
    segment,
    case when not is_suppressed then entered_user_count end as entered_user_count,
    case when not is_suppressed then user_count end as user_count,
    case when not is_suppressed then user_count / nullif(entered_user_count, 0) end as step_rate,
    case when not is_suppressed and step > 1 then from_previous_user_count end as from_previous_user_count,
    case when not is_suppressed then from_previous_user_count / nullif(previous_user_count, 0) end
        as from_previous_rate,
    case when not is_suppressed and not is_last then drop_off_user_count end as drop_off_user_count,
    case when not is_suppressed and has_times then floor(median_us + 0.5) / 1e6 end as median_seconds_from_previous,
    case when not is_suppressed and has_times then floor(p75_us + 0.5) / 1e6 end as p75_seconds_from_previous,
    is_suppressed,
    event_date
from compared
