-- Returns steps of funnels that more or fewer people left than went to a page or out of the session.
{{ config(meta={'dagster': {'ref': {'name': 'funnel_exits_daily'}}}) }}

select
    exits.funnel,
    exits.step,
    exits.segment,
    exits.event_date,
    max(steps.drop_off_user_count) as drop_off_user_count,
    sum(exits.user_count) as user_count
from {{ ref('funnel_exits_daily') }} as exits
left join {{ ref('funnel_steps_daily') }} as steps
    on
        exits.event_date = steps.event_date
        and exits.funnel = steps.funnel
        and exits.step = steps.step
        and exits.segment = steps.segment
where
    not exits.is_suppressed
    and {{ in_window('exits.event_date', before=1) }}
group by exits.funnel, exits.step, exits.segment, exits.event_date
having max(steps.drop_off_user_count) is distinct from sum(exits.user_count)
