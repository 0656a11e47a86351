{{ config(materialized='days', day='event_date') }}

select
    event_date,
    file_id,
    reason,
    count(*) as row_count
from {{ ref('int_events_excluded') }}
where {{ in_window('event_date') }}
group by event_date, file_id, reason

union all

select
    event_date,
    file_id,
    'overlap' as reason,
    count(distinct row_id) as row_count
from {{ ref('int_events_overlapping') }}
where {{ in_window('event_date') }}
group by event_date, file_id
