-- Every event that counts, once, with the person it belongs to. A view: the wide rows stay in their Parquet files.
select
    events.*,
    -- what comes under nobody's id has no person, and a session of its own unless the vendor gives it one
    (
        coalesce(people.user_key, events.person_id, events.user_id, links.user_key, events.anonymous_id) is null
    ) as is_nobody,
    coalesce(
        people.user_key,
        case when links.is_merged then links.user_key end,
        events.person_id,
        events.user_id,
        links.user_key,
        events.anonymous_id,
        {{ text_key("
            'no user ' || events.export || ' ' || coalesce(events.vendor_session_id, events.event_id::string)
        ") }}
    ) as user_key
from {{ ref('stg_raw__events') }} as events
left join {{ ref('int_user_links') }} as links
    on
        events.event_date = links.event_date
        and events.anonymous_id = links.anonymous_id
        and events.event_at >= links.holds_from
        and events.event_at < links.holds_until
left join {{ ref('int_session_people') }} as people
    on events.event_date = people.event_date and events.session_group = people.session_group
-- no anti join, and no `not exists`: only through a left join do a reader's dates reach the excluded rows
left join {{ ref('int_events_excluded') }} as excluded
    on events.event_date = excluded.event_date and events.row_id = excluded.row_id
where excluded.row_id is null
