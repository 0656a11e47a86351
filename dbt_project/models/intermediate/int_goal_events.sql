{{ config(materialized='days', day='event_date', amends=1) }}

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
    where {{ in_window('activities.event_date', before=1) }}
    group by activities.event_date, activities.activity_id, goals.goal

)

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
    and {{ in_window('events.event_date', before=1) }}
