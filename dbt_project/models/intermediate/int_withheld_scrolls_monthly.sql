{{ config(materialized='days', day='event_date', amends=1, period='month', own_days=true) }}

{{ withheld_scrolls_that_count('month') }}
