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

days_of_users as (

    select distinct  -- a user's traits count for all their sessions of the day
        event_date,
        user_key
    from sessions

),

known as (

    -- what the user was last known to be on that day or up to `trait_days` before
    select
        days_of_users.event_date,
        days_of_users.user_key,
        traits.attribute,
        max_by(traits.value, traits.event_date) filter (where traits.value is not null) as value
    from days_of_users
    inner join {{ ref('int_user_traits_daily') }} as traits
        on
            days_of_users.user_key = traits.user_key
            and traits.event_date between
            days_of_users.event_date - {{ var('trait_days') }} and days_of_users.event_date
    where {{ in_window('traits.event_date', before=var('trait_days')) }}
    group by days_of_users.event_date, days_of_users.user_key, traits.attribute

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
            else coalesce(known.value, '(none)')
        end as value
    from sessions
    cross join attributes
    left join known
        on
            sessions.event_date = known.event_date
            and sessions.user_key = known.user_key
            and attributes.attribute = known.attribute

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
    attributed.event_date,
    attributed.session_id,
    attributed.user_key,
    attributed.attribute || '=' || attributed.value as segment,
    attributed.attribute,
    attributed.value
from attributed
where
    exists (
        select 1
        from chosen
        where chosen.attribute = attributed.attribute and chosen.value in ('*', attributed.value)
    )
