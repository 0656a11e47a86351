{{ config(materialized='days', day='event_date', amends=1) }}

-- How far each person scrolled: the private ground of scroll_reach_daily and of weeks and months.
select
    views.event_date,
    features.feature,
    segments.segment,
    views.band,
    'scroll_reach' as kind,
    views.user_key,
    floor(views.scroll_depth_px / 100)::integer as depth_bucket,
    max(segments.attribute) as attribute,
    count(*) as page_view_count
from {{ ref('int_page_views') }} as views
inner join {{ ref('int_activity_features') }} as features
    on views.event_date = features.event_date and views.activity_id = features.activity_id
inner join {{ ref('int_session_segments') }} as segments
    on views.event_date = segments.event_date and views.session_id = segments.session_id
where
    views.scroll_depth_px between 0 and 1000000
    and features.feature <> {{ rare() }}
    and {{ in_window('views.event_date', before=1) }}
    and {{ in_window('features.event_date', before=1) }}
    and {{ in_window('segments.event_date', before=1) }}
group by
    views.event_date,
    features.feature,
    segments.segment,
    views.band,
    views.user_key,
    floor(views.scroll_depth_px / 100)::integer
