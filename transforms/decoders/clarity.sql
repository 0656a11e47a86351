-- Microsoft Clarity's sums of a day, a line each as they are pulled: of all visits, by device and by page. They are of
-- nobody, at noon of their day, and count in no session; int_clarity_sums says what they mean. Clarity writes numbers
-- as texts, and in its documentation names with spaces.
with

told as (
    select
        *,
        replace(metric, ' ', '') as name,
        [
            session_count, bot_session_count, user_count, pages_per_session, judged_session_count, found_count,
            total_seconds, active_seconds
        ] as amounts,
        [session_percentage, scroll_percentage] as percentages
    from records
),

judged as (
    select
        *,
        list_transform(
            list_filter(amounts, lambda told: told <> '' and number_up_to(told, 1e15) is null)
            || list_filter(percentages, lambda told: told <> '' and number_up_to(told, 100) is null),
            lambda impossible: try_cast(impossible as double) is null
        ) as no_numbers
    from told
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
    nullif(concat_ws(
        ' ',
        damage,
        case when list_bool_or(no_numbers) then 'bad_type' end,
        case when not list_bool_and(no_numbers) then 'impossible_number' end
    ), '') as damage,
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
        'session_count', number_up_to(session_count, 1e15),
        'bot_session_count', number_up_to(bot_session_count, 1e15),
        'user_count', number_up_to(user_count, 1e15),
        'pages_per_session', number_up_to(pages_per_session, 1e15),
        'judged_session_count', number_up_to(judged_session_count, 1e15),
        'session_percentage', number_up_to(session_percentage, 100),
        'found_count', number_up_to(found_count, 1e15),
        'scroll_percentage', number_up_to(scroll_percentage, 100),
        'total_seconds', number_up_to(total_seconds, 1e15),
        'active_seconds', number_up_to(active_seconds, 1e15)
    ) as properties
from judged
