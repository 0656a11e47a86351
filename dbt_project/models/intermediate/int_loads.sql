with excluded as (

    select
        file_id,
        sum(row_count) filter (where reason = 'duplicate')::bigint as duplicate_count,
        sum(row_count) filter (where reason = 'bot')::bigint as bot_count,
        sum(row_count) filter (where reason = 'internal')::bigint as internal_count,
        sum(row_count) filter (where reason = 'overlap')::bigint as overlap_count
    from {{ ref('int_file_exclusions_daily') }}
    group by file_id

),

damages as (

    select
        file_id,
        reason || ' ' || sum(row_count)::bigint::string as damage
    from {{ ref('int_file_damages_daily') }}
    group by file_id, reason

),

damaged as (

    select
        file_id,
        {{ sorted_text('damage', ', ') }} as damages
    from damages
    group by file_id

),

cut as (

    select file_id
    from {{ ref('stg_raw__reject_reasons') }}
    where reason = 'ended_early'

),

days as (

    select
        file_id,
        min(event_date) as first_event_date,
        max(event_date) as last_event_date
    from {{ ref('stg_raw__file_days') }}
    group by file_id

)

select
    files.export,
    files.shown_path as path,
    files.file_id,
    files.sha256,
    files.problem,
    files.size_bytes,
    files.line_count,
    files.accepted_count - coalesce(excluded.duplicate_count, 0) as accepted_count,
    coalesce(excluded.duplicate_count, 0) as duplicate_count,
    files.rejected_count,
    damaged.damages,
    cut.file_id is not null as has_ended_early,
    files.new_columns,
    files.missing_columns,
    files.retyped_columns,
    coalesce(excluded.bot_count, 0) as bot_count,
    coalesce(excluded.internal_count, 0) as internal_count,
    coalesce(excluded.overlap_count, 0) as overlap_count,
    days.first_event_date,
    days.last_event_date,
    files.loaded_at
from {{ ref('stg_raw__files') }} as files
left join excluded
    on files.file_id = excluded.file_id
left join damaged
    on files.file_id = damaged.file_id
left join cut
    on files.file_id = cut.file_id
left join days
    on files.file_id = days.file_id
