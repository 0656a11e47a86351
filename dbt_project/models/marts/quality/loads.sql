{{ config(materialized='table') }}

select
    export,
    path,
    file_id,
    sha256,
    problem,
    size_bytes,
    line_count,
    accepted_count,
    duplicate_count,
    rejected_count,
    damages,
    has_ended_early,
    new_columns,
    missing_columns,
    retyped_columns,
    bot_count,
    internal_count,
    overlap_count,
    first_event_date,
    last_event_date,
    loaded_at
from {{ ref('int_loads') }}
