{{ config(materialized='table') }}

with titles as (

    select
        page,
        max_by(page_title, event_date) filter (where page_title is not null) as page_title
    from {{ ref('int_pages_named') }}
    group by page

),

features as (

    select
        feature,
        min(event_date) as first_seen_date,
        max(event_date) as last_seen_date
    from {{ ref('feature_usage_daily') }}
    group by feature

)

select
    features.feature,
    titles.page_title as feature_title,
    features.first_seen_date,
    features.last_seen_date
from features
left join titles on features.feature = titles.page
