{{ config(day='event_date') }}

with signals as (

    select
        signals.*,
        activities.page,
        activities.element_key,
        activities.element_label,
        row_number() over (
            partition by
                signals.event_date,
                signals.signal,
                signals.preset,
                activities.page,
                activities.element_key,
                signals.session_id
            order by coalesce(signals.click_count, 0) desc, signals.started_at asc, signals.signal_id asc
        ) as place_in_session
    from {{ ref('int_friction_signals') }} as signals
    inner join {{ ref('int_activities') }} as activities
        on signals.event_date = activities.event_date and signals.activity_id = activities.activity_id
    where
        {{ in_window('signals.event_date') }}
        and {{ in_window('activities.event_date') }}

),

examples as (

    -- of two sessions each, those with the most clicks, so that there is something to look at
    select
        *,
        place_in_session = 1 and row_number() over (
            partition by event_date, signal, preset, page, element_key, place_in_session
            order by coalesce(click_count, 0) desc, started_at asc, signal_id asc
        ) <= 2 as is_example
    from signals

)

select
    {{ public_key('signal_id') }} as signal_id,
    signal,
    preset,
    preset_version,
    {{ public_key('session_id') }} as session_id,
    {{ public_key('page_view_id') }} as page_view_id,
    {{ public_key('user_key') }} as user_key,
    export,
    page,
    element_key,
    element_label,
    click_count,
    is_example,
    event_date,
    started_at,
    ended_at
from examples
