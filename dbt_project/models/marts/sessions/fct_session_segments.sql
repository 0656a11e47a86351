{{ config(day='event_date') }}

select
    {{ public_key('session_id') }} as session_id,
    coalesce(attribute || '=' || value, segment) as segment,
    attribute,
    value,
    event_date
from {{ ref('int_session_segments') }}
where {{ in_window('event_date') }}
