{{ config(materialized='days', day='event_date') }}

{#- what is called so, or what the event of a flag (PostHog) or of an experiment (Mixpanel) says of it -#}
{%- set told -%}
    coalesce(
        {{ member('events.properties', 'wanted.attribute') }},
        case
            when wanted.attribute = '$feature/' || coalesce(
                {{ member('events.properties', "'$feature_flag'") }},
                {{ member('events.properties', "'$experiment_name'") }},
                {{ member('events.properties', "'Experiment name'") }}
            )
                then coalesce(
                    {{ member('events.properties', "'$feature_flag_response'") }},
                    {{ member('events.properties', "'$variant_name'") }},
                    {{ member('events.properties', "'Variant name'") }}
                )
        end
    )
{%- endset -%}

with wanted as (

    select attribute from {{ ref('segments') }}
    where source = 'property'
    union
    select attribute from {{ ref('experiments') }}
    where source = 'property'

),

events as (

    select
        sessionised.session_id,
        sessionised.event_date,
        sessionised.event_at,
        sessionised.event_id,
        identified.properties
    from {{ ref('int_events_sessionised') }} as sessionised
    inner join {{ ref('int_events_identified') }} as identified
        on sessionised.event_date = identified.event_date and sessionised.event_id = identified.event_id
    where
        {{ in_window('sessionised.event_date', before=1) }}
        and {{ in_window('identified.event_date', before=1) }}
        and identified.properties is not null
        and (select count(*) from wanted) > 0

),

valued as (

    select
        events.session_id,
        events.event_date,
        wanted.attribute,
        events.event_at,
        events.event_id,
        {{ trait_value(told) }} as value
    from events
    cross join wanted

),

daily as (

    select
        session_id,
        event_date,
        attribute,
        min_by(value, (event_at, event_id)) filter (where value is not null) as value,
        min(event_at) as first_at
    from valued
    where value is not null
    group by session_id, event_date, attribute

)

-- what a session had before midnight holds after it
select
    days.event_date,
    days.session_id,
    daily.attribute,
    min_by(daily.value, daily.first_at) filter (where daily.value is not null) as value
from {{ ref('int_session_days') }} as days
inner join daily
    on
        days.session_id = daily.session_id
        and days.event_date >= daily.event_date
where {{ in_window('days.event_date') }}
group by days.event_date, days.session_id, daily.attribute
