-- Microsoft Clarity's sums of a day, a line each as they are pulled: of all visits, by device and by page. They are of
-- nobody, at noon of their day, and count in no session; int_clarity_sums says what they mean. Clarity writes numbers
-- as texts, and in its documentation names with spaces.
with

told as (
    select
        *,
        replace(metric, ' ', '') as name
    from records
)

select
    line_number,
    case
        when problem is not null then problem
        when name not in (
            'Traffic', 'ScrollDepth', 'EngagementTime', 'RageClickCount', 'DeadClickCount', 'ExcessiveScroll',
            'QuickbackClick', 'ScriptErrorCount', 'ErrorClickCount'
        ) then 'left_out'
    end as problem,
    detail,
    damage,
    event_date,
    concat_ws(' ', day, told_by, name, device, url) as vendor_event_id,
    event_at,
    day as event_at_text,
    'summary' as kind,
    name as event_name,
    url_host(url) as url_host,
    url_path(url) as url_path,
    url_query(url) as url_query,
    json_object(
        'by', case when told_by in ('all', 'device', 'page') then told_by end,
        'device', case
            when device in ('PC', 'Mobile', 'Tablet', 'Email', 'Other') then device
            when device is not null then 'Other'
        end,
        'session_count', try_cast(session_count as double),
        'bot_session_count', try_cast(bot_session_count as double),
        'user_count', try_cast(user_count as double),
        'pages_per_session', try_cast(pages_per_session as double),
        'judged_session_count', try_cast(judged_session_count as double),
        'session_percentage', try_cast(session_percentage as double),
        'found_count', try_cast(found_count as double),
        'scroll_percentage', try_cast(scroll_percentage as double),
        'total_seconds', try_cast(total_seconds as double),
        'active_seconds', try_cast(active_seconds as double)
    ) as properties
from told
