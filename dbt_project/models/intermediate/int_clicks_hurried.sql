{{ config(materialized='days', day='event_date') }}

-- A click's place in time is asked of all clicks once; what is found here is little.
with paced as (

    select
        clicks.event_date,
        clicks.event_id,
        clicks.export,
        clicks.session_id,
        {{ microseconds('clicks.event_at') }} - {{ microseconds('lag(clicks.event_at) over of_session') }} as before_us,
        {{ microseconds('lead(clicks.event_at) over of_session') }} - {{ microseconds('clicks.event_at') }} as after_us
    from {{ ref('int_clicks') }} as clicks
    inner join {{ ref('stg_raw__exports') }} as exports
        on clicks.export = exports.export
    where
        exports.is_timed
        and {{ in_window('clicks.event_date') }}
    window of_session as (
        partition by clicks.event_date, clicks.session_id, clicks.export
        order by clicks.event_at, clicks.event_id
    )

),

longest as (

    select
        greatest(
            1000 * max(coalesce(gap_ms, window_ms)), {{ (var('suspected_dead_click_seconds') * 1000000) | int }}
        ) as pause_us
    from {{ ref('rage_presets') }}

)

select
    clicks.event_date,
    clicks.event_id,
    clicks.export,
    clicks.session_id,
    clicks.user_key,
    clicks.page_view_id,
    clicks.activity_id,
    clicks.event_at,
    clicks.page_x,
    clicks.page_y,
    least(paced.before_us, paced.after_us) as pause_us
from paced
cross join longest
inner join {{ ref('int_clicks') }} as clicks
    on paced.event_date = clicks.event_date and paced.event_id = clicks.event_id
where
    least(paced.before_us, paced.after_us) <= longest.pause_us
    and {{ in_window('clicks.event_date') }}
