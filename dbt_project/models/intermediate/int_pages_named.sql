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

)

select
    activities.event_date,
    activities.page
from used
inner join {{ ref('stg_raw__activities') }} as activities
    on used.event_date = activities.event_date and used.activity_id = activities.activity_id
where
    activities.page is not null
    and {{ in_window('activities.event_date') }}
group by activities.event_date, activities.page
having count(distinct used.user_key) >= {{ var('minimum_users') }}
