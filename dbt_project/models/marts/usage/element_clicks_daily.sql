{{ config(day='event_date') }}

with clicks as (

    select
        clicks.event_date,
        segments.segment,
        activities.page,
        activities.element_key,
        clicks.user_key,
        clicks.page_view_id,
        count(*) as click_count,
        arg_max(activities.element_label, (clicks.event_at, clicks.event_id)) as element_label,
        max((clicks.event_at, clicks.event_id)) as labelled_at
    from {{ ref('int_clicks') }} as clicks
    inner join {{ ref('int_activities') }} as activities
        on clicks.event_date = activities.event_date and clicks.activity_id = activities.activity_id
    inner join {{ ref('int_session_segments') }} as segments
        on clicks.event_date = segments.event_date and clicks.session_id = segments.session_id
    where
        activities.element_key is not null
        and {{ in_window('clicks.event_date') }}
        and {{ in_window('activities.event_date') }}
        and {{ in_window('segments.event_date') }}
    group by
        clicks.event_date,
        segments.segment,
        activities.page,
        activities.element_key,
        clicks.user_key,
        clicks.page_view_id

),

elements as (

    select
        event_date,
        segment,
        page,
        element_key,
        arg_max(element_label, labelled_at) as element_label,
        sum(click_count)::bigint as click_count,
        count(distinct user_key) as user_count,
        count(distinct page_view_id) as clicked_page_view_count
    from clicks
    group by event_date, segment, page, element_key

),

shown as (

    -- elements clicked by too few people are one row, so that nothing is lost and nobody shown
    select
        event_date,
        segment,
        page,
        case
            when user_count >= {{ var('minimum_users') }} then element_key else '(suppressed)'
        end as element_key,
        max(case when user_count >= {{ var('minimum_users') }} then element_label end) as element_label,
        sum(click_count)::bigint as click_count,
        sum(case when user_count >= {{ var('minimum_users') }} then user_count end)::bigint as user_count,
        sum(case when user_count >= {{ var('minimum_users') }} then clicked_page_view_count end)::bigint
            as clicked_page_view_count,
        user_count < {{ var('minimum_users') }} as is_suppressed
    from elements
    group by
        event_date,
        segment,
        page,
        case
            when user_count >= {{ var('minimum_users') }} then element_key else '(suppressed)'
        end,
        user_count < {{ var('minimum_users') }}

),

page_views as (

    select
        views.page_view_date as event_date,
        segments.segment,
        activities.page,
        count(*) as page_view_count
    from {{ ref('int_page_views') }} as views
    inner join {{ ref('int_activities') }} as activities
        on views.page_view_date = activities.event_date and views.activity_id = activities.activity_id
    inner join {{ ref('int_session_segments') }} as segments
        on views.page_view_date = segments.event_date and views.session_id = segments.session_id
    where
        {{ in_window('views.page_view_date') }}
        and {{ in_window('activities.event_date') }}
        and {{ in_window('segments.event_date') }}
    group by views.page_view_date, segments.segment, activities.page

)

select
    shown.page,
    shown.element_key,
    shown.element_label,
    shown.segment,
    shown.click_count,
    shown.user_count,
    shown.clicked_page_view_count,
    coalesce(page_views.page_view_count, 0) as page_view_count,
    shown.clicked_page_view_count / nullif(page_views.page_view_count, 0) as click_through_rate,
    shown.is_suppressed,
    shown.event_date
from shown
left join page_views
    on
        shown.event_date = page_views.event_date
        and shown.segment = page_views.segment
        and shown.page is not distinct from page_views.page
