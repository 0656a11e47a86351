{{ config(day='event_date', amends=1) }}

with grids as (

    select
        event_date,
        feature,
        segment,
        band,
        kind,
        page_view_count,
        -- one height for all segments, as they lie over one page
        max(document_height_px) over (partition by event_date, feature, band) as page_height_px
    from {{ ref('heatmap_grids') }}
    where {{ in_window('event_date', before=1) }}

)

select
    cells.feature,
    cells.segment,
    cells.band,
    cells.kind,
    cells.layer,
    cells.cell_px::smallint as cell_px,
    cells.x_px::integer as x_px,
    cells.y_px::integer as y_px,
    (grids.page_height_px - cells.y_px)::integer as y_up_px,
    cells.user_count,
    cells.mass / 1e6 as clicks,
    cells.mass / 1e3 / nullif(grids.page_view_count, 0) as clicks_per_1000_page_views,
    cells.event_date
from {{ ref('int_heatmap_cells') }} as cells
inner join grids
    on
        cells.event_date = grids.event_date
        and {{ of_same_map('cells', 'grids') }}
where
    cells.cell_px is not null
    and {{ in_window('cells.event_date', before=1) }}
