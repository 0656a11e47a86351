{{ config(materialized='days', day='event_date') }}

{#- attributes of sessions that need no source in a rule -#}
{%- set of_sessions = "('band', 'country', 'referrer_host')" -%}

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
        value,
        coalesce(source, case when attribute in {{ of_sessions }} then 'session' else 'trait' end) as source
    from {{ ref('segments') }}

    union

    select
        attribute,
        '*' as value,
        coalesce(source, case when attribute in {{ of_sessions }} then 'session' else 'trait' end) as source
    from {{ ref('experiments') }}

    union

    -- with an empty seed every trait of the exports is a segment
    select
        {{ each('traits') }} as attribute,
        '*' as value,
        'trait' as source
    from {{ ref('stg_raw__exports') }}
    where (select count(*) from {{ ref('segments') }}) = 0

),

attributes as (

    select
        attribute,
        max(source) as source  -- chosen as both, a trait is meant
    from chosen
    group by attribute

),

questions as (

    select distinct  -- a person's traits count for all their sessions of the day
        sessions.event_date,
        sessions.user_key,
        attributes.attribute,
        case when attributes.source = 'session' then {{ first_visit() }} else attributes.attribute end as asked
    from sessions
    cross join attributes
    where
        attributes.source = 'trait'
        or (attributes.source = 'session' and attributes.attribute in ('returning', 'lifecycle'))

    union all

    select distinct  -- a person has one account a day
        event_date,
        user_key,
        null::string as attribute,
        {{ account_trait() }} as asked
    from sessions
    where {{ account_trait() }} <> ''

),

changes as (

    select
        user_key,
        attribute as asked,
        value,
        event_date as event_at,
        event_date as changed_date
    from {{ ref('int_user_traits_changed') }}
    where
        {{ until_window_end('event_date') }}
        and user_key in (select sessions.user_key from sessions)

),

known as (

    -- what the person was last known to be on that day, however long before
    {{ with_last_start('questions', 'changes', ['user_key', 'asked'], ['value', 'changed_date'], at='event_date') }}

),

accounts as (

    select
        event_date,
        user_key,
        {{ text_key('start_value') }} as account_key
    from known
    where
        attribute is null
        and start_value is not null

),

asked_people as (

    select distinct sessions.user_key
    from sessions
    cross join attributes
    where
        attributes.source = 'session'
        and attributes.attribute in ('lifecycle', 'friction_hit')

),

person_days as (

    select distinct  -- somebody may come several times a day
        event_date,
        user_key
    from {{ ref('int_session_days') }}
    where
        {{ in_window('event_date', before=28) }}
        and user_key in (select asked_people.user_key from asked_people)

),

hits as (

    select distinct  -- one is enough
        event_date,
        user_key
    from {{ ref('int_friction_signals') }}
    where
        preset in ('(none)', 'posthog')
        and {{ in_window('event_date', before=var('friction_hit_days')) }}
        and user_key in (select asked_people.user_key from asked_people)

),

habits as (

    -- what somebody did until the day before
    select
        person_days.event_date,
        person_days.user_key,
        count(*) over (
            partition by person_days.user_key
            order by {{ days_between("date '2000-01-01'", 'person_days.event_date') }}
            range between 28 preceding and 1 preceding
        ) as active_day_count,
        count(hits.user_key) over (
            partition by person_days.user_key
            order by {{ days_between("date '2000-01-01'", 'person_days.event_date') }}
            range between {{ var('friction_hit_days') }} preceding and 1 preceding
        ) as hit_day_count
    from person_days
    left join hits
        on person_days.event_date = hits.event_date and person_days.user_key = hits.user_key

),

asked_entries as (

    select attribute
    from attributes
    where
        source = 'session'
        and attribute in ('host', 'entry_page')

),

entered as (

    -- what a session had before midnight holds after it
    select
        sessions.event_date,
        sessions.session_id,
        min_by(days.first_page_view_id, days.event_date) filter (where days.first_page_view_id is not null)
            as page_view_id
    from sessions
    inner join {{ ref('int_session_days') }} as days
        on sessions.session_id = days.session_id and sessions.event_date >= days.event_date
    where
        {{ in_window('days.event_date', before=1) }}
        and (select count(*) from asked_entries) > 0
    group by sessions.event_date, sessions.session_id

),

entries as (

    select
        entered.event_date,
        entered.session_id,
        pages.host,
        pages.page as entry_page
    from entered
    inner join {{ ref('int_pages_viewed') }} as pages
        on entered.page_view_id = pages.page_view_id

),

attributed as (

    select
        sessions.event_date,
        sessions.session_id,
        sessions.user_key,
        attributes.attribute,
        -- bands and habits are no content of people's
        attributes.source = 'session' and attributes.attribute in ('band', 'returning', 'lifecycle', 'friction_hit')
            as is_no_content,
        case
            when attributes.source = 'property' then coalesce(properties.value, '(none)')
            when attributes.source = 'trait' then coalesce(known.start_value, '(none)')
            when attributes.attribute = 'band' then sessions.band
            when attributes.attribute = 'country' then sessions.country
            when attributes.attribute = 'referrer_host' then sessions.referrer_host
            when attributes.attribute = 'host' then coalesce(entries.host, '(none)')
            when attributes.attribute = 'entry_page' then coalesce(entries.entry_page, '(none)')
            when sessions.user_key is null then '(none)'
            when attributes.attribute = 'friction_hit'
                then case when habits.hit_day_count > 0 then 'yes' else 'no' end
            when attributes.attribute = 'returning'
                then case when known.start_changed_date < sessions.event_date then 'yes' else 'no' end
            when known.start_changed_date = sessions.event_date then 'new'
            when habits.active_day_count = 0 then 'resurrected'
            when habits.active_day_count >= {{ var('power_user_days') }} then 'power'
            else 'returning'
        end as value
    from sessions
    cross join attributes
    left join known
        on
            sessions.event_date = known.event_date
            and sessions.user_key = known.user_key
            and attributes.attribute = known.attribute
    left join entries
        on sessions.event_date = entries.event_date and sessions.session_id = entries.session_id
    left join habits
        on sessions.event_date = habits.event_date and sessions.user_key = habits.user_key
    left join {{ ref('int_session_properties') }} as properties
        on
            sessions.event_date = properties.event_date
            and sessions.session_id = properties.session_id
            and attributes.attribute = properties.attribute
            and attributes.source = 'property'
            and {{ in_window('properties.event_date') }}

),

people as (

    select
        event_date,
        attribute,
        value,
        count(distinct user_key) as user_count
    from attributed
    group by event_date, attribute, value

),

segments as (

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
        attributed.attribute || '=' || case
            -- what a rule names is no content either
            when attributed.is_no_content or attributed.value = '(none)' or rules.value is not null
                then attributed.value
            when people.user_count < {{ var('minimum_users') }} then {{ rare() }}
            else attributed.value
        end as segment,
        attributed.attribute,
        attributed.value
    from attributed
    inner join people
        on
            attributed.event_date = people.event_date
            and attributed.attribute = people.attribute
            and attributed.value = people.value
    left join chosen as rules
        on attributed.attribute = rules.attribute and attributed.value = rules.value
    where
        rules.value is not null
        or attributed.attribute in (
            select open_rules.attribute
            from chosen as open_rules
            where open_rules.value = '*'
        )

)

select
    segments.*,
    accounts.account_key
from segments
left join accounts
    on segments.event_date = accounts.event_date and segments.user_key = accounts.user_key
