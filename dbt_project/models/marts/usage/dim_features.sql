{{ config(materialized='table') }}

select
    feature,
    min(event_date) as first_seen_date,
    max(event_date) as last_seen_date
from {{ ref('feature_usage_daily') }}
group by feature
