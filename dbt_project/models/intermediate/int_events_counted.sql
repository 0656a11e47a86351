-- Every event that counts once in all exports, with its person. A view, as what it reads.
select events.*
from {{ ref('int_events_identified') }} as events
-- no anti join: only through a left join do a reader's dates reach the events left out
left join {{ ref('int_events_overlapping') }} as overlapping
    on events.event_date = overlapping.event_date and events.row_id = overlapping.row_id
where overlapping.row_id is null
