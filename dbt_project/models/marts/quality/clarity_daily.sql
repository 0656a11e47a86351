{{ config(day='event_date') }}

with measured as (

    select
        *,
        case
            when page <> '(all)' then 'pages'
            when device <> '(all)' then 'devices'
            else 'all'
        end as list,
        -- what nobody tells the people of may be of one
        coalesce(session_count, 0) < {{ var('minimum_users') }}
        or coalesce(address_user_count, session_count) < {{ var('minimum_users') }} as is_told_of_few
    from {{ ref('int_clarity_sums') }}
    where {{ in_window('event_date') }}

),

-- sessions are on one device, and on several pages: devices alone add up to all
groups as (

    select
        export,
        page,
        device,
        event_date,
        list,
        session_count as user_count,
        case
            when list = 'devices'
                then max(case when list = 'all' then session_count end) over (partition by export, event_date)
        end as total_session_count,
        is_told_of_few
        or max(case when list = 'all' and is_told_of_few then 1 else 0 end) over (partition by export, event_date) = 1
            as is_small
    from measured

),

judged as (

    select
        *,
        is_small
        or coalesce(
            {{ goes_with_the_small(
                'export, event_date, list', 'device, page', 'total_session_count',
                'sum(case when is_small then 1 else 0 end) over (partition by export, event_date, list) > 0',
                var('minimum_users')
            ) }},
            false
        ) as is_suppressed
    from groups

)

select
    judged.export,
    judged.page,
    judged.device,
    case when not judged.is_suppressed then measured.session_count end as session_count,
    case when not judged.is_suppressed then measured.bot_session_count end as bot_session_count,
    case when not judged.is_suppressed then measured.user_count end as user_count,
    case when not judged.is_suppressed then measured.pages_per_session end as pages_per_session,
    case when not judged.is_suppressed then measured.mean_scroll_depth end as mean_scroll_depth,
    case when not judged.is_suppressed then measured.total_seconds end as total_seconds,
    case when not judged.is_suppressed then measured.active_seconds end as active_seconds,
    case when not judged.is_suppressed then measured.rage_click_session_share end as rage_click_session_share,
    case when not judged.is_suppressed then measured.rage_click_count end as rage_click_count,
    case when not judged.is_suppressed then measured.dead_click_session_share end as dead_click_session_share,
    case when not judged.is_suppressed then measured.dead_click_count end as dead_click_count,
    case when not judged.is_suppressed then measured.error_click_session_share end as error_click_session_share,
    case when not judged.is_suppressed then measured.error_click_count end as error_click_count,
    case when not judged.is_suppressed then measured.quick_back_session_share end as quick_back_session_share,
    case when not judged.is_suppressed then measured.quick_back_count end as quick_back_count,
    case when not judged.is_suppressed then measured.excessive_scroll_session_share end
        as excessive_scroll_session_share,
    case when not judged.is_suppressed then measured.excessive_scroll_count end as excessive_scroll_count,
    case when not judged.is_suppressed then measured.script_error_session_share end as script_error_session_share,
    case when not judged.is_suppressed then measured.script_error_count end as script_error_count,
    judged.is_suppressed,
    judged.event_date
from judged
inner join measured
    on
        judged.export = measured.export
        and judged.page = measured.page
        and judged.device = measured.device
        and judged.event_date = measured.event_date
