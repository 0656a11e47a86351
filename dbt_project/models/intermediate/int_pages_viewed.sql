-- The page of every page view of the window, the two days before it and the day after it.
select
    views.page_view_id,
    views.event_date,
    activities.host,
    activities.page,
    activities.page_title
from {{ ref('int_page_views') }} as views
inner join {{ ref('stg_raw__activities') }} as activities
    on views.event_date = activities.event_date and views.activity_id = activities.activity_id
where
    {{ in_window('views.event_date', before=2, after=1) }}
    and {{ in_window('activities.event_date', before=2, after=1) }}
