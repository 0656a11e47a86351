{{ config(materialized='days', day='event_date') }}

{#-
    Clicks of which a map of their own is drawn, and rests of the mouse. Positions of PostHog come in an export whose rows
    have no time of their own: what its detectors found is known there by rows of their own, no click is its page view's
    first, and all of a session that reaches a goal that day count as before it. The vendor's own rage clicks are believed
    where an export sends any that day.
-#}
with placed as (

    {{ placed_clicks("('rage_click', 'dead_click', 'move')") | indent(4) }}

),

telling as (

    select distinct
        event_date,
        export
    from placed
    where kind = 'rage_click'

),

firsts as (

    select
        clicks.event_date,
        clicks.event_id,
        row_number() over (
            partition by clicks.event_date, clicks.page_view_id
            order by clicks.event_at, clicks.event_id
        ) as place
    from {{ ref('int_clicks') }} as clicks
    inner join {{ ref('stg_raw__exports') }} as exports
        on clicks.export = exports.export
    where
        clicks.is_counted
        and clicks.page_view_id is not null
        and exports.is_timed
        and {{ in_window('clicks.event_date') }}

),

reached as (

    select
        event_date,
        session_id,
        goal,
        max(event_at) as reached_at
    from {{ ref('int_goal_events') }}
    where {{ in_window('event_date') }}
    group by event_date, session_id, goal

),

of_clicks as (

    select
        event_date,
        event_id,
        'first_clicks' as kind
    from firsts
    where place = 1

    union all

    -- the first click of a burst
    select
        signals.event_date,
        signals.event_id,
        case signals.signal
            when 'rage_click' then 'rage_clicks'
            when 'suspected_dead_click' then 'suspected_dead_clicks'
            else 'error_clicks'
        end as kind
    from {{ ref('int_friction_signals') }} as signals
    left join telling
        on signals.event_date = telling.event_date and signals.export = telling.export
    where
        (
            (signals.signal = 'rage_click' and signals.preset = 'posthog' and telling.export is null)
            or signals.signal in ('suspected_dead_click', 'error_click')
        )
        and {{ in_window('signals.event_date') }}

    union all

    -- the click that reaches a goal is one of them
    select
        clicks.event_date,
        clicks.event_id,
        'clicks_before:' || reached.goal as kind
    from {{ ref('int_clicks') }} as clicks
    inner join {{ ref('stg_raw__exports') }} as exports
        on clicks.export = exports.export
    inner join reached
        on clicks.event_date = reached.event_date and clicks.session_id = reached.session_id
    where
        (clicks.event_at <= reached.reached_at or not exports.is_timed)
        and {{ in_window('clicks.event_date') }}

)

select
    of_clicks.kind,
    clicks.event_date,
    clicks.event_id,
    clicks.session_id,
    clicks.user_key,
    clicks.activity_id,
    clicks.band,
    clicks.layer,
    clicks.position,
    clicks.is_in_scroller,
    clicks.precision_px,
    clicks.page_x,
    clicks.page_y,
    clicks.drawn_x,
    clicks.drawn_width,
    clicks.viewport_width,
    clicks.viewport_height
from of_clicks
inner join {{ ref('int_clicks') }} as clicks
    on of_clicks.event_date = clicks.event_date and of_clicks.event_id = clicks.event_id
where
    clicks.is_counted
    and {{ in_window('clicks.event_date') }}

union all

select
    placed.kind || 's' as kind,
    placed.event_date,
    placed.event_id,
    placed.session_id,
    placed.user_key,
    placed.activity_id,
    placed.band,
    placed.layer,
    placed.position,
    placed.is_in_scroller,
    placed.precision_px,
    placed.page_x,
    placed.page_y,
    placed.drawn_x,
    placed.drawn_width,
    placed.viewport_width,
    placed.viewport_height
from placed
left join {{ ref('int_mouse_rests') }} as rests
    on
        placed.event_date = rests.event_date
        and placed.event_id = rests.event_id
        and {{ in_window('rests.event_date') }}
where
    placed.is_counted
    -- a finger has moved, but has no place, and moves are no use without
    and (placed.kind <> 'move' or (rests.event_id is not null and placed.page_x is not null))
