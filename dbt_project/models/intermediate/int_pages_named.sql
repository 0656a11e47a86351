{{ config(materialized='days', day='event_date') }}

with used as (

    select distinct
        event_date,
        activity_id,
        user_key
    from {{ ref('int_events_sessionised') }}
    where
        user_key is not null
        and {{ in_window('event_date') }}

),

seen as (

    select
        used.event_date,
        used.user_key,
        activities.page,
        activities.page_title
    from used
    inner join {{ ref('stg_raw__activities') }} as activities
        on used.event_date = activities.event_date and used.activity_id = activities.activity_id
    where
        activities.page is not null
        and {{ in_window('activities.event_date') }}

),

pages as (

    select
        event_date,
        page
    from seen
    group by event_date, page
    having count(distinct user_key) >= {{ var('minimum_users') }}

),

titles as (

    -- a title that fewer people saw may be content, such as a name
    select
        event_date,
        page,
        page_title,
        count(distinct user_key) as user_count
    from seen
    where page_title is not null
    group by event_date, page, page_title
    having count(distinct user_key) >= {{ var('minimum_users') }}

),

titled as (

    select
        event_date,
        page,
        max_by(page_title, (user_count, page_title)) filter (where page_title is not null) as page_title
    from titles
    group by event_date, page

),

titles_of_one_page as (

    -- a title of several pages, such as the name of an app, tells nobody which it is
    select
        event_date,
        page_title
    from titled
    group by event_date, page_title
    having count(*) = 1

)

select
    pages.event_date,
    pages.page,
    own.page_title
from pages
left join titled
    on pages.event_date = titled.event_date and pages.page = titled.page
left join titles_of_one_page as own
    on titled.event_date = own.event_date and titled.page_title = own.page_title
