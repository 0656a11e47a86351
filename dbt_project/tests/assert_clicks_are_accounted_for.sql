-- Returns grids whose clicks are not all in a cell, out of range, unlocated or suppressed. Mass counts in millionths.
{{ config(meta={'dagster': {'ref': {'name': 'heatmap_grids'}}}) }}

select
    feature,
    segment,
    band,
    kind,
    event_date,
    click_count,
    cell_click_count,
    out_of_range_count,
    unlocated_count,
    suppressed_click_count
from {{ ref('heatmap_grids') }}
where
    {{ in_window('event_date', before=1) }}
    and round((click_count - out_of_range_count - unlocated_count) * 1000000)
    <> round(cell_click_count * 1000000) + round(suppressed_click_count * 1000000)
