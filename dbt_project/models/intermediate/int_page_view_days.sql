{{ config(materialized='days', day='event_date') }}

-- What one day tells of a page view that began on it or on the day before.
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

    -- the wide rows that tell of size and scroll, with the page view they tell of
    select
        sessionised.event_date,
        case
            -- in single-page apps the next page view reports the scroll of the one before
            when events.kind = 'page_view' and events.scroll_page_view_id is not null
                then previous.event_id
            else sessionised.page_view_id
        end as page_view_id,
        coalesce(events.coord_precision_px, 1) > 1 as is_rounded,
        events.viewport_width,
        events.viewport_height,
        events.document_height,
        events.scroll_max,
        events.scroll_depth_px,
        events.scroll_depth_fraction,
        events.duration_seconds
    from {{ ref('int_events_identified') }} as events
    inner join {{ ref('int_events_sessionised') }} as sessionised
        on events.event_date = sessionised.event_date and events.event_id = sessionised.event_id
    left join named as previous
        on
            case when events.kind = 'page_view' then events.scroll_page_view_id end = previous.vendor_page_view_id
            and events.user_key = previous.user_key
            and previous.event_date between events.event_date - 1 and events.event_date
    where
        {{ in_window('events.event_date') }}
        and (
            events.viewport_width is not null
            or events.document_height is not null
            or events.scroll_max is not null
            or events.scroll_depth_px is not null
            or events.scroll_depth_fraction is not null
            or events.duration_seconds is not null
        )

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
    from described
    where page_view_id is not null
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
