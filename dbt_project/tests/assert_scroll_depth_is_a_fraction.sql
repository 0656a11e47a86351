-- Returns page views whose scroll depth is no share of the page.
{{ config(meta={'dagster': {'ref': {'name': 'fct_page_views'}}}) }}

select
    page_view_id,
    scroll_depth_fraction
from {{ ref('fct_page_views') }}
where
    {{ in_window('event_date', before=1) }}
    and scroll_depth_fraction not between 0 and 1
