{{ config(day='event_date', amends=1, period='week', own_days=true) }}

{{ heatmap_values_of('week') }}
