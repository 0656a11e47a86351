select * from {{ source('raw', 'reject_reasons') }}
