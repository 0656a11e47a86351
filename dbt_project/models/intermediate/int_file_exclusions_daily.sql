{{ config(materialized='days', day='event_date') }}

select
    event_date,
    file_id,
    reason,
    count(*) as row_count
from {{ ref('int_events_excluded') }}
where {{ in_window('event_date') }}
group by event_date, file_id, reason
