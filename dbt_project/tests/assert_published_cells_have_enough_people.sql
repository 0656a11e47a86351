-- Returns published cells, elements and numbers of fewer than minimum_users people.
{{ config(meta={'dagster': {'ref': {'name': 'heatmap_cells'}}}) }}

select
    'heatmap_cells' as relation,
    feature,
    segment,
    event_date
from {{ ref('heatmap_cells') }}
where {{ in_window('event_date') }} and user_count < {{ var('minimum_users') }}

union all

select
    'feature_usage_daily' as relation,
    feature,
    segment,
    event_date
from {{ ref('feature_usage_daily') }}
where {{ in_window('event_date') }} and user_count < {{ var('minimum_users') }}

union all

select
    'element_clicks_daily' as relation,
    page as feature,
    segment,
    event_date
from {{ ref('element_clicks_daily') }}
where {{ in_window('event_date') }} and user_count < {{ var('minimum_users') }}
