{{ config(materialized='days', day='event_date') }}

with signals as (

    select * from {{ ref('int_rage_clicks') }}
    union all
    select * from {{ ref('int_suspected_dead_clicks') }}
    union all
    select * from {{ ref('int_error_clicks') }}
    union all
    select * from {{ ref('int_page_returns') }}
    union all
    select * from {{ ref('int_form_abandonments') }}
    union all
    select * from {{ ref('int_excessive_scrolls') }}
    union all
    select * from {{ ref('int_hesitations') }}
    union all
    -- what the vendors' own detectors found; PostHog's heatmaps tell of the same ones again
    select
        'vendor_' || events.kind as signal,
        '(none)' as preset,
        null::integer as preset_version,
        events.event_date,
        events.export,
        events.session_id,
        events.user_key,
        events.page_view_id,
        events.activity_id,
        events.event_id,
        null::bigint as click_count,
        events.event_at as started_at,
        events.event_at as ended_at
    from {{ ref('int_events_sessionised') }} as events
    inner join {{ ref('stg_raw__exports') }} as exports
        on events.export = exports.export
    where
        events.kind in ('rage_click', 'dead_click')
        and exports.is_timed
        and {{ in_window('events.event_date') }}

)

select
    {{ text_key("signal || ' ' || preset || ' ' || event_id") }} as signal_id,
    signal,
    preset,
    preset_version,
    event_date,
    export,
    session_id,
    user_key,
    page_view_id,
    activity_id,
    event_id,
    click_count,
    started_at,
    ended_at
from signals
