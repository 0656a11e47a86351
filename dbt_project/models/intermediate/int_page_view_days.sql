{{ config(materialized='days', day='event_date') }}

-- What the events of one day say of a page view that began on it or on the day before.
with pages as (

    select
        events.event_date,
        events.page_view_id,
        events.event_at,
        events.session_id,
        events.user_key,
        events.export,
        events.activity_id
    from {{ ref('int_events_sessionised') }} as events
    where
        events.kind = 'page_view'
        and {{ in_window('events.event_date') }}

),

activity as (

    select
        event_date,
        page_view_id,
        -- what happens in another session is no time on this page view
        max(event_at) filter (where kind = 'page_view' or engaged_page_view_id is not null) as last_at,
        max(event_at) filter (where kind = 'page_leave' and engaged_page_view_id is not null) as left_at,
        count(*) as event_count,
        count(*) filter (where kind = 'click' and is_counted) as click_count
    from {{ ref('int_events_sessionised') }}
    where
        page_view_id is not null
        and {{ in_window('event_date') }}
    group by event_date, page_view_id

),

engagement as (

    select
        event_date,
        page_view_id,
        sum(engaged_us)::bigint as engaged_us
    from {{ ref('int_engagement') }}
    where
        page_view_id is not null
        and {{ in_window('event_date') }}
    group by event_date, page_view_id

),

described as (

    -- the wide rows with a size or scroll, and the page views they are about
    select
        sessionised.event_date,
        sessionised.page_view_id,
        sessionised.scrolled_page_view_id,
        coalesce(events.coord_precision_px, 1) > 1 as is_rounded,
        events.viewport_width,
        events.viewport_height,
        events.document_height,
        events.scroll_max,
        events.scroll_depth_px,
        events.scroll_depth_fraction,
        events.duration_seconds
    from {{ ref('int_events_counted') }} as events
    inner join {{ ref('int_events_sessionised') }} as sessionised
        on events.event_date = sessionised.event_date and events.event_id = sessionised.event_id
    where
        {{ in_window('events.event_date') }}
        and {{ in_window('sessionised.event_date') }}
        and (
            events.viewport_width is not null
            or events.viewport_height is not null
            or events.document_height is not null
            or events.scroll_max is not null
            or events.scroll_depth_px is not null
            or events.scroll_depth_fraction is not null
            or events.duration_seconds is not null
        )

),

sizes as (

    -- exact pixels win over rounded ones
    select
        event_date,
        page_view_id,
        coalesce(max(viewport_width) filter (where not is_rounded), max(viewport_width)) as viewport_width,
        coalesce(max(viewport_height) filter (where not is_rounded), max(viewport_height)) as viewport_height,
        max(document_height) as document_height
    from described
    where page_view_id is not null
    group by event_date, page_view_id

),

scrolls as (

    select
        event_date,
        scrolled_page_view_id as page_view_id,
        coalesce(max(scroll_max) filter (where not is_rounded), max(scroll_max)) as scroll_max_px,
        coalesce(max(scroll_depth_px) filter (where not is_rounded), max(scroll_depth_px)) as scroll_depth_px,
        max(scroll_depth_fraction) as scroll_depth_fraction,
        max(duration_seconds) as vendor_seconds
    from described
    where
        scrolled_page_view_id is not null
        and coalesce(scroll_max, scroll_depth_px, scroll_depth_fraction, duration_seconds) is not null
    group by event_date, scrolled_page_view_id

)

select
    event_date,
    page_view_id,
    pages.event_at as started_at,
    pages.session_id,
    pages.user_key,
    pages.export,
    pages.activity_id,
    activity.last_at,
    activity.left_at,
    activity.event_count,
    activity.click_count,
    engagement.engaged_us,
    sizes.viewport_width,
    sizes.viewport_height,
    sizes.document_height,
    scrolls.scroll_max_px,
    scrolls.scroll_depth_px,
    scrolls.scroll_depth_fraction,
    scrolls.vendor_seconds
from pages
full join activity using (event_date, page_view_id)
full join engagement using (event_date, page_view_id)
full join sizes using (event_date, page_view_id)
full join scrolls using (event_date, page_view_id)
