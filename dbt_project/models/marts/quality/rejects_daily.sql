{{ config(materialized='table') }}

select
    export,
    reason,
    file_count,
    reject_count,
    damaged_count,
    load_date
from {{ ref('int_rejects_daily') }}
