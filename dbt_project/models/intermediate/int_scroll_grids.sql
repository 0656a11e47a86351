{{ config(materialized='days', day='event_date', amends=1) }}

-- The page views of each page of which it is known how far they were scrolled, and whether a day withholds that.
with groups as (

    select
        event_date,
        feature,
        segment,
        band,
        max(attribute) as attribute,
        sum(page_view_count)::bigint as page_view_count,
        sum(page_view_count)::bigint as amount,
        count(distinct user_key) as user_count,
        count(distinct user_key) < {{ var('minimum_users') }} as is_small,
        max(depth_bucket) as deepest_bucket
    from {{ ref('int_scroll_depths') }}
    where {{ in_window('event_date', before=1) }}
    group by event_date, feature, segment, band

),

visible as (

    {{ without_withheld_bands('groups') }}

),

measured as (

    select
        *,
        is_small
        or {{ goes_with_the_small_segments('event_date, feature, band', var('minimum_users')) }} as is_withheld
    from visible

)

select
    groups.event_date,
    groups.feature,
    groups.segment,
    groups.band,
    'scroll_reach' as kind,
    groups.attribute,
    groups.page_view_count,
    groups.deepest_bucket,
    grids.without_scroll_count,
    grids.fold_px,
    coalesce(measured.is_withheld, true) as is_suppressed
from groups
left join measured
    on
        groups.event_date = measured.event_date
        and {{ of_same_band('groups', 'measured') }}
left join {{ ref('int_heatmap_grids') }} as grids
    on
        groups.event_date = grids.event_date
        and {{ of_same_band('groups', 'grids') }}
        and {{ in_window('grids.event_date', before=1) }}
