{{ config(materialized='days', day='event_date', amends=1, period='week', own_days=true) }}

{{ layouts_of('week') }}
