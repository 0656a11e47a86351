select event_date from {{ source('raw', 'builds') }}
