{{ config(day='event_date', amends=1) }}

with visits as (

    select
        flows.event_date,
        flows.session_id,
        flows.user_key,
        flows.page,
        count(*) as page_view_count,
        count(*) filter (where flows.previous_page is null) as entry_count,
        count(*) filter (where flows.next_page is null) as exit_count
    from {{ ref('int_page_flows') }} as flows
    where {{ in_window('flows.event_date', before=1) }}
    group by flows.event_date, flows.session_id, flows.user_key, flows.page

),

by_user as (

    -- people are counted in two steps over narrow keys
    select
        visits.event_date,
        visits.page,
        segments.segment,
        visits.user_key,
        max(segments.attribute) as attribute,
        count(*) as session_count,
        sum(visits.page_view_count)::bigint as page_view_count,
        sum(visits.entry_count)::bigint as entry_count,
        sum(visits.exit_count)::bigint as exit_count,
        sum(case when sessions.is_bounce then visits.entry_count else 0 end)::bigint as bounce_count
    from visits
    inner join {{ ref('int_session_segments') }} as segments
        on visits.event_date = segments.event_date and visits.session_id = segments.session_id
    left join {{ ref('fct_sessions') }} as sessions
        on
            case when visits.entry_count > 0 then {{ public_key('visits.session_id') }} end = sessions.session_id
            and {{ in_window('sessions.event_date', before=2) }}
    where {{ in_window('segments.event_date', before=1) }}
    group by visits.event_date, visits.page, segments.segment, visits.user_key

),

counted as (

    select
        event_date,
        page,
        segment,
        max(attribute) as attribute,
        sum(page_view_count)::bigint as page_view_count,
        sum(page_view_count)::bigint as amount,
        sum(session_count)::bigint as session_count,
        count(user_key) as user_count,
        sum(entry_count)::bigint as entry_count,
        sum(exit_count)::bigint as exit_count,
        sum(bounce_count)::bigint as bounce_count
    from by_user
    group by event_date, page, segment

),

solved as (

    {{ totals_withheld(before=1) }}

),

used as (

    {{ with_use('counted', 'page', 'false') }}

),

judged as (

    select
        *,
        -- without rules a page is a feature, whose page views must not be found here
        user_count < {{ var('minimum_users') }} or is_feature_withheld as is_small
    from used

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
