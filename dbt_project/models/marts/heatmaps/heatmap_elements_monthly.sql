{{ config(day='event_date', amends=1, period='month', own_days=true) }}

{{ heatmap_elements_of('month') }}
