{{ config(materialized='days', day='event_date') }}

{#
    Cells of at least `minimum_users` people: those of 8 px that have them, then what is left in cells of
    16, 32 and 64 px. What still is too few people's has no cell: one row of a grid and layer, with cell_px null.
-#}
with points_1 as (

    select * from {{ ref('int_heatmap_masses') }}
    where {{ in_window('event_date') }}

),

cells_1 as (

    {{ shared_cells('points_1') }}

),

points_2 as (

    {{ rest_in_doubled_cells('points_1', 'cells_1') }}

),

cells_2 as (

    {{ shared_cells('points_2') }}

),

points_4 as (

    {{ rest_in_doubled_cells('points_2', 'cells_2') }}

),

cells_4 as (

    {{ shared_cells('points_4') }}

),

points_8 as (

    {{ rest_in_doubled_cells('points_4', 'cells_4') }}

),

cells_8 as (

    {{ shared_cells('points_8') }}

),

points_16 as (

    {{ rest_in_doubled_cells('points_8', 'cells_8') }}

),

suppressed as (

    select
        event_date,
        feature,
        segment,
        band,
        layer,
        null::bigint as x_bin,
        null::bigint as y_bin,
        null::bigint as user_count,
        sum(mass)::bigint as mass
    from points_16
    group by event_date, feature, segment, band, layer

)

select
    *,
    {{ cell_px() }} as cell_px
from cells_1
union all
select
    *,
    {{ cell_px() }} * 2 as cell_px
from cells_2
union all
select
    *,
    {{ cell_px() }} * 4 as cell_px
from cells_4
union all
select
    *,
    {{ cell_px() }} * 8 as cell_px
from cells_8
union all
select
    *,
    null as cell_px
from suppressed
