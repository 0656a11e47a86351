-- What Microsoft Clarity counts of a day (marts.clarity_daily) beside what is counted here of the same day: one row for
-- each date, export, metric and preset.
with clarity as (
    select
        event_date,
        unnest([
            {'metric': 'sessions', 'clarity': session_count},
            {'metric': 'share_of_sessions_with_rage_click', 'clarity': rage_click_session_share},
            {'metric': 'share_of_sessions_with_suspected_dead_click', 'clarity': dead_click_session_share},
            {'metric': 'share_of_sessions_with_error_click', 'clarity': error_click_session_share},
            {'metric': 'mean_scroll_depth', 'clarity': mean_scroll_depth}
        ], recursive := true)
    from marts.clarity_daily
    where page = '(all)' and device = '(all)'
),

sessions as (
    select
        event_date,
        export,
        count(*) as session_count
    from marts.fct_sessions
    group by event_date, export
),

detectors as (
    select distinct
        signal,
        preset
    from marts.fct_friction_signals
    where signal in ('rage_click', 'suspected_dead_click', 'error_click')
),

found as (
    -- a session is of the day it started on
    select
        sessions.event_date,
        sessions.export,
        signals.signal,
        signals.preset,
        count(distinct signals.session_id) as session_count
    from marts.fct_friction_signals as signals
    inner join marts.fct_sessions as sessions
        on signals.session_id = sessions.session_id
    group by sessions.event_date, sessions.export, signals.signal, signals.preset
),

ours as (
    select
        event_date,
        export,
        'sessions' as metric,
        '(none)' as preset,
        session_count as ours
    from sessions

    union all

    select
        sessions.event_date,
        sessions.export,
        'share_of_sessions_with_' || detectors.signal as metric,
        detectors.preset,
        coalesce(found.session_count, 0) / sessions.session_count as ours
    from sessions
    cross join detectors
    left join found
        on
            sessions.event_date = found.event_date
            and sessions.export = found.export
            and detectors.signal = found.signal
            and detectors.preset = found.preset

    union all

    select
        event_date,
        export,
        'mean_scroll_depth' as metric,
        '(none)' as preset,
        avg(scroll_depth_fraction) as ours
    from marts.fct_page_views
    where has_scroll
    group by event_date, export
)

select
    ours.event_date,
    ours.export,
    ours.metric,
    ours.preset,
    clarity.clarity,
    ours.ours
from clarity
inner join ours
    on clarity.event_date = ours.event_date and clarity.metric = ours.metric
order by ours.event_date, ours.export, ours.metric, ours.preset;
