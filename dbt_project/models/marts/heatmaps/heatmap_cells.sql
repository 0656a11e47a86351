{{ config(day='event_date') }}

{#
    Cells of at least `minimum_users` people: those of 8 px that have them, then what is left in cells of
    16, 32 and 64 px. What still is too few people's is suppressed, and counted in heatmap_grids.
-#}
with points_1 as (

    select * from {{ ref('int_heatmap_masses') }}
    where {{ in_window('event_date') }}

),

cells_1 as ({{ shared_cells('points_1') }}),

points_2 as ({{ rest_in_doubled_cells('points_1', 'cells_1') }}),

cells_2 as ({{ shared_cells('points_2') }}),

points_4 as ({{ rest_in_doubled_cells('points_2', 'cells_2') }}),

cells_4 as ({{ shared_cells('points_4') }}),

points_8 as ({{ rest_in_doubled_cells('points_4', 'cells_4') }}),

cells_8 as ({{ shared_cells('points_8') }}),

cells as (

    select *, {{ var('cell_px') }} as cell_px from cells_1
    union all
    select *, {{ var('cell_px') }} * 2 as cell_px from cells_2
    union all
    select *, {{ var('cell_px') }} * 4 as cell_px from cells_4
    union all
    select *, {{ var('cell_px') }} * 8 as cell_px from cells_8

)

select
    feature,
    segment,
    band,
    layer,
    cell_px::smallint as cell_px,
    x_bin,
    y_bin,
    (x_bin * cell_px)::integer as x_px,
    (y_bin * cell_px)::integer as y_px,
    user_count,
    mass / 1000000.0 as clicks,
    event_date
from cells
