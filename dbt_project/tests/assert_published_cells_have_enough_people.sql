-- Returns published groups, cells and elements of fewer people than may be shown.
{{ config(meta={'dagster': {'ref': {'name': 'heatmap_cells'}}}) }}

select
    'heatmap_cells' as relation,
    feature,
    segment,
    event_date
from {{ ref('heatmap_cells') }}
where
    {{ in_window('event_date', before=1) }}
    and {{ var('minimum_cell_users') }} > 1
    and user_count < {{ var('minimum_cell_users') }}

{% for period in ['week', 'month'] -%}
union all

select
    'heatmap_cells_{{ period }}ly' as relation,
    cells.feature,
    cells.segment,
    cells.event_date
from {{ ref('heatmap_cells_' ~ period ~ 'ly') }} as cells
inner join {{ ref('heatmap_grids_' ~ period ~ 'ly') }} as grids
    on
        cells.event_date = grids.event_date
        and cells.feature = grids.feature
        and cells.segment = grids.segment
        and cells.band = grids.band
        and cells.kind = grids.kind
where
    {{ is_written('cells.event_date', 1, period, own_days=true) }}
    and (
        grids.is_suppressed
        or ({{ var('minimum_cell_users') }} > 1 and cells.user_count < {{ var('minimum_cell_users') }})
    )

{% endfor -%}
union all

select
    'heatmap_cells of a withheld grid' as relation,
    cells.feature,
    cells.segment,
    cells.event_date
from {{ ref('heatmap_cells') }} as cells
inner join {{ ref('heatmap_grids') }} as grids
    on
        cells.event_date = grids.event_date
        and cells.feature = grids.feature
        and cells.segment = grids.segment
        and cells.band = grids.band
        and cells.kind = grids.kind
where
    {{ in_window('cells.event_date', before=1) }}
    and {{ in_window('grids.event_date', before=1) }}
    and grids.is_suppressed

union all

select
    'heatmap_grids of some clicks' as relation,
    feature,
    segment,
    event_date
from {{ ref('heatmap_grids') }}
where
    {{ in_window('event_date', before=1) }}
    and kind <> 'clicks'
    and user_count < {{ var('minimum_users') }}

union all

select
    'feature_usage_daily' as relation,
    feature,
    segment,
    event_date
from {{ ref('feature_usage_daily') }}
where {{ in_window('event_date') }} and user_count < {{ var('minimum_users') }}

union all

select
    'element_clicks_daily' as relation,
    page as feature,
    segment,
    event_date
from {{ ref('element_clicks_daily') }}
where {{ in_window('event_date') }} and user_count < {{ var('minimum_cell_users') }}
