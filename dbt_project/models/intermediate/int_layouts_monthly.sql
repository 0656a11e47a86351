{{ config(materialized='days', day='event_date', amends=1, period='month', own_days=true) }}

{{ layouts_of('month') }}
