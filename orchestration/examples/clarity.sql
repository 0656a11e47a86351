-- What Microsoft Clarity says of a day (clarity/<date>.json, saved by clarity.sh) beside what is published of the day:
-- one row for each date, export, metric and preset. Clarity's sums are compared here and go nowhere else.
with told as (
    select
        regexp_extract(filename, '(\d{4}-\d\d-\d\d)\.json$', 1)::date as event_date,
        replace(metricName, ' ', '') as metric_name,  -- the documentation writes spaces, answers do not
        information[1] as whole
    from
        read_json(
            'clarity/*.json',
            format = 'array',
            filename = true,
            columns = {metricName: 'VARCHAR', information: 'JSON[]'}
        )
    where len(information) = 1  -- more are parts of a dimension
),

clarity as (
    -- Clarity writes numbers as texts, and shares as percentages
    select
        event_date,
        'sessions' as metric,
        try_cast(whole ->> '$.totalSessionCount' as double) as clarity
    from told
    where metric_name = 'Traffic'

    union all

    select
        event_date,
        case metric_name
            when 'RageClickCount' then 'share_of_sessions_with_rage_click'
            else 'share_of_sessions_with_suspected_dead_click'
        end as metric,
        try_cast(whole ->> '$.sessionsWithMetricPercentage' as double) / 100 as clarity
    from told
    where metric_name in ('RageClickCount', 'DeadClickCount')

    union all

    select
        event_date,
        'mean_scroll_depth' as metric,
        try_cast(whole ->> '$.averageScrollDepth' as double) / 100 as clarity
    from told
    where metric_name = 'ScrollDepth'
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
    where signal in ('rage_click', 'suspected_dead_click')
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
