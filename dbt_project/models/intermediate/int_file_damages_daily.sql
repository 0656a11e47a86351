{{ config(materialized='days', day='event_date') }}

with damaged as (

    select
        event_date,
        file_id,
        {{ each("split(damage, ' ')") }} as reason
    from {{ ref('stg_raw__events') }}
    where
        damage is not null
        and {{ in_window('event_date') }}

)

select
    event_date,
    file_id,
    reason,
    count(*) as row_count
from damaged
group by event_date, file_id, reason
