{{ config(day='event_date', amends=1, period='month') }}

{{ feature_usage_of('month') }}
