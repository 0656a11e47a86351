-- Every event that counts, once, with the person it belongs to. A view: the wide rows stay in their Parquet files.
select
    events.*,
    coalesce(
        events.person_id,
        events.user_id,
        links.user_key,
        events.anonymous_id,
        md5_number_lower('no user ' || events.export || ' ' || coalesce(events.vendor_session_id, ''))
    ) as user_key
from {{ ref('stg_raw__events') }} as events
left join {{ ref('int_user_links') }} as links
    on
        events.event_date = links.event_date
        -- the condition stands in the key: beside it, it would make this a loop over all pairs
        and case
            when events.person_id is null and events.user_id is null then events.anonymous_id
        end = links.anonymous_id
where
    not exists (
        select 1
        from {{ ref('int_events_excluded') }} as excluded
        where excluded.event_date = events.event_date and excluded.row_id = events.row_id
    )
