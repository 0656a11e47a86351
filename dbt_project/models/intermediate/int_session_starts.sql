{{ config(materialized='days', day='event_date') }}

{# The day before the window decides where its first sessions began, and the last pause before that day. -#}
with events as (

    select
        user_key,
        session_group,
        event_at,
        event_id,
        event_date
    from {{ ref('int_events_counted') }}
    where {{ in_window_with_edge(ref('int_events_counted'), before=1) }}

),

followed as (

    select
        *,
        lag(event_at) over (
            partition by user_key, session_group
            order by event_at, event_id
        ) as previous_at,
        lag(event_date) over (
            partition by user_key, session_group
            order by event_at, event_id
        ) as previous_date
    from events

),

candidates as (

    -- a chain is activity without a gap; only its first event and the first of each day can start a session
    select
        *,
        case
            when previous_at is null then true
            when session_group = 0
                then event_at > previous_at + interval {{ var('session_gap_minutes') }} minute
            else event_date > previous_date + 1
        end as is_chain_start
    from followed

),

chained as (

    select
        *,
        {{ last_known('case when is_chain_start then event_date end') }} over (
            partition by user_key, session_group
            order by event_at, event_id
            rows between unbounded preceding and current row
        ) as chain_date
    from candidates
    where is_chain_start or event_date > previous_date

),

starts as (

    select *
    from chained
    where
        {{ in_window('event_date') }}
        -- midnight does not split a session, but one still running a day after it began is cut at every midnight
        and (is_chain_start or event_date > chain_date + 1)

)

select
    {{ text_key("starts.user_key || ' ' || starts.event_id") }} as session_id,
    starts.user_key,
    starts.session_group,
    events.vendor_session_id,
    exports.replay_url,
    starts.event_at as started_at,
    starts.event_date
from starts
-- the text is read of the few events that start a session
inner join {{ ref('int_events_counted') }} as events
    on starts.event_date = events.event_date and starts.event_id = events.event_id
left join {{ ref('stg_raw__exports') }} as exports
    on events.export = exports.export
where {{ in_window('events.event_date') }}
