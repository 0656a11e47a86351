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

valued as (

    -- before the join with sessions: few events have properties
    select
        events.event_date,
        events.event_id,
        wanted.attribute,
        {{ trait_value(told) }} as value
    from {{ ref('int_events_counted') }} as events
    cross join wanted
    where
        events.properties is not null
        and {{ in_window('events.event_date', before=1) }}

),

known as (

    select * from valued
    where value is not null

),

daily as (

    select
        sessionised.session_id,
        sessionised.event_date,
        known.attribute,
        min_by(known.value, (sessionised.event_at, sessionised.event_id))
        filter (where known.value is not null) as value,
        min(sessionised.event_at) as first_at
    from known
    inner join {{ ref('int_events_sessionised') }} as sessionised
        on known.event_date = sessionised.event_date and known.event_id = sessionised.event_id
    where {{ in_window('sessionised.event_date', before=1) }}
    group by sessionised.session_id, sessionised.event_date, known.attribute

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
