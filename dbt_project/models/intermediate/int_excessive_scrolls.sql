with positions as (

    {{ scroll_positions() }}

),

moves as (

    -- a page begins at its top
    select
        sessionised.event_date,
        sessionised.export,
        sessionised.session_id,
        sessionised.user_key,
        sessionised.page_view_id,
        sessionised.event_at,
        sessionised.event_id,
        positions.top_px - coalesce(lag(positions.top_px) over of_view, 0) as moved_px
    from {{ ref('int_events_sessionised') }} as sessionised
    inner join positions
        on sessionised.event_date = positions.event_date and sessionised.event_id = positions.event_id
    where
        positions.top_px is not null
        and sessionised.page_view_id is not null
        and {{ in_window('sessionised.event_date') }}
    window of_view as (
        partition by sessionised.event_date, sessionised.page_view_id
        order by sessionised.event_at, sessionised.event_id
    )

),

turns as (

    select
        *,
        lag(moved_px) over (
            partition by event_date, page_view_id
            order by event_at, event_id
        ) as moved_before_px
    from moves
    where abs(moved_px) >= {{ var('scroll_turn_px') }}

),

views as (

    select
        event_date,
        page_view_id,
        max(export) as export,
        max(session_id) as session_id,
        max(user_key) as user_key,
        sum(case when sign(moved_px) <> sign(moved_before_px) then 1 else 0 end) as turn_count,
        min(event_at) as started_at,
        max(event_at) as ended_at
    from turns
    group by event_date, page_view_id

),

on_pages as (

    -- what is expected of a page is the average of its page views that were scrolled that day
    select
        views.*,
        viewed.activity_id,
        sum(views.turn_count) over of_page as page_turn_count,
        count(*) over of_page as page_view_count
    from views
    inner join {{ ref('int_page_view_days') }} as viewed
        on views.event_date = viewed.event_date and views.page_view_id = viewed.page_view_id
    inner join {{ ref('int_activities') }} as activities
        on viewed.event_date = activities.event_date and viewed.activity_id = activities.activity_id
    where
        viewed.started_at is not null
        and {{ in_window('viewed.event_date') }}
        and {{ in_window('activities.event_date') }}
    window of_page as (partition by views.event_date, views.export, activities.page)

)

select
    'excessive_scroll' as signal,
    '(none)' as preset,
    null::integer as preset_version,
    event_date,
    export,
    session_id,
    user_key,
    page_view_id,
    activity_id,
    page_view_id as event_id,
    null::bigint as click_count,
    started_at,
    ended_at
from on_pages
where
    turn_count >= {{ var('excessive_scroll_turns') }}
    and turn_count * page_view_count >= page_turn_count * {{ var('excessive_scroll_times') }}
