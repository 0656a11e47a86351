{{ config(day='event_date', amends=1) }}

with moves as (

    select
        event_date,
        session_id,
        user_key,
        page as line,
        coalesce(next_page, '(exit)') as member,
        shown_ms
    from {{ ref('int_page_flows') }}
    where {{ in_window('event_date', before=1) }}

    union all

    select
        event_date,
        session_id,
        user_key,
        '(entry)' as line,
        page as member,
        null::bigint as shown_ms
    from {{ ref('int_page_flows') }}
    where
        previous_page is null
        and {{ in_window('event_date', before=1) }}

),

moves_of_sessions as (

    select
        event_date,
        session_id,
        user_key,
        line,
        member,
        count(*) as step_count
    from moves
    group by event_date, session_id, user_key, line, member

),

steps as (

    select
        moves_of_sessions.event_date,
        segments.segment,
        segments.attribute,
        moves_of_sessions.line,
        moves_of_sessions.member,
        moves_of_sessions.user_key,
        moves_of_sessions.step_count,
        coalesce(pages.is_suppressed, false) as is_line_hidden
    from moves_of_sessions
    inner join {{ ref('int_session_segments') }} as segments
        on
            moves_of_sessions.event_date = segments.event_date
            and moves_of_sessions.session_id = segments.session_id
    left join {{ ref('page_flow_daily') }} as pages
        on
            moves_of_sessions.event_date = pages.event_date
            and moves_of_sessions.line = pages.page
            and segments.segment = pages.segment
            and {{ in_window('pages.event_date', before=1) }}
    where {{ in_window('segments.event_date', before=1) }}

),

transitions as (

    {{ members_and_others('steps') }}

),

times as (

    select
        moves.event_date,
        segments.segment,
        moves.line,
        moves.member,
        median(moves.shown_ms) as median_ms
    from moves
    inner join {{ ref('int_session_segments') }} as segments
        on moves.event_date = segments.event_date and moves.session_id = segments.session_id
    where
        moves.shown_ms is not null
        and {{ in_window('segments.event_date', before=1) }}
    group by moves.event_date, segments.segment, moves.line, moves.member

)

select
    transitions.line as from_page,
    transitions.member as to_page,
    transitions.segment,
    transitions.step_count as transition_count,
    transitions.session_count,
    transitions.user_count,
    transitions.step_count / nullif(transitions.line_count, 0) as probability,
    floor(times.median_ms + 0.5) / 1000 as median_seconds,
    transitions.is_suppressed,
    transitions.event_date
from transitions
left join times
    on
        transitions.event_date = times.event_date
        and transitions.segment = times.segment
        and transitions.line = times.line
        and transitions.member = times.member
