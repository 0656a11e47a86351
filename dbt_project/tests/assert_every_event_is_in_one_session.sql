-- Returns dates on which decoded rows, less the excluded ones, are not the events that sessions are made of.
{{ config(meta={'dagster': {'ref': {'name': 'int_session_days'}}}) }}

with decoded as (

    select
        days.event_date,
        sum(days.row_count) as row_count
    from {{ ref('stg_raw__file_days') }} as days
    inner join {{ ref('stg_raw__files') }} as files
        on days.file_id = files.file_id
    inner join {{ ref('stg_raw__exports') }} as exports
        on files.export = exports.export
    where {{ in_window('days.event_date') }}
    group by days.event_date

),

excluded as (

    select
        event_date,
        sum(row_count) as row_count
    from {{ ref('int_file_exclusions_daily') }}
    where {{ in_window('event_date') }}
    group by event_date

),

sessions as (

    select
        event_date,
        sum(event_count) as event_count
    from {{ ref('int_session_days') }}
    where {{ in_window('event_date') }}
    group by event_date

)

select
    event_date,
    decoded.row_count,
    excluded.row_count as excluded_count,
    sessions.event_count
from decoded
full join excluded using (event_date)
full join sessions using (event_date)
where coalesce(decoded.row_count, 0) - coalesce(excluded.row_count, 0) <> coalesce(sessions.event_count, 0)
