{{ config(day='event_date', amends=1, period='week') }}

{{ feature_usage_of('week') }}
