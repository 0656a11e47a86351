{{ config(day='event_date', amends=1) }}

with reached as (

    select *
    from {{ ref('int_goal_events') }}
    where
        {{ in_window('session_date', before=1) }}
        and {{ in_window('event_date', before=1, after=1) }}

),

given as (

    select
        reached.event_date,
        reached.event_id,
        reached.goal,
        {{ member('events.properties', 'reached.value_property') }} as written,
        try_cast({{ member('events.properties', 'reached.value_property') }} as double) as value
    from reached
    inner join {{ ref('int_events_counted') }} as events
        on reached.event_date = events.event_date and reached.event_id = events.event_id
    where
        reached.value_property is not null
        and {{ in_window('events.event_date', before=1, after=1) }}

),

valued as (

    select
        event_date,
        event_id,
        goal,
        written,
        case when {{ is_countable('value') }} then {{ millionths('value') }} end as value_millionths
    from given

)

select
    reached.goal,
    {{ public_key('reached.session_id') }} as session_id,
    {{ public_key('max(reached.user_key)') }} as user_key,
    count(*) as conversion_count,
    sum(valued.value_millionths) / 1e6 as value,
    count(case when valued.value_millionths is null then valued.written end) as bad_value_count,
    reached.session_date as event_date,
    min(reached.event_at) as converted_at
from reached
left join valued
    on
        reached.event_date = valued.event_date
        and reached.event_id = valued.event_id
        and reached.goal = valued.goal
group by reached.goal, reached.session_id, reached.session_date
