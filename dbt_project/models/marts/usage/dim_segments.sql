{{ config(materialized='table') }}

with variants as (

    -- chosen for an experiment and for nothing else
    select distinct attribute
    from {{ ref('experiments') }}
    where
        coalesce(source, '') <> ''
        and attribute not in (select segments.attribute from {{ ref('segments') }} as segments)

)

select
    named.segment,
    max(named.attribute) as attribute,
    -- as in the segment, where a value of few people has no name
    substring(named.segment, length(max(named.attribute)) + 2) as value,
    count(variants.attribute) = 0 as is_drawn,
    min(named.event_date) as first_seen_date,
    max(named.event_date) as last_seen_date
from {{ ref('int_session_segments') }} as named
left join variants on named.attribute = variants.attribute
group by named.segment
