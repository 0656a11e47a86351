{{ config(day='event_date', amends=1) }}

with wanted as (

    select
        activities.event_date,
        activities.activity_id,
        goals.goal,
        max(goals.value_property) as value_property,
        {{ ways_to_reach('goals') }}
    from {{ ref('int_activities') }} as activities
    inner join {{ ref('goals') }} as goals
        on {{ fits_rule('activities', 'goals') }}
    where {{ in_window('activities.event_date', before=1, after=1) }}
    group by activities.event_date, activities.activity_id, goals.goal

),

reached as (

    select
        events.event_date,
        events.event_id,
        events.event_at,
        events.session_id,
        events.session_date,
        events.user_key,
        wanted.goal,
        wanted.value_property
    from {{ ref('int_events_sessionised') }} as events
    inner join wanted
        on events.event_date = wanted.event_date and events.activity_id = wanted.activity_id
    where
        {{ is_reached('events', 'wanted') }}
        and {{ in_window('events.session_date', before=1) }}
        and {{ in_window('events.event_date', before=1, after=1) }}

),

valued as (

    -- in millionths, for sums of fractions depend on their order
    select
        reached.event_date,
        reached.event_id,
        reached.goal,
        floor(try_cast({{ member('events.properties', 'reached.value_property') }} as double) * 1e6 + 0.5)::bigint
            as value_millionths
    from reached
    inner join {{ ref('int_events_counted') }} as events
        on reached.event_date = events.event_date and reached.event_id = events.event_id
    where
        reached.value_property is not null
        and {{ in_window('events.event_date', before=1, after=1) }}

)

select
    reached.goal,
    {{ public_key('reached.session_id') }} as session_id,
    {{ public_key('max(reached.user_key)') }} as user_key,
    count(*) as conversion_count,
    sum(valued.value_millionths) / 1e6 as value,
    reached.session_date as event_date,
    min(reached.event_at) as converted_at
from reached
left join valued
    on
        reached.event_date = valued.event_date
        and reached.event_id = valued.event_id
        and reached.goal = valued.goal
group by reached.goal, reached.session_id, reached.session_date
