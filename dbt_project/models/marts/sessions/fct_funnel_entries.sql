{{ config(day='event_date', amends=1) }}

{%- set person = 'partition by before.funnel, before.user_key, before.event_date' %}

with funnels as (

    select
        funnel,
        bool_or(coalesce(is_open, false)) as is_open,
        least(coalesce(max(window_minutes), 60), 1440) as window_minutes
    from {{ ref('funnels') }}
    group by funnel

),

wanted as (

    select
        activities.event_date,
        activities.activity_id,
        rules.funnel,
        rules.step,
        {{ ways_to_reach('rules') }}
    from {{ ref('int_activities') }} as activities
    inner join {{ ref('funnels') }} as rules
        on {{ fits_rule('activities', 'rules') }}
    where {{ in_window('activities.event_date', before=1, after=1) }}
    group by activities.event_date, activities.activity_id, rules.funnel, rules.step

),

days as (

    select 0 as later

    union all

    select 1 as later

),

done as (

    -- what is done the day after may be a later step of who entered the day before
    select
        wanted.funnel,
        wanted.step,
        events.user_key,
        events.session_id,
        events.event_id,
        events.event_at,
        events.event_date - days.later as event_date,
        days.later = 0 as is_of_the_day,
        funnels.is_open,
        funnels.window_minutes
    from {{ ref('int_events_sessionised') }} as events
    inner join wanted
        on events.event_date = wanted.event_date and events.activity_id = wanted.activity_id
    inner join funnels on wanted.funnel = funnels.funnel
    inner join days on days.later = 0 or wanted.step > 1
    where
        {{ is_reached('events', 'wanted') }}
        and events.user_key is not null
        and {{ in_window('events.event_date', before=1, after=1) }}
        and {{ in_window('events.event_date - days.later', before=1) }}

),

entered as (

    select
        *,
        min(case when step = 1 then event_at end) over (partition by funnel, user_key, event_date) as entered_at
    from done

),

placed as (

    -- the place of an event among those of the person: the same for each of the steps it may be
    select
        funnel,
        step,
        user_key,
        session_id,
        event_at,
        event_date,
        dense_rank() over (partition by funnel, user_key, event_date order by event_at, event_id) as place,
        null::timestamp as previous_at,
        null::timestamp as found_at
    from entered
    where
        event_at >= entered_at
        and {{ microseconds('event_at') }} - {{ microseconds('entered_at') }} <= window_minutes * 60000000::bigint

),

{% for step in [1, 2, 3, 4, 5, 6, 7, 8] %}
step_{{ step }} as (

    {% if step == 1 -%}
    -- each step is found among the events that are at or after the step before, and are not that one
    {% endif -%}
    select
        before.funnel,
        before.step,
        before.user_key,
        before.session_id,
        before.event_at,
        before.event_date,
        before.place,
        case when before.step = {{ step }} then before.found_at else before.previous_at end as previous_at,
        min(case when before.step = {{ step }} then before.event_at end) over ({{ person }}) as found_at,
        min(case when before.step = {{ step }} then before.place end) over ({{ person }}) as found_place
    from {% if step == 1 %}placed{% else %}step_{{ step - 1 }}{% endif %} as before
    {%- if step > 1 %}
    where
        before.step < {{ step - 1 }}
        or (before.step = {{ step - 1 }} and before.place = before.found_place)
        or (before.step > {{ step - 1 }} and before.event_at >= before.found_at and before.place <> before.found_place)
    {%- endif %}

),
{% endfor %}

steps as (

    select
        funnel,
        step,
        user_key,
        session_id,
        event_date,
        event_at,
        previous_at,
        place,
        true as is_in_order
    from step_8
    where step < 8 or place = found_place

    union all

    select
        funnel,
        step,
        user_key,
        session_id,
        event_date,
        event_at,
        null::timestamp as previous_at,
        row_number() over (partition by funnel, user_key, event_date, step order by event_at, event_id) as place,
        false as is_in_order
    from done
    where
        is_open
        and is_of_the_day

),

reached as (

    -- in an open funnel the first time that day counts where the step was not done in its order
    select
        *,
        row_number() over (
            partition by funnel, user_key, event_date, step
            order by is_in_order desc, place asc
        ) as nth
    from steps

)

select
    funnel,
    step,
    {{ public_key('user_key') }} as user_key,
    {{ public_key('first_value(session_id) over entry') }} as session_id,
    {{ public_key('session_id') }} as reached_session_id,
    is_in_order,
    ({{ microseconds('event_at') }} - {{ microseconds('previous_at') }}) / 1e6 as seconds_from_previous,
    step = max(step) over (partition by funnel, user_key, event_date) as is_last,
    event_date,
    first_value(event_at) over entry as entered_at,
    event_at as reached_at
from reached
where nth = 1
window entry as (
    partition by funnel, user_key, event_date
    order by event_at, step
)
