{{ config(materialized='table') }}

select distinct
    'release' as kind,
    release as name,
    coalesce(feature, '(all)') as feature,
    '(all)' as country,
    release_date as event_date
from {{ ref('releases') }}
where release_date is not null

union all

select distinct
    'holiday' as kind,
    holiday as name,
    '(all)' as feature,
    coalesce(country, '(all)') as country,
    holiday_date as event_date
from {{ ref('holidays') }}
where holiday_date is not null
