{{ config(materialized='days', day='event_date') }}

-- With the day before and the day after, as far as a session reaches.
with events as (

    select
        event_date,
        session_group,
        coalesce(person_id, user_id) as user_key,
        event_at
    from {{ ref('stg_raw__events') }}
    where
        session_group <> 0
        and {{ in_window('event_date', before=1, after=1) }}

),

around as (

    {{ with_neighbours('events') }}

)

select
    day as event_date,
    session_group,
    max_by(user_key, (event_at, user_key)) filter (where user_key is not null) as user_key
from around
group by day, session_group
having min(user_key) <> max(user_key) and bool_or(event_date = day)
