{{ config(day='event_date', amends=1) }}

with views as (

    select
        views.event_date,
        features.feature,
        segments.segment,
        segments.attribute,
        views.band,
        views.user_key,
        floor(views.scroll_depth_px / 100)::integer as depth_bucket
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

),

groups as (

    select
        event_date,
        feature,
        segment,
        band,
        max(attribute) as attribute,
        count(*) as page_view_count,
        count(*) as amount,
        count(distinct user_key) as user_count,
        count(distinct user_key) < {{ var('minimum_users') }} as is_small,
        max(depth_bucket) as deepest_bucket
    from views
    group by event_date, feature, segment, band

),

visible as (

    select
        groups.*,
        grids.without_scroll_count,
        grids.fold_px
    from groups
    left join {{ ref('int_heatmap_grids') }} as grids
        on
            groups.event_date = grids.event_date
            and groups.feature = grids.feature
            and groups.segment = grids.segment
            and groups.band = grids.band
            and {{ in_window('grids.event_date', before=1) }}
    left join {{ ref('int_grids_withheld') }} as withheld
        on
            groups.event_date = withheld.event_date
            and groups.feature = withheld.feature
            and groups.segment = withheld.segment
            and groups.band = withheld.band
            and {{ in_window('withheld.event_date', before=1) }}
    where withheld.feature is null

),

measured as (

    select
        *,
        is_small
        or {{ goes_with_the_small_segments('event_date, feature, band', var('minimum_users')) }} as is_withheld
    from visible

),

depths as (

    select
        event_date,
        feature,
        segment,
        band,
        page_view_count,
        without_scroll_count,
        fold_px,
        {{ each(numbers('0', 'deepest_bucket + 1')) }} as depth_bucket
    from measured
    where not is_withheld

),

stopped as (

    select
        event_date,
        feature,
        segment,
        band,
        depth_bucket,
        count(*) as stopped_count
    from views
    group by event_date, feature, segment, band, depth_bucket

),

reached as (

    select
        depths.*,
        sum(coalesce(stopped.stopped_count, 0)) over (
            partition by depths.event_date, depths.feature, depths.segment, depths.band
            order by depths.depth_bucket desc
        )::bigint as reaching_count
    from depths
    left join stopped
        on
            depths.event_date = stopped.event_date
            and depths.feature = stopped.feature
            and depths.segment = stopped.segment
            and depths.band = stopped.band
            and depths.depth_bucket = stopped.depth_bucket

)

select
    feature,
    segment,
    band,
    (depth_bucket * 100)::integer as depth_px,
    fold_px,
    page_view_count,
    without_scroll_count,
    reaching_count,
    reaching_count / nullif(page_view_count, 0) as reaching_rate,
    event_date
from reached
