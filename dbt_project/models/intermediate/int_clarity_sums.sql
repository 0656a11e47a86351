{{ config(materialized='days', day='event_date') }}

with told as (

    select
        events.event_date,
        events.export,
        events.activity_id,
        events.event_name as metric,
        events.url_host,
        events.url_path,
        events.url_query,
        {{ member('events.properties', "'by'") }} as told_by,
        {{ member('events.properties', "'device'") }} as device,
        {{ clarity_number('session_count') }},
        {{ clarity_number('bot_session_count') }},
        {{ clarity_number('user_count') }},
        {{ clarity_number('pages_per_session') }},
        {{ clarity_number('judged_session_count') }},
        {{ clarity_number('session_percentage') }},
        {{ clarity_number('found_count') }},
        {{ clarity_number('scroll_percentage') }},
        {{ clarity_number('total_seconds') }},
        {{ clarity_number('active_seconds') }}
    from {{ ref('int_events_excluded') }} as excluded
    inner join {{ ref('stg_raw__events') }} as events
        on
            excluded.event_date = events.event_date
            and excluded.row_id = events.row_id
            and {{ in_window('events.event_date') }}
    where
        excluded.reason = 'summary'
        and {{ in_window('excluded.event_date') }}

),

-- what is told of an address in one sum has its sessions in another
weighed as (

    select
        *,
        max(session_count) over (
            partition by event_date, export, told_by, device, url_host, url_path, url_query
        ) as sessions_there
    from told
    where told_by is not null

),

placed as (

    select
        weighed.*,
        case
            when weighed.told_by <> 'page' then '(all)'
            else coalesce(activities.shown_page, '(none)')
        end as page,
        case when weighed.told_by = 'device' then coalesce(weighed.device, '(none)') else '(all)' end as shown_device
    from weighed
    left join {{ ref('int_activities') }} as activities
        on
            weighed.event_date = activities.event_date
            and weighed.activity_id = activities.activity_id
            and {{ in_window('activities.event_date') }}

)

select
    export,
    page,
    shown_device as device,
    event_date,
    -- other metrics may name the sessions of their address too
    sum(case when metric = 'Traffic' then session_count end) as session_count,
    sum(case when metric = 'Traffic' then bot_session_count end) as bot_session_count,
    -- who was at several addresses of a page is told of at each
    sum(case when metric = 'Traffic' and told_by <> 'page' then user_count end) as user_count,
    max(case when metric = 'Traffic' then user_count end) as address_user_count,
    {{ weighted_mean('pages_per_session', 'sessions_there') }} as pages_per_session,
    {{ weighted_mean('scroll_percentage / 100', 'sessions_there') }} as mean_scroll_depth,
    {{ weighted_mean('total_seconds', 'sessions_there') }} as total_seconds,
    {{ weighted_mean('active_seconds', 'sessions_there') }} as active_seconds,
    {{ clarity_share('RageClickCount') }} as rage_click_session_share,
    {{ clarity_count('RageClickCount') }} as rage_click_count,
    {{ clarity_share('DeadClickCount') }} as dead_click_session_share,
    {{ clarity_count('DeadClickCount') }} as dead_click_count,
    {{ clarity_share('ErrorClickCount') }} as error_click_session_share,
    {{ clarity_count('ErrorClickCount') }} as error_click_count,
    {{ clarity_share('QuickbackClick') }} as quick_back_session_share,
    {{ clarity_count('QuickbackClick') }} as quick_back_count,
    {{ clarity_share('ExcessiveScroll') }} as excessive_scroll_session_share,
    {{ clarity_count('ExcessiveScroll') }} as excessive_scroll_count,
    {{ clarity_share('ScriptErrorCount') }} as script_error_session_share,
    {{ clarity_count('ScriptErrorCount') }} as script_error_count
from placed
group by export, page, shown_device, event_date
