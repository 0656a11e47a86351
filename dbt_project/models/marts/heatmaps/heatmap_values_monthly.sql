{{ config(day='event_date', amends=1, period='month', own_days=true) }}

{{ heatmap_values_of('month') }}
