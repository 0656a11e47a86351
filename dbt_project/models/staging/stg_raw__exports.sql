select * from {{ source('raw', 'exports') }}
