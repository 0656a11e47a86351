{{ config(materialized='days', day='event_date') }}

with told as (

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
        unnest(json_keys(traits)) as attribute,
        traits ->> ('/' || replace(replace(attribute, '~', '~0'), '/', '~1')) as told_value
    from told

)

select
    event_date,
    user_key,
    attribute,
    arg_max(
        left({{ without_personal_data('told_value') }}, 100),
        (told_at, traits)
    ) as value
from listed
group by event_date, user_key, attribute
