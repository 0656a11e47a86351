{{ config(day='event_date', amends=1) }}

with wanted as (

    -- an element is reached by a click, an event by itself, and a page alone by a view of it
    select
        activities.event_date,
        activities.activity_id,
        goals.goal,
        max(goals.value_property) as value_property,
        bool_or(goals.element_key is not null) as is_by_click,
        bool_or(goals.element_key is null and goals.event_name is null) as is_by_view,
        bool_or(goals.element_key is null and goals.event_name is not null) as is_by_event
    from {{ ref('int_activities') }} as activities
    inner join {{ ref('goals') }} as goals
        on
            (
                goals.url_template is null
                or {{ fits_page('activities.host', 'activities.page_path', 'goals.url_template') }}
            )
            and (goals.element_key is null or {{ fits('activities.element_key', 'goals.element_key') }})
            and (goals.event_name is null or {{ fits('activities.event_name', 'goals.event_name') }})
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
        (
            wanted.is_by_event
            or (wanted.is_by_click and events.kind = 'click' and events.is_counted)
            or (wanted.is_by_view and events.kind = 'page_view')
        )
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
    inner join {{ ref('int_events_identified') }} as events
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
