select
    'hesitation' as signal,
    '(none)' as preset,
    null::integer as preset_version,
    event_date,
    export,
    session_id,
    user_key,
    page_view_id,
    activity_id,
    event_id,
    1::bigint as click_count,
    event_at as started_at,
    event_at as ended_at
from {{ ref('int_clicks') }}
where
    hesitation_seconds >= {{ var('hesitation_seconds') }}
    and {{ in_window('event_date') }}
