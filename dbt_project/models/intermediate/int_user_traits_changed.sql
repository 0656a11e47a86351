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
        and events.user_key is not null
        and {{ in_window('events.event_date') }}
    group by events.event_date, events.user_key, visitors.traits

    union all

    -- what is known of people, at no visit
    select
        event_date,
        coalesce(person_id, user_id, anonymous_id) as user_key,
        traits,
        max(event_at) as told_at
    from {{ ref('stg_raw__events') }}
    where
        kind = 'profile'
        and traits is not null
        and coalesce(person_id, user_id, anonymous_id) is not null
        and {{ in_window('event_date') }}
    group by event_date, coalesce(person_id, user_id, anonymous_id), traits

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
        {{ trait_value(member('traits', 'attribute')) }} as value
    from listed

),

given_daily as (

    select
        event_date,
        user_key,
        attribute,
        max_by(value, (told_at, traits)) filter (where value is not null) as value
    from valued
    group by event_date, user_key, attribute

    union all

    -- that somebody was here never changes, so that it is dated on the first visit
    select
        event_date,
        user_key,
        {{ first_visit() }} as attribute,
        'yes' as value
    from {{ ref('int_session_days') }}
    where
        user_key is not null
        and {{ in_window('event_date') }}
    group by event_date, user_key

),

known as (

    -- what was known of these people before the window
    {% if has_days_before_window() %}
    select
        user_key,
        attribute,
        max_by(value, event_date) filter (where value is not null) as value
    from {{ this }}
    where
        event_date < {{ first_day_of_window() }}
        and user_key in (select given_daily.user_key from given_daily)
    group by user_key, attribute
    {% else %}
    select
        null::bigint as user_key,
        null::string as attribute,
        null::string as value
    where false
    {% endif %}

),

followed as (

    select
        given_daily.event_date,
        given_daily.user_key,
        given_daily.attribute,
        given_daily.value,
        coalesce(
            lag(given_daily.value) over (
                partition by given_daily.user_key, given_daily.attribute
                order by given_daily.event_date
            ),
            known.value
        ) as value_before
    from given_daily
    left join known
        on given_daily.user_key = known.user_key and given_daily.attribute = known.attribute
    where given_daily.value is not null

)

select
    event_date,
    user_key,
    attribute,
    value
from followed
where value is distinct from value_before
