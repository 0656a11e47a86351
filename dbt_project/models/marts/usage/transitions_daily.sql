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

steps as (

    select
        moves.*,
        segments.segment,
        segments.attribute,
        coalesce(pages.is_suppressed, false) as is_line_hidden
    from moves
    inner join {{ ref('int_session_segments') }} as segments
        on moves.event_date = segments.event_date and moves.session_id = segments.session_id
    left join {{ ref('page_flow_daily') }} as pages
        on
            moves.event_date = pages.event_date
            and moves.line = pages.page
            and segments.segment = pages.segment
            and {{ in_window('pages.event_date', before=1) }}
    where {{ in_window('segments.event_date', before=1) }}

),

transitions as (

    {{ members_and_others('steps') }}

)

select
    line as from_page,
    member as to_page,
    segment,
    step_count as transition_count,
    session_count,
    user_count,
    step_count / nullif(line_count, 0) as probability,
    floor(median_ms + 0.5) / 1000 as median_seconds,
    is_suppressed,
    event_date
from transitions
