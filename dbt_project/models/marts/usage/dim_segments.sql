{{ config(materialized='table') }}

select
    segment,
    max(attribute) as attribute,
    -- as in the segment, where a value of few people has no name
    substring(segment, length(max(attribute)) + 2) as value,
    min(event_date) as first_seen_date,
    max(event_date) as last_seen_date
from {{ ref('int_session_segments') }}
group by segment
