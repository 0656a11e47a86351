{{ config(day='event_date', amends=1, period='month', own_days=true) }}

{{ scroll_reach_of('month') }}
