{{ config(materialized='days', day='event_date', amends=1) }}

-- Every click and page view of a grid, wherever its mass went: the totals that the cells must add up to.
with clicks as (

    select
        event_date,
        feature,
        segment,
        band,
        max(attribute) as attribute,
        sum(click_count)::bigint as click_count,
        sum(located_count)::bigint as located_count,
        sum(out_of_range_count)::bigint as out_of_range_count,
        sum(unlocated_count)::bigint as unlocated_count,
        count(user_key) as clicking_user_count,
        sum(below_fold_count)::bigint as below_fold_count,
        sum(anchored_count)::bigint as anchored_count,
        sum(in_scroller_count)::bigint as in_scroller_count
    from {{ ref('int_heatmap_people') }}
    where
        kind = 'clicks'
        and {{ in_window('event_date', before=1) }}
    group by event_date, feature, segment, band

),

page_views as (

    select
        views.event_date,
        features.feature,
        segments.segment,
        views.band,
        max(segments.attribute) as attribute,
        count(*) as page_view_count,
        count(case when coalesce(views.scroll_depth_px, views.scroll_depth_fraction) is null then 1 end)
            as without_scroll_count,
        count(distinct views.user_key) as viewing_user_count,
        floor(median(views.viewport_height) + 0.5)::integer as fold_px,
        floor(median(views.document_height) + 0.5)::integer as document_height_px
    from {{ ref('int_page_views') }} as views
    inner join {{ ref('int_activity_features') }} as features
        on views.event_date = features.event_date and views.activity_id = features.activity_id
    inner join {{ ref('int_session_segments') }} as segments
        on views.event_date = segments.event_date and views.session_id = segments.session_id
    where
        {{ in_window('views.event_date', before=1) }}
        and {{ in_window('features.event_date', before=1) }}
        and {{ in_window('segments.event_date', before=1) }}
    group by views.event_date, features.feature, segments.segment, views.band

)

select
    event_date,
    feature,
    segment,
    band,
    coalesce(clicks.attribute, page_views.attribute) as attribute,
    coalesce(clicks.click_count, 0) as click_count,
    coalesce(clicks.located_count, 0) as located_count,
    coalesce(clicks.out_of_range_count, 0) as out_of_range_count,
    coalesce(clicks.unlocated_count, 0) as unlocated_count,
    coalesce(clicks.clicking_user_count, 0) as clicking_user_count,
    coalesce(clicks.below_fold_count, 0) as below_fold_count,
    coalesce(clicks.anchored_count, 0) as anchored_count,
    coalesce(clicks.in_scroller_count, 0) as in_scroller_count,
    coalesce(page_views.page_view_count, 0) as page_view_count,
    coalesce(page_views.without_scroll_count, 0) as without_scroll_count,
    coalesce(page_views.viewing_user_count, 0) as viewing_user_count,
    page_views.fold_px,
    page_views.document_height_px
from clicks
full join page_views using (event_date, feature, segment, band)
