{{ config(materialized='days', day='event_date') }}

with given as (

    select
        events.event_date,
        events.user_key,
        visitors.traits,
        max(events.event_at) as told_at
    from {{ ref('int_events_sessionised') }} as events
    inner join {{ ref('stg_raw__visitors') }} as visitors
        on events.event_date = visitors.event_date and events.visitor_id = visitors.visitor_id
    where
        visitors.traits is not null
        and {{ in_window('events.event_date') }}
    group by events.event_date, events.user_key, visitors.traits

),

listed as (

    select
        event_date,
        user_key,
        told_at,
        traits,
        {{ each(members('traits')) }} as attribute
    from given

),

valued as (

    select
        event_date,
        user_key,
        told_at,
        traits,
        attribute,
        left({{ without_personal_data(member('traits', 'attribute')) }}, 100) as value
    from listed

)

select
    event_date,
    user_key,
    attribute,
    max_by(value, (told_at, traits)) filter (where value is not null) as value
from valued
group by event_date, user_key, attribute
