select * from {{ source('raw', 'file_days') }}
