{{ config(materialized='table') }}

select
    feature,
    band,
    version,
    first_date,
    last_date,
    document_height_px,
    reason
from {{ ref('int_page_versions') }}
