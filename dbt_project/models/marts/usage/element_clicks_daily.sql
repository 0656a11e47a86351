{{ config(day='event_date') }}

with targets as (

    -- an element as a number, for there are far more clicks than elements
    select
        event_date,
        activity_id,
        page,
        element_key,
        element_label,
        {{ key_of(['page', 'element_key']) }} as element_id
    from {{ ref('int_activities') }}
    where
        element_key is not null
        and {{ in_window('event_date') }}

),

clicks as (

    select
        clicks.event_date,
        targets.element_id,
        clicks.session_id,
        clicks.user_key,
        clicks.page_view_id,
        count(*) as click_count
    from {{ ref('int_clicks') }} as clicks
    inner join targets
        on clicks.event_date = targets.event_date and clicks.activity_id = targets.activity_id
    where {{ in_window('clicks.event_date') }}
    group by clicks.event_date, targets.element_id, clicks.session_id, clicks.user_key, clicks.page_view_id

),

last_clicks as (

    select
        event_date,
        activity_id,
        max(event_at) as clicked_at
    from {{ ref('int_clicks') }}
    where {{ in_window('event_date') }}
    group by event_date, activity_id

),

labels as (

    -- an element is called what it was called when last clicked
    select
        targets.event_date,
        targets.element_id,
        max(targets.page) as page,
        max(targets.element_key) as element_key,
        max_by(targets.element_label, (last_clicks.clicked_at, targets.element_label))
        filter (where targets.element_label is not null) as element_label
    from targets
    inner join last_clicks
        on targets.event_date = last_clicks.event_date and targets.activity_id = last_clicks.activity_id
    group by targets.event_date, targets.element_id

),

counted as (

    select
        clicks.event_date,
        segments.segment,
        clicks.element_id,
        sum(clicks.click_count)::bigint as click_count,
        count(distinct clicks.user_key) as user_count,
        count(distinct clicks.page_view_id) as clicked_page_view_count
    from clicks
    inner join {{ ref('int_session_segments') }} as segments
        on clicks.event_date = segments.event_date and clicks.session_id = segments.session_id
    where {{ in_window('segments.event_date') }}
    group by clicks.event_date, segments.segment, clicks.element_id

),

elements as (

    select
        counted.event_date,
        counted.segment,
        labels.page,
        labels.element_key,
        labels.element_label,
        counted.click_count,
        counted.user_count,
        counted.clicked_page_view_count
    from counted
    inner join labels
        on counted.event_date = labels.event_date and counted.element_id = labels.element_id

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
        max(case when user_count >= {{ var('minimum_users') }} then coalesce(element_label, element_key) end)
            as element_label,
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
