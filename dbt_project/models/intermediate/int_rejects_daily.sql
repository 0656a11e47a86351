select
    files.export,
    reasons.reason,
    count(distinct files.file_id) as file_count,
    sum(reasons.reject_count)::bigint as reject_count,
    files.loaded_at::date as load_date
from {{ ref('stg_raw__reject_reasons') }} as reasons
inner join {{ ref('stg_raw__files') }} as files
    on reasons.file_id = files.file_id
group by files.export, reasons.reason, files.loaded_at::date
