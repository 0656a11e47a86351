{{ config(materialized='days', day='event_date') }}

with sessions as (

    select
        days.event_date,
        days.session_id,
        days.user_key,
        coalesce(bands.band, '(none)') as band,
        coalesce(days.country, '(none)') as country,
        coalesce(days.referrer_host, '(none)') as referrer_host
    from {{ ref('int_session_days') }} as days
    left join {{ ref('viewport_bands') }} as bands
        on days.viewport_width between bands.min_width and bands.max_width
    where {{ in_window('days.event_date') }}

),

chosen as (

    select
        attribute,
        value
    from {{ ref('segments') }}

    union

    -- with an empty seed every trait of the exports is a segment
    select
        {{ each('traits') }} as attribute,
        '*' as value
    from {{ ref('stg_raw__exports') }}
    where (select count(*) from {{ ref('segments') }}) = 0

),

attributes as (

    select distinct attribute from chosen  -- an attribute may be chosen with several values

),

questions as (

    select distinct  -- a person's traits count for all their sessions of the day
        sessions.event_date,
        sessions.user_key,
        attributes.attribute
    from sessions
    cross join attributes
    where attributes.attribute not in ('band', 'country', 'referrer_host')

),

changes as (

    select
        user_key,
        attribute,
        value,
        event_date as event_at
    from {{ ref('int_user_traits_changed') }}
    where
        {{ until_window_end('event_date') }}
        and user_key in (select sessions.user_key from sessions)

),

known as (

    -- what the person was last known to be on that day, however long before
    {{ with_last_start('questions', 'changes', ['user_key', 'attribute'], ['value'], at='event_date') }}

),

attributed as (

    select
        sessions.event_date,
        sessions.session_id,
        sessions.user_key,
        attributes.attribute,
        case attributes.attribute
            when 'band' then sessions.band
            when 'country' then sessions.country
            when 'referrer_host' then sessions.referrer_host
            else coalesce(known.start_value, '(none)')
        end as value
    from sessions
    cross join attributes
    left join known
        on
            sessions.event_date = known.event_date
            and sessions.user_key = known.user_key
            and attributes.attribute = known.attribute

),

counted_once as (

    select
        *,
        case
            when user_key is not null and row_number() over (
                partition by event_date, attribute, value, user_key
                order by session_id
            ) = 1 then 1
            else 0
        end as is_first_of_person
    from attributed

),

counted as (

    select
        *,
        sum(is_first_of_person) over (partition by event_date, attribute, value) as user_count
    from counted_once

)

select
    event_date,
    session_id,
    user_key,
    'all' as segment,
    null::string as attribute,
    null::string as value
from sessions

union all

select
    counted.event_date,
    counted.session_id,
    counted.user_key,
    counted.attribute || '=' || case
        -- bands and the values of rules are no content of people's
        when counted.attribute = 'band' or counted.value = '(none)' or rules.value is not null then counted.value
        when counted.user_count < {{ var('minimum_users') }} then {{ rare() }}
        else counted.value
    end as segment,
    counted.attribute,
    counted.value
from counted
left join chosen as rules
    on counted.attribute = rules.attribute and counted.value = rules.value
where
    rules.value is not null
    or counted.attribute in (
        select open_rules.attribute
        from chosen as open_rules
        where open_rules.value = '*'
    )
