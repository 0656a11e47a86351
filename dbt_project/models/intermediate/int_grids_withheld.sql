{{ config(materialized='days', day='event_date', amends=1) }}

{%- set least = var('minimum_users') %}

with groups as (

    select
        grids.event_date,
        grids.feature,
        grids.segment,
        grids.band,
        usage.attribute,
        usage.grid_user_count,
        greatest(grids.clicking_user_count, grids.viewing_user_count) as user_count,
        grids.click_count + grids.page_view_count as amount,
        -- what is withheld of all bands together would be the sum of the bands
        greatest(grids.clicking_user_count, grids.viewing_user_count) < {{ least }}
        or coalesce(usage.is_withheld, true) as is_small
    from {{ ref('int_heatmap_grids') }} as grids
    left join {{ ref('int_feature_usage') }} as usage
        on
            grids.event_date = usage.event_date
            and grids.feature = usage.feature
            and grids.segment = usage.segment
            and {{ in_window('usage.event_date', before=1) }}
    where {{ in_window('grids.event_date', before=1) }}

),

of_segments as (

    select
        event_date,
        feature,
        segment,
        band,
        attribute,
        grid_user_count,
        user_count,
        is_small
        or {{ goes_with_the_small_segments('event_date, feature, band', least) }} as is_small
    from groups

),

of_bands as (

    -- feature_usage_daily has the total of the bands
    select
        event_date,
        feature,
        segment,
        band,
        attribute,
        is_small
        or {{ goes_with_the_small(
            'event_date, feature, segment', 'band', 'grid_user_count',
            'sum(case when is_small then 1 else 0 end) over (partition by event_date, feature, segment) > 0', least
        ) }} as is_withheld
    from of_segments

),

with_all as (

    -- segments without their `all` would add up to it
    select
        *,
        max(case when attribute is null and is_withheld then 1 else 0 end)
            over (partition by event_date, feature, band) as is_all_withheld
    from of_bands

)

select
    event_date,
    feature,
    segment,
    band
from with_all
where is_withheld or is_all_withheld = 1
