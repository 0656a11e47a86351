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
        max(event_at) as last_at,
        max(event_at) filter (where kind = 'page_leave') as left_at,
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
        engaged_page_view_id as page_view_id,
        sum(engaged_us)::bigint as engaged_us
    from {{ ref('int_events_sessionised') }}
    where
        engaged_page_view_id is not null
        and {{ in_window('event_date') }}
    group by event_date, engaged_page_view_id

),

named as (

    select
        event_date,
        user_key,
        vendor_page_view_id,
        min(event_id) as event_id
    from {{ ref('int_events_identified') }}
    where
        kind = 'page_view'
        and vendor_page_view_id is not null
        and {{ in_window('event_date', before=1) }}
    group by event_date, user_key, vendor_page_view_id

),

described as (

    -- the wide rows with a size or scroll
    select
        event_date,
        event_id,
        user_key,
        -- in single-page apps the next page view reports the scroll of the one before
        case when kind = 'page_view' then scroll_page_view_id end as told_page_view_id,
        coalesce(coord_precision_px, 1) > 1 as is_rounded,
        viewport_width,
        viewport_height,
        document_height,
        scroll_max,
        scroll_depth_px,
        scroll_depth_fraction,
        duration_seconds
    from {{ ref('int_events_identified') }}
    where
        {{ in_window('event_date') }}
        and (
            viewport_width is not null
            or viewport_height is not null
            or document_height is not null
            or scroll_max is not null
            or scroll_depth_px is not null
            or scroll_depth_fraction is not null
            or duration_seconds is not null
        )

),

attributed as (

    -- and the page view they are about
    select
        described.*,
        sessionised.page_view_id
    from described
    inner join {{ ref('int_events_sessionised') }} as sessionised
        on described.event_date = sessionised.event_date and described.event_id = sessionised.event_id
    where
        described.told_page_view_id is null
        and sessionised.page_view_id is not null
        and {{ in_window('sessionised.event_date') }}

    union all

    select
        described.*,
        previous.event_id as page_view_id
    from described
    inner join named as previous
        on
            described.told_page_view_id = previous.vendor_page_view_id
            and described.user_key = previous.user_key
            and previous.event_date between described.event_date - 1 and described.event_date

),

measures as (

    -- exact pixels win over rounded ones
    select
        event_date,
        page_view_id,
        coalesce(max(viewport_width) filter (where not is_rounded), max(viewport_width)) as viewport_width,
        coalesce(max(viewport_height) filter (where not is_rounded), max(viewport_height)) as viewport_height,
        max(document_height) as document_height,
        coalesce(max(scroll_max) filter (where not is_rounded), max(scroll_max)) as scroll_max_px,
        coalesce(max(scroll_depth_px) filter (where not is_rounded), max(scroll_depth_px)) as scroll_depth_px,
        max(scroll_depth_fraction) as scroll_depth_fraction,
        max(duration_seconds) as vendor_seconds
    from attributed
    group by event_date, page_view_id

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
    measures.viewport_width,
    measures.viewport_height,
    measures.document_height,
    measures.scroll_max_px,
    measures.scroll_depth_px,
    measures.scroll_depth_fraction,
    measures.vendor_seconds
from pages
full join activity using (event_date, page_view_id)
full join engagement using (event_date, page_view_id)
full join measures using (event_date, page_view_id)
