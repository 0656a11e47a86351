{{ config(materialized='days', day='event_date', amends=1) }}

with heights as (

    select
        views.event_date,
        features.feature,
        views.band,
        {{ quantile('views.document_height', 0.25) }} as low_px,
        {{ quantile('views.document_height', 0.5) }} as height_px,
        {{ quantile('views.document_height', 0.75) }} as high_px
    from {{ ref('int_page_views') }} as views
    inner join {{ ref('int_activity_features') }} as features
        on views.event_date = features.event_date and views.activity_id = features.activity_id
    where
        views.document_height is not null
        and {{ in_window('views.event_date', before=1) }}
        and {{ in_window('features.event_date', before=1) }}
    group by views.event_date, features.feature, views.band

)

select
    grids.event_date,
    grids.feature,
    grids.band,
    floor(heights.low_px + 0.5)::integer as low_px,
    floor(heights.height_px + 0.5)::integer as height_px,
    floor(heights.high_px + 0.5)::integer as high_px
from {{ ref('int_heatmap_grids') }} as grids
left join {{ ref('int_grids_withheld') }} as withheld
    on
        grids.event_date = withheld.event_date
        and {{ of_same_band('grids', 'withheld') }}
        and {{ in_window('withheld.event_date', before=1) }}
left join heights
    on
        grids.event_date = heights.event_date
        and grids.feature = heights.feature
        and grids.band = heights.band
where
    grids.segment = 'all'
    and withheld.feature is null
    and {{ in_window('grids.event_date', before=1) }}
