{{ config(materialized='days', day='event_date') }}

-- Only within the day, so that what a late event can change stays bounded; an id used by two people links to neither.
select
    event_date,
    anonymous_id,
    min(coalesce(person_id, user_id)) as user_key
from {{ ref('stg_raw__events') }}
where
    {{ in_window('event_date') }}
    and anonymous_id is not null
    and coalesce(person_id, user_id) is not null
group by event_date, anonymous_id
having min(coalesce(person_id, user_id)) = max(coalesce(person_id, user_id))
