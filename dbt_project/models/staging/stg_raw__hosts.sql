select distinct {{ each('hosts') }} as pattern from {{ source('raw', 'exports') }}
