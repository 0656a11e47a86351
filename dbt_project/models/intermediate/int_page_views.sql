{{ config(materialized='days', day='event_date', amends=1) }}

-- A page view with all events of its own day and the day after.
with whole as (

    select
        page_view_id,
        min(event_date) filter (where started_at is not null) as event_date,
        max(session_id) as session_id,
        max(user_key) as user_key,
        max(export) as export,
        max(activity_id) as activity_id,
        max(started_at) as started_at,
        max(last_at) as last_at,
        max(left_at) as left_at,
        sum(event_count)::bigint as event_count,
        sum(click_count)::bigint as click_count,
        coalesce(sum(engaged_us), 0)::bigint as engaged_us,
        max(viewport_width) as viewport_width,
        max(viewport_height) as viewport_height,
        max(document_height) as document_height,
        max(scroll_max_px) as scroll_max_px,
        max(scroll_depth_px) as scroll_depth_px,
        max(scroll_depth_fraction) as scroll_depth_fraction,
        max(vendor_seconds) as vendor_seconds
    from {{ ref('int_page_view_days') }}
    -- the day after the window is read, if it was built before: page views of the last day go on there
    where {{ in_window('event_date', before=2, after=1) }}
    group by page_view_id

),

measured as (

    -- overscroll, and pages shorter than the screen, reach past both ends; what is not known stays null
    select
        *,
        coalesce(scroll_depth_px, scroll_max_px + viewport_height) as depth_px,
        coalesce(
            scroll_depth_fraction,
            (scroll_max_px + viewport_height) / nullif(document_height, 0)
        ) as unbounded_fraction
    from whole

),

ordered as (

    select
        *,
        case
            when unbounded_fraction is not null then greatest(0, least(1, unbounded_fraction))
        end as depth_fraction,
        lead(started_at) over (
            partition by session_id
            order by started_at, page_view_id
        ) as next_at
    from measured
    where started_at is not null

),

session_ends as (

    select
        session_id,
        max(last_at) as ended_at
    from {{ ref('int_session_days') }}
    where {{ in_window('event_date', before=1, after=1) }}
    group by session_id

),

timed as (

    -- until it was left, else as long as anything was done on it and no other page shown; and never after its session
    select
        ordered.*,
        least(
            coalesce(
                ordered.vendor_seconds,
                (
                    {{ microseconds('coalesce(ordered.left_at, greatest(ordered.next_at, ordered.last_at))') }}
                    - {{ microseconds('ordered.started_at') }}
                ) / 1e6
            ),
            ({{ microseconds('session_ends.ended_at') }} - {{ microseconds('ordered.started_at') }}) / 1e6
        ) as time_on_page_seconds
    from ordered
    left join session_ends
        on ordered.session_id = session_ends.session_id

)

select
    timed.page_view_id,
    timed.event_date,
    timed.session_id,
    timed.user_key,
    timed.export,
    timed.activity_id,
    coalesce(bands.band, 'unknown') as band,
    timed.started_at,
    timed.time_on_page_seconds,
    least(timed.engaged_us / 1e6, timed.time_on_page_seconds) as engaged_seconds,
    timed.event_count,
    timed.click_count,
    timed.viewport_width,
    timed.viewport_height,
    timed.document_height,
    timed.scroll_max_px,
    timed.depth_px as scroll_depth_px,
    timed.depth_fraction as scroll_depth_fraction
from timed
left join {{ ref('int_session_days') }} as sessions
    on
        timed.session_id = sessions.session_id
        and timed.event_date = sessions.event_date
        and {{ in_window('sessions.event_date', before=1) }}
left join {{ ref('viewport_bands') }} as bands
    on coalesce(timed.viewport_width, sessions.viewport_width) between bands.min_width and bands.max_width
where {{ in_window('timed.event_date', before=1) }}
