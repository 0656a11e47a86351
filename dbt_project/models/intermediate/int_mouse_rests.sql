{{ config(materialized='days', day='event_date') }}

-- PostHog's rows are rests already, stamped when they are sent; elsewhere what follows a move ends its rest.
with moves as (

    select
        events.event_date,
        events.event_id,
        events.export,
        events.session_id,
        events.kind,
        events.event_at,
        exports.is_timed
    from {{ ref('int_events_sessionised') }} as events
    inner join {{ ref('stg_raw__exports') }} as exports
        on events.export = exports.export
    where
        (events.kind = 'move' or (exports.is_timed and events.kind in ('page_view', 'page_leave')))
        and {{ in_window('events.event_date') }}

),

followed as (

    select
        *,
        lead(event_at) over (
            partition by event_date, session_id, export
            order by event_at, event_id
        ) as next_at
    from moves

)

select
    followed.event_date,
    followed.event_id
from followed
inner join {{ ref('int_session_days') }} as sessions
    on followed.event_date = sessions.event_date and followed.session_id = sessions.session_id
where
    followed.kind = 'move'
    and (
        not followed.is_timed
        or {{ microseconds('coalesce(followed.next_at, sessions.last_at)') }} - {{ microseconds('followed.event_at') }}
        >= {{ (var('mouse_rest_seconds') * 1000000) | int }}
    )
    and {{ in_window('sessions.event_date') }}
