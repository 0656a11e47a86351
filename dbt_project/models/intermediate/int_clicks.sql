{{ config(materialized='days', day='event_date') }}

{{ placed_clicks("('click')") }}
