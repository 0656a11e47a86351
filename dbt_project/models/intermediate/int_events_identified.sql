-- Every event that counts, once, with the person it belongs to. A view: the wide rows stay in their Parquet files.
select
    events.*,
    coalesce(
        events.person_id,
        events.user_id,
        links.user_key,
        events.anonymous_id,
        {{ text_key("'no user ' || events.export || ' ' || coalesce(events.vendor_session_id, '')") }}
    ) as user_key
from {{ ref('stg_raw__events') }} as events
left join {{ ref('int_user_links') }} as links
    on
        events.event_date = links.event_date
        -- the condition is part of the key: as a condition of its own it would make this a loop over all pairs
        and case
            when events.person_id is null and events.user_id is null then events.anonymous_id
        end = links.anonymous_id
-- no anti join, and no `not exists`: only through a left join do a reader's dates reach the excluded rows
left join {{ ref('int_events_excluded') }} as excluded
    on events.event_date = excluded.event_date and events.row_id = excluded.row_id
where excluded.row_id is null
