select
    export,
    {{ each('overlapped_exports') }} as other_export
from {{ source('raw', 'exports') }}
