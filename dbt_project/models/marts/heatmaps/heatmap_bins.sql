{{ config(day='event_date', database=target.database or none) }}

-- Private (work.duckdb), because it has cells of single people; readers get heatmap_cells.
select
    event_date,
    feature,
    segment,
    band,
    layer,
    x_bin,
    y_bin,
    count(user_key) as user_count,
    sum(mass) / 1e6 as clicks
from {{ ref('int_heatmap_masses') }}
where
    kind = 'clicks'
    and {{ in_window('event_date') }}
group by event_date, feature, segment, band, layer, x_bin, y_bin
