{{ config(materialized='days', day='event_date', amends=1, period='week', own_days=true) }}

{{ withheld_scrolls_that_count('week') }}
