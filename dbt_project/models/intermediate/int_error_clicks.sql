{%- set after_us = (var('error_click_seconds') * 1000000) | int %}

with sessions as (

    select distinct
        event_date,
        session_id
    from {{ ref('int_events_sessionised') }}
    where
        kind = 'error'
        and {{ in_window('event_date') }}

),

events as (

    select
        events.event_date,
        events.kind,
        events.event_at,
        {{ last_known("case when events.kind = 'click' then events.event_id end") }} over (
            partition by events.event_date, events.session_id
            order by events.event_at, events.kind = 'error', events.event_id
            rows between unbounded preceding and current row
        ) as click_id
    from {{ ref('int_events_sessionised') }} as events
    inner join sessions
        on events.event_date = sessions.event_date and events.session_id = sessions.session_id
    inner join {{ ref('stg_raw__exports') }} as exports
        on events.export = exports.export
    where
        events.kind in ('click', 'error')
        and exports.is_timed
        and {{ in_window('events.event_date') }}

)

-- an error belongs to the last click before it, and a click has one signal, whatever the number of errors
select
    'error_click' as signal,
    '(none)' as preset,
    null::integer as preset_version,
    clicks.event_date,
    clicks.export,
    clicks.session_id,
    clicks.user_key,
    clicks.page_view_id,
    clicks.activity_id,
    clicks.event_id,
    1::bigint as click_count,
    clicks.event_at as started_at,
    min(events.event_at) as ended_at
from events
inner join {{ ref('int_clicks') }} as clicks
    on events.event_date = clicks.event_date and events.click_id = clicks.event_id
where
    events.kind = 'error'
    and {{ in_window('clicks.event_date') }}
    and {{ microseconds('events.event_at') }} - {{ microseconds('clicks.event_at') }} <= {{ after_us }}
group by
    clicks.event_date, clicks.export, clicks.session_id, clicks.user_key, clicks.page_view_id, clicks.activity_id,
    clicks.event_id, clicks.event_at
