{{ config(materialized='days', day='event_date', amends=1) }}

-- A session may go on in the day after the one it began on: the page views on both sides of the window are read.
with views as (

    select
        views.event_date,
        views.page_view_id,
        views.session_id,
        views.user_key,
        views.started_at,
        floor(views.time_on_page_seconds * 1000 + 0.5)::bigint as shown_ms,
        coalesce(activities.shown_page, '(none)') as page
    from {{ ref('int_page_views') }} as views
    inner join {{ ref('int_activities') }} as activities
        on views.event_date = activities.event_date and views.activity_id = activities.activity_id
    where
        {{ in_window('views.event_date', before=2, after=1) }}
        and {{ in_window('activities.event_date', before=2, after=1) }}

),

followed as (

    select
        *,
        lag(page) over of_session as previous_page,
        lead(page) over of_session as next_page,
        min(event_date) over (partition by session_id) as session_date
    from views
    window of_session as (
        partition by session_id
        order by started_at, page_view_id
    )

),

numbered as (

    select
        *,
        sum(case when page = previous_page then 0 else 1 end) over (
            partition by session_id
            order by started_at, page_view_id
            rows between unbounded preceding and current row
        ) as place,
        sum(case when page = next_page then 0 else 1 end) over (
            partition by session_id
            order by started_at, page_view_id
            rows between current row and unbounded following
        ) as place_from_end
    from followed

)

select
    event_date,
    session_date,
    page_view_id,
    session_id,
    user_key,
    page,
    previous_page,
    next_page,
    place::integer as place,
    place_from_end::integer as place_from_end,
    started_at,
    shown_ms
from numbered
where {{ in_window('event_date', before=1) }}
