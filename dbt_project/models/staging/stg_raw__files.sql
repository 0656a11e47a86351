select * from {{ source('raw', 'files') }}
