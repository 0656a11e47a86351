select
    page,
    band,
    first_date
from {{ source('raw', 'screenshots') }}
