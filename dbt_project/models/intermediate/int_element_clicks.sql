{{ config(materialized='days', day='event_date') }}

-- Clicks on elements of pages; a click that knows no window is in the band of its session's.
select
    clicks.event_date,
    features.feature,
    coalesce(bands.band, 'unknown') as band,
    activities.element_key,
    activities.element_label as element_text,
    labels.element_label,
    clicks.session_id,
    clicks.user_key,
    clicks.event_at,
    clicks.event_id,
    clicks.position,
    clicks.layer,
    clicks.drawn_x,
    clicks.page_y,
    clicks.box_x * bands.drawn_width / nullif(clicks.viewport_width, 0) as drawn_left,
    clicks.box_y,
    clicks.box_width * bands.drawn_width / nullif(clicks.viewport_width, 0) as drawn_width,
    clicks.box_height
from {{ ref('int_clicks') }} as clicks
inner join {{ ref('int_session_days') }} as sessions
    on clicks.event_date = sessions.event_date and clicks.session_id = sessions.session_id
inner join {{ ref('int_activities') }} as activities
    on clicks.event_date = activities.event_date and clicks.activity_id = activities.activity_id
inner join {{ ref('int_activity_features') }} as features
    on clicks.event_date = features.event_date and clicks.activity_id = features.activity_id
left join {{ ref('int_element_labels') }} as labels
    on
        activities.event_date = labels.event_date
        and coalesce(activities.page, '(none)') = labels.page
        and activities.element_key = labels.element_key
        and {{ in_window('labels.event_date') }}
left join {{ ref('viewport_bands') }} as bands
    on coalesce(clicks.viewport_width, sessions.viewport_width) between bands.min_width and bands.max_width
where
    activities.element_key is not null
    and features.feature <> {{ rare() }}
    and {{ in_window('clicks.event_date') }}
    and {{ in_window('sessions.event_date') }}
    and {{ in_window('activities.event_date') }}
    and {{ in_window('features.event_date') }}
