with damages as (

    select
        file_id,
        reason,
        sum(row_count)::bigint as row_count
    from {{ ref('int_file_damages_daily') }}
    group by file_id, reason

),

reasons as (

    select
        file_id,
        reason,
        reject_count,
        0::bigint as damaged_count
    from {{ ref('stg_raw__reject_reasons') }}

    union all

    select
        file_id,
        reason,
        0::bigint as reject_count,
        row_count as damaged_count
    from damages

)

select
    files.export,
    reasons.reason,
    count(distinct files.file_id) as file_count,
    sum(reasons.reject_count)::bigint as reject_count,
    sum(reasons.damaged_count)::bigint as damaged_count,
    files.loaded_at::date as load_date
from reasons
inner join {{ ref('stg_raw__files') }} as files
    on reasons.file_id = files.file_id
group by files.export, reasons.reason, files.loaded_at::date
