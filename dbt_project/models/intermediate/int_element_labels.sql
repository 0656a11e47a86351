{{ config(materialized='days', day='event_date') }}

-- A text that fewer people clicked may be content, such as a name: an element is not called by it.
with people as (

    select distinct
        event_date,
        activity_id,
        user_key
    from {{ ref('int_clicks') }}
    where
        user_key is not null
        and {{ in_window('event_date') }}

),

texts as (

    select
        activities.event_date,
        coalesce(activities.page, '(none)') as page,
        activities.element_key,
        activities.element_label,
        count(distinct people.user_key) as user_count
    from people
    inner join {{ ref('int_activities') }} as activities
        on people.event_date = activities.event_date and people.activity_id = activities.activity_id
    where
        activities.element_key is not null
        and activities.element_label is not null
        and {{ in_window('activities.event_date') }}
    group by
        activities.event_date, coalesce(activities.page, '(none)'), activities.element_key, activities.element_label
    having count(distinct people.user_key) >= {{ var('minimum_users') }}

)

select
    event_date,
    page,
    element_key,
    max_by(element_label, (user_count, element_label)) filter (where element_label is not null) as element_label
from texts
group by event_date, page, element_key
