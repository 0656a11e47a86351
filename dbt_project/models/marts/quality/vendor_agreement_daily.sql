{{ config(day='event_date') }}

select
    export,
    other_export,
    kind,
    page,
    event_count,
    other_event_count,
    both_count,
    only_count,
    other_only_count,
    agreement,
    event_date
from {{ ref('int_vendor_agreement') }}
where {{ in_window('event_date') }}
