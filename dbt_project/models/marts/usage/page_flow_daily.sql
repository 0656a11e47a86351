{{ config(day='event_date', amends=1) }}

with views as (

    select
        flows.event_date,
        flows.page,
        segments.segment,
        segments.attribute,
        flows.session_id,
        flows.user_key,
        (flows.previous_page is null) as is_entry,
        (flows.next_page is null) as is_exit,
        flows.previous_page is null and coalesce(sessions.is_bounce, false) as is_bounce
    from {{ ref('int_page_flows') }} as flows
    inner join {{ ref('int_session_segments') }} as segments
        on flows.event_date = segments.event_date and flows.session_id = segments.session_id
    left join {{ ref('fct_sessions') }} as sessions
        on
            case when flows.previous_page is null then {{ public_key('flows.session_id') }} end = sessions.session_id
            and {{ in_window('sessions.event_date', before=2) }}
    where
        {{ in_window('flows.event_date', before=1) }}
        and {{ in_window('segments.event_date', before=1) }}

),

counted as (

    select
        event_date,
        page,
        segment,
        max(attribute) as attribute,
        count(*) as page_view_count,
        count(*) as amount,
        count(distinct session_id) as session_count,
        count(distinct user_key) as user_count,
        count(*) filter (where is_entry) as entry_count,
        count(*) filter (where is_exit) as exit_count,
        count(*) filter (where is_bounce) as bounce_count
    from views
    group by event_date, page, segment

),

solved as (

    {{ totals_withheld(before=1) }}

),

judged as (

    select
        counted.*,
        counted.user_count < {{ var('minimum_users') }}
        -- without rules a page is a feature, whose page views must not be found here
        or coalesce(usage.is_withheld, false)
        or solved.feature is not null as is_small
    from counted
    left join {{ ref('int_feature_usage') }} as usage
        on
            counted.event_date = usage.event_date
            and counted.page = usage.feature
            and counted.segment = usage.segment
            and {{ in_window('usage.event_date', before=1) }}
    left join solved
        on
            counted.event_date = solved.event_date
            and counted.page = solved.feature
            and counted.segment = solved.segment

),

withheld as (

    select
        *,
        is_small
        or {{ goes_with_the_small_segments('event_date, page', var('minimum_users')) }} as is_suppressed
    from judged

)

select
    page,
    segment,
    case when not is_suppressed then page_view_count end as page_view_count,
    case when not is_suppressed then session_count end as session_count,
    case when not is_suppressed then user_count end as user_count,
    case when not is_suppressed then entry_count end as entry_count,
    case when not is_suppressed then exit_count end as exit_count,
    case when not is_suppressed then bounce_count end as bounce_count,
    case when not is_suppressed then entry_count / nullif(page_view_count, 0) end as entry_rate,
    case when not is_suppressed then exit_count / nullif(page_view_count, 0) end as exit_rate,
    case when not is_suppressed then bounce_count / nullif(entry_count, 0) end as bounce_rate,
    is_suppressed,
    event_date
from withheld
