-- Returns files whose quarantined lines do not all have a reason.
{{ config(meta={'dagster': {'ref': {'name': 'rejects_daily'}}}) }}

select
    files.path,
    files.rejected_count,
    sum(reasons.reject_count) as reason_count
from {{ ref('stg_raw__files') }} as files
left join {{ ref('stg_raw__reject_reasons') }} as reasons
    on files.file_id = reasons.file_id
group by files.path, files.file_id, files.rejected_count
having files.rejected_count <> coalesce(sum(reasons.reject_count), 0)
