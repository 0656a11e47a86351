{%- set patience_us = (var('suspected_dead_click_seconds') * 1000000) | int %}

with clicks as (

    select
        clicks.event_date,
        clicks.event_id,
        clicks.session_id,
        clicks.event_at,
        {{ key_of(['activities.page', 'activities.element_key']) }} as target_id
    from {{ ref('int_clicks_hurried') }} as clicks
    inner join {{ ref('stg_raw__activities') }} as activities
        on clicks.event_date = activities.event_date and clicks.activity_id = activities.activity_id
    where
        activities.element_key is not null
        and {{ in_window('clicks.event_date') }}
        and {{ in_window('activities.event_date') }}

),

repeated as (

    select
        event_date,
        session_id,
        {{ microseconds('event_at') }} - {{ microseconds('lag(event_at) over clicks_of_element') }} as before_us
    from clicks
    window clicks_of_element as (
        partition by event_date, session_id, target_id
        order by event_at, event_id
    )

),

sessions as (

    -- few sessions have an element that was clicked twice so soon: only their events are looked at
    select distinct
        event_date,
        session_id
    from repeated
    where before_us <= {{ patience_us }}

),

events as (

    select
        events.event_date,
        events.event_id,
        events.export,
        events.session_id,
        events.user_key,
        events.page_view_id,
        events.activity_id,
        events.kind,
        events.event_at,
        {{ key_of(['activities.page']) }} as page_id,
        case
            when activities.element_key is not null then {{ key_of(['activities.page', 'activities.element_key']) }}
        end as target_id
    from {{ ref('int_events_sessionised') }} as events
    inner join sessions
        on events.event_date = sessions.event_date and events.session_id = sessions.session_id
    inner join {{ ref('stg_raw__exports') }} as exports
        on events.export = exports.export
    inner join {{ ref('stg_raw__activities') }} as activities
        on events.event_date = activities.event_date and events.activity_id = activities.activity_id
    where
        exports.is_timed
        and {{ in_window('events.event_date') }}
        and {{ in_window('activities.event_date') }}

),

paged as (

    select
        *,
        lag(page_id) over (
            partition by event_date, session_id
            order by event_at, event_id
        ) as previous_page_id
    from events

),

moves as (

    -- what happens on another element or page shows that the click was answered; a page view is another page
    select
        *,
        lag(target_id) over (
            partition by event_date, session_id
            order by event_at, event_id
        ) as previous_target_id
    from paged
    where target_id is not null or kind = 'page_view' or page_id <> previous_page_id

),

runs as (

    select
        *,
        sum(case when target_id = previous_target_id then 0 else 1 end) over (
            partition by event_date, session_id
            order by event_at, event_id
            rows between unbounded preceding and current row
        ) as run_number,
        min(case when target_id = previous_target_id then null else event_at end) over (
            partition by event_date, session_id
            order by event_at, event_id
            rows between 1 following and unbounded following
        ) as left_at
    from moves

),

followed as (

    select
        *,
        lead(event_at) over (
            partition by event_date, session_id, run_number, export
            order by event_at, event_id
        ) as next_at
    from runs
    where kind = 'click' and target_id is not null

),

judged as (

    select
        *,
        coalesce(
            {{ microseconds('next_at') }} - {{ microseconds('event_at') }} <= {{ patience_us }}
            and (left_at is null or {{ microseconds('left_at') }} - {{ microseconds('event_at') }} > {{ patience_us }}),
            false
        ) as is_dead
    from followed

),

streaks as (

    select
        *,
        sum(case when is_dead then 0 else 1 end) over (
            partition by event_date, session_id, run_number, export
            order by event_at, event_id
            rows between unbounded preceding and current row
        ) as streak_number
    from judged

),

counted as (

    select
        *,
        row_number() over (
            partition by event_date, session_id, run_number, export, streak_number
            order by event_at, event_id
        ) as place,
        count(*) over streak as dead_count,
        max(next_at) over streak as ended_at
    from streaks
    where is_dead
    window streak as (partition by event_date, session_id, run_number, export, streak_number)

)

select
    'suspected_dead_click' as signal,
    '(none)' as preset,
    null::integer as preset_version,
    event_date,
    export,
    session_id,
    user_key,
    page_view_id,
    activity_id,
    event_id,
    -- the last click of a streak looks alive, for nothing follows it
    (dead_count + 1)::bigint as click_count,
    event_at as started_at,
    ended_at
from counted
where place = 1
