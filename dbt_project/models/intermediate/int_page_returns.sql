{%- set dwell_us = (var('quick_back_seconds') * 1000000) | int %}
{%- set loop_us = (var('page_loop_seconds') * 1000000) | int %}

-- Two page views have one activity if they have one URL (without its query) and one title.
with paced as (

    select
        event_date,
        export,
        session_id,
        user_key,
        page_view_id,
        activity_id,
        started_at,
        {{ microseconds('started_at') }} as at_us,
        lag(page_view_id) over of_session as previous_view_id,
        lag(activity_id) over of_session as previous_id,
        lag(activity_id, 2) over of_session as one_before_id,
        lag(started_at) over of_session as previous_at,
        lead(started_at) over of_session as next_at
    from {{ ref('int_page_view_days') }}
    where
        started_at is not null
        and {{ in_window('event_date') }}
    window of_session as (
        partition by event_date, session_id, export
        order by started_at, page_view_id
    )

),

views as (

    -- few have another one near them in time
    select
        *,
        lag(started_at, {{ var('page_loop_views') }} - 1) over of_url as loop_started_at,
        row_number() over of_url as place
    from paced
    where
        at_us - {{ microseconds('previous_at') }} <= {{ [dwell_us, loop_us] | max }}
        or {{ microseconds('next_at') }} - at_us <= {{ loop_us }}
    window of_url as (
        partition by event_date, session_id, export, activity_id
        order by started_at, page_view_id
    )

),

loops as (

    -- views of a loop that follow one another without a slower one between them are one loop
    select
        *,
        place - row_number() over (
            partition by event_date, session_id, export, activity_id
            order by started_at, page_view_id
        ) as loop_number
    from views
    where at_us - {{ microseconds('loop_started_at') }} <= {{ loop_us }}

)

-- the page that was left so soon
select
    'quick_back' as signal,
    '(none)' as preset,
    null::integer as preset_version,
    event_date,
    export,
    session_id,
    user_key,
    previous_view_id as page_view_id,
    previous_id as activity_id,
    previous_view_id as event_id,
    null::bigint as click_count,
    previous_at as started_at,
    started_at as ended_at
from views
where
    activity_id = one_before_id
    and activity_id <> previous_id
    and at_us - {{ microseconds('previous_at') }} <= {{ dwell_us }}

union all

select
    'page_loop' as signal,
    '(none)' as preset,
    null::integer as preset_version,
    event_date,
    export,
    session_id,
    max(user_key) as user_key,
    min_by(page_view_id, (started_at, page_view_id)) filter (where page_view_id is not null) as page_view_id,
    activity_id,
    min_by(page_view_id, (started_at, page_view_id)) filter (where page_view_id is not null) as event_id,
    null::bigint as click_count,
    min(loop_started_at) as started_at,
    max(started_at) as ended_at
from loops
group by event_date, export, session_id, activity_id, loop_number
