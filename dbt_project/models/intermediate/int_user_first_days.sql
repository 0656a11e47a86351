{{ config(materialized='table') }}

select
    feature,
    user_key,
    min(event_date) as first_date
from {{ ref('int_feature_user_days') }}
where
    segment = 'all'
    and user_key is not null
group by feature, user_key

union all

-- the first visit
select
    null::string as feature,
    user_key,
    min(event_date) as first_date
from {{ ref('int_session_segments') }}
where
    segment = 'all'
    and user_key is not null
group by user_key
