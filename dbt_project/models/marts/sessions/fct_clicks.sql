{{ config(day='event_date') }}

select
    {{ public_key('clicks.event_id') }} as click_id,
    {{ public_key('clicks.session_id') }} as session_id,
    {{ public_key('clicks.page_view_id') }} as page_view_id,
    {{ public_key('clicks.user_key') }} as user_key,
    clicks.export,
    activities.host,
    activities.page,
    activities.element_key,
    activities.element_tag,
    activities.element_label,
    clicks.band,
    clicks.layer,
    clicks.position,
    clicks.page_x,
    clicks.page_y,
    clicks.precision_px,
    clicks.viewport_width,
    clicks.viewport_height,
    clicks.hesitation_seconds,
    clicks.is_counted,
    {{ opaque_id('clicks.vendor_session_id') }} as vendor_session_id,
    {{ opaque_id('clicks.vendor_page_view_id') }} as vendor_page_view_id,
    clicks.event_date,
    clicks.event_at as clicked_at
from {{ ref('int_clicks') }} as clicks
inner join {{ ref('int_activities') }} as activities
    on clicks.event_date = activities.event_date and clicks.activity_id = activities.activity_id
where
    {{ in_window('clicks.event_date') }}
    and {{ in_window('activities.event_date') }}
