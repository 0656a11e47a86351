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
        reached_session_id,
        event_date,
        reached_at,
        floor(seconds_from_previous * 1e6 + 0.5)::bigint as us_from_previous,
        coalesce(lag(step) over person = step - 1, false) as is_from_previous,
        coalesce(lead(step) over person = step + 1, false) as is_going_on,
        case when lead(step) over person = step + 1 then lead(reached_at) over person end as next_at
    from {{ ref('fct_funnel_entries') }}
    where {{ in_window('event_date', before=1) }}
    window person as (partition by funnel, user_key, event_date order by step)

),

friction as (

    -- one that begins with the step is on the way, and one that begins with the next is not
    select distinct
        entries.event_date,
        entries.funnel,
        entries.step,
        entries.user_key
    from entries
    inner join {{ ref('fct_friction_signals') }} as signals
        on
            entries.reached_session_id = signals.session_id
            and signals.event_date between entries.event_date and entries.event_date + 1
            and entries.reached_at <= signals.started_at
            and (entries.next_at is null or entries.next_at > signals.started_at)
    where
        (
            (signals.signal = 'rage_click' and signals.preset = 'posthog')
            or signals.signal in ('vendor_dead_click', 'error_click')
        )
        and {{ in_window('signals.event_date', before=1, after=1) }}

),

people as (

    select
        entries.*,
        friction.user_key is not null as has_friction,
        segments.segment,
        segments.attribute
    from entries
    inner join {{ ref('int_session_segments') }} as segments
        on
            entries.event_date = segments.event_date
            and entries.session_id = {{ public_key('segments.session_id') }}
            and {{ in_window('segments.event_date', before=1) }}
    left join friction
        on
            entries.event_date = friction.event_date
            and entries.funnel = friction.funnel
            and entries.step = friction.step
            and entries.user_key = friction.user_key

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
        count(case when has_friction then 1 end) as friction_user_count,
        count(case when has_friction and not is_going_on then 1 end) as friction_drop_off_user_count,
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
        coalesce(reached.friction_user_count, 0) as friction_user_count,
        coalesce(reached.friction_drop_off_user_count, 0) as friction_drop_off_user_count,
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
        user_count - friction_user_count as no_friction_user_count,
        drop_off_user_count - friction_drop_off_user_count as no_friction_drop_off_user_count,
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
    case when not is_suppressed then friction_user_count end as friction_user_count,
    case when not is_suppressed and not is_last then friction_drop_off_user_count end as friction_drop_off_user_count,
    case
        when not is_suppressed and not is_last
            then 1 - friction_drop_off_user_count / nullif(friction_user_count, 0)
    end as friction_continuation_rate,
    case
        when not is_suppressed and not is_last
            then 1 - no_friction_drop_off_user_count / nullif(no_friction_user_count, 0)
    end as no_friction_continuation_rate,
    case when not is_suppressed and has_times then floor(median_us + 0.5) / 1e6 end as median_seconds_from_previous,
    case when not is_suppressed and has_times then floor(p75_us + 0.5) / 1e6 end as p75_seconds_from_previous,
    is_suppressed,
    event_date
from compared
