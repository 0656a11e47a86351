{{ config(day='event_date') }}

select
    feature,
    segment,
    band,
    layer,
    cell_px::smallint as cell_px,
    x_bin::integer as x_bin,
    y_bin::integer as y_bin,
    (x_bin * cell_px)::integer as x_px,
    (y_bin * cell_px)::integer as y_px,
    user_count,
    mass / 1e6 as clicks,
    event_date
from {{ ref('int_heatmap_cells') }}
where
    cell_px is not null
    and {{ in_window('event_date') }}
