{{ config(day='event_date', amends=1, period='week', own_days=true) }}

{{ scroll_reach_of('week') }}
