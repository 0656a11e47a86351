{{ config(day='event_date', amends=1) }}

with rules as (

    select
        funnel,
        step,
        min(step_name) as step_name,
        step::string || ' ' || funnel as line
    from {{ ref('funnels') }}
    group by funnel, step

),

steps_of_funnels as (

    select
        *,
        step = max(step) over (partition by funnel) as is_last
    from rules

),

entries as (

    select
        funnel,
        step,
        user_key,
        session_id,
        reached_session_id,
        event_date,
        reached_at,
        coalesce(lead(step) over person = step + 1, false) as is_going_on
    from {{ ref('fct_funnel_entries') }}
    where {{ in_window('event_date', before=1) }}
    window person as (partition by funnel, user_key, event_date order by step)

),

viewed as (

    -- a page view of the day after counts as a step of it does
    select
        entries.funnel,
        entries.step,
        entries.user_key,
        entries.session_id,
        entries.event_date,
        steps_of_funnels.line,
        coalesce(flows.page, '(exit)') as page,
        row_number() over (
            partition by entries.funnel, entries.step, entries.user_key, entries.event_date
            order by flows.started_at, flows.page_view_id
        ) as nth
    from entries
    inner join steps_of_funnels
        on entries.funnel = steps_of_funnels.funnel and entries.step = steps_of_funnels.step
    left join {{ ref('int_page_flows') }} as flows
        on
            entries.reached_session_id = {{ public_key('flows.session_id') }}
            and entries.reached_at < flows.started_at
            and flows.event_date between entries.event_date and entries.event_date + 1
            and {{ in_window('flows.event_date', before=1, after=1) }}
    where
        not entries.is_going_on
        and not steps_of_funnels.is_last

),

steps as (

    select
        viewed.event_date,
        segments.segment,
        segments.attribute,
        viewed.line,
        viewed.page as member,
        viewed.user_key,
        1 as step_count,
        counts.is_suppressed as is_line_hidden
    from viewed
    inner join {{ ref('int_session_segments') }} as segments
        on
            viewed.event_date = segments.event_date
            and viewed.session_id = {{ public_key('segments.session_id') }}
            and {{ in_window('segments.event_date', before=1) }}
    inner join {{ ref('funnel_steps_daily') }} as counts
        on
            viewed.event_date = counts.event_date
            and viewed.funnel = counts.funnel
            and viewed.step = counts.step
            and segments.segment = counts.segment
            and {{ in_window('counts.event_date', before=1) }}
    where viewed.nth = 1

),

exits as (

    {{ members_and_others('steps') }}

)

select
    rules.funnel,
    rules.step,
    rules.step_name,
    exits.member as to_page,
    exits.segment,
    exits.step_count as user_count,
    exits.line_count as drop_off_user_count,
    exits.step_count / nullif(exits.line_count, 0) as to_page_rate,
    exits.is_suppressed,
    exits.event_date
from exits
inner join rules on exits.line = rules.line
