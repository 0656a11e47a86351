with carried as (

    -- sessions that began the day before go on counting their steps
    select distinct session_id
    from {{ ref('int_session_days') }}
    where
        event_date > session_date
        and {{ in_window('event_date') }}

),

happened as (

    select
        events.event_date,
        events.session_id,
        events.page_view_id,
        events.activity_id,
        events.kind as step,
        events.event_at as happened_at,
        events.event_id as step_id,
        case events.kind when 'page_view' then 1 when 'click' then 2 else 3 end as turn
    from {{ ref('int_events_sessionised') }} as events
    inner join {{ ref('stg_raw__exports') }} as exports
        on events.export = exports.export
    left join carried
        on events.session_id = carried.session_id
    where
        exports.is_timed
        and events.kind in ('page_view', 'click', 'input', 'submit', 'error', 'custom')
        and {{ in_window('events.event_date', before=1) }}
        and ({{ in_window('events.event_date') }} or carried.session_id is not null)

    union all

    -- of the presets the one that is this project's own
    select
        signals.event_date,
        signals.session_id,
        signals.page_view_id,
        signals.activity_id,
        signals.signal as step,
        signals.ended_at as happened_at,
        signals.signal_id as step_id,
        4 as turn
    from {{ ref('int_friction_signals') }} as signals
    left join carried
        on signals.session_id = carried.session_id
    where
        signals.preset in ('(none)', 'posthog')
        and {{ in_window('signals.event_date', before=1) }}
        and ({{ in_window('signals.event_date') }} or carried.session_id is not null)

),

numbered as (

    select
        *,
        row_number() over (
            partition by session_id
            order by happened_at, turn, step_id
        ) as step_number
    from happened

)

select
    event_date,
    session_id,
    page_view_id,
    activity_id,
    step,
    happened_at,
    step_number::integer as step_number
from numbered
where {{ in_window('event_date') }}
