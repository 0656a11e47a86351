{{ config(materialized='days', day='event_date') }}

-- The clicks of each person in each cell of each grid: the private ground of heatmap_bins and heatmap_cells.
select
    points.event_date,
    features.feature,
    segments.segment,
    points.band,
    points.kind,
    points.layer,
    points.user_key,
    points.x_bin,
    points.y_bin,
    max(segments.attribute) as attribute,
    sum(points.mass)::bigint as mass
from {{ ref('int_heatmap_points') }} as points
inner join {{ ref('int_activity_features') }} as features
    on points.event_date = features.event_date and points.activity_id = features.activity_id
inner join {{ ref('int_session_segments') }} as segments
    on points.event_date = segments.event_date and points.session_id = segments.session_id
where
    -- the pages of this feature have no places in common
    features.feature <> {{ rare() }}
    and {{ in_window('points.event_date') }}
    and {{ in_window('features.event_date') }}
    and {{ in_window('segments.event_date') }}
group by
    points.event_date,
    features.feature,
    segments.segment,
    points.band,
    points.kind,
    points.layer,
    points.user_key,
    points.x_bin,
    points.y_bin
