{{ config(day='event_date') }}

select
    export,
    page,
    device,
    session_count,
    bot_session_count,
    user_count,
    pages_per_session,
    mean_scroll_depth,
    total_seconds,
    active_seconds,
    rage_click_session_share,
    rage_click_count,
    dead_click_session_share,
    dead_click_count,
    error_click_session_share,
    error_click_count,
    quick_back_session_share,
    quick_back_count,
    excessive_scroll_session_share,
    excessive_scroll_count,
    script_error_session_share,
    script_error_count,
    event_date
from {{ ref('int_clarity_sums') }}
where {{ in_window('event_date') }}
