{{ config(day='event_date', amends=1) }}

select
    {{ public_key('views.page_view_id') }} as page_view_id,
    {{ public_key('views.session_id') }} as session_id,
    {{ public_key('views.user_key') }} as user_key,
    views.export,
    pages.host,
    pages.page,
    pages.page_title,
    views.band,
    views.event_count,
    views.click_count,
    views.time_on_page_seconds,
    views.engaged_seconds,
    views.viewport_width,
    views.viewport_height,
    views.document_height,
    views.scroll_max_px,
    views.scroll_depth_px,
    views.scroll_depth_fraction,
    coalesce(views.scroll_depth_px, views.scroll_depth_fraction) is not null as has_scroll,
    {{ opaque_id('events.vendor_session_id') }} as vendor_session_id,
    {{ opaque_id('events.vendor_page_view_id') }} as vendor_page_view_id,
    views.event_date,
    views.started_at
from {{ ref('int_page_views') }} as views
inner join {{ ref('int_pages_viewed') }} as pages
    on views.page_view_id = pages.page_view_id and views.event_date = pages.event_date
-- a page view has the id of its event
inner join {{ ref('int_events_counted') }} as events
    on views.page_view_id = events.event_id and views.event_date = events.event_date
where
    {{ in_window('views.event_date', before=1) }}
    and {{ in_window('events.event_date', before=1) }}
