{{ config(materialized='table') }}

select
    segment,
    max(attribute) as attribute,
    max(value) as value,
    min(event_date) as first_seen_date,
    max(event_date) as last_seen_date
from {{ ref('fct_session_segments') }}
group by segment
