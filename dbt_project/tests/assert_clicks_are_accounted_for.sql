{#-
    Returns grids of days, weeks and months whose clicks are not all in a cell, out of range, unlocated or suppressed. Mass
    counts in millionths. What is suppressed is what the cells lack: not less than nothing, and nothing where one person
    is enough.
-#}
{{ config(meta={'dagster': {'ref': {'name': 'heatmap_grids'}}}) }}

{% set periods = {'heatmap_grids': none, 'heatmap_grids_weekly': 'week', 'heatmap_grids_monthly': 'month'} %}
{% for table, period in periods.items() %}
select
    '{{ table }}' as relation,
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
from {{ ref(table) }}
where
    {{ is_written('event_date', 1, period, own_days=true) }}
    and (
        round((click_count - out_of_range_count - unlocated_count) * 1000000)
        <> round(cell_click_count * 1000000) + round(suppressed_click_count * 1000000)
        or suppressed_click_count < 0
        or ({{ var('minimum_cell_users') }} = 1 and suppressed_click_count > 0)
    )
{{ 'union all' if not loop.last }}
{% endfor %}
