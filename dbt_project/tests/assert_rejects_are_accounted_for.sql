-- Returns exports whose quarantined lines do not all have a reason.
{{ config(meta={'dagster': {'ref': {'name': 'rejects_daily'}}}) }}

with rejected as (

    select
        export,
        sum(rejected_count) as line_count
    from {{ ref('stg_raw__files') }}
    group by export

),

reasons as (

    select
        export,
        sum(reject_count) as line_count
    from {{ ref('rejects_daily') }}
    group by export

)

select
    export,
    rejected.line_count,
    reasons.line_count as reason_count
from rejected
full join reasons using (export)
where coalesce(rejected.line_count, 0) <> coalesce(reasons.line_count, 0)
