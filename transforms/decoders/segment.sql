-- Calls of Segment's spec, as Segment and RudderStack write them to a bucket: JSON lines of one call each.
--
-- `timestamp` is on the server's clock: receivedAt less what passed between originalTimestamp and sentAt. A call that
-- is delivered again has its messageId again, and may have another timestamp. Coordinates are not part of the spec; the
-- viewport is RudderStack's. In the folder of a day are the calls received then, not those made then.
with

calls as (
    select
        *,
        type in ('page', 'screen') as is_view
    from records
)

select
    line_number,
    problem,
    detail,
    damage,
    event_date,
    message_id as vendor_event_id,
    event_at,
    timestamp as event_at_text,
    local_clock(timestamp) as local_at,
    instant(received_at) as received_at,
    received_at as received_at_text,
    case
        when is_view then 'page_view'
        when type in ('identify', 'alias', 'group') then 'identify'
        when event = 'Experiment Viewed' then 'exposure'
        else 'custom'
    end as kind,
    case when type = 'track' then event else type end as event_name,
    user_id,
    anonymous_id,
    case when type = 'alias' then previous_id end as merged_id,
    session_id as vendor_session_id,
    url_host(url) as url_host,
    coalesce(url_path(url), case when type = 'screen' then page_of(coalesce(name, event)) end) as url_path,
    url_query(url) as url_query,
    url_fragment(url) as url_fragment,
    coalesce(properties.title, context_title) as page_title,
    referrer_of(host_of(referrer)) as referrer_host,
    -- an app has no viewport but the screen
    coalesce(inner_width, case when url is null then screen_width end) as viewport_width,
    coalesce(inner_height, case when url is null then screen_height end) as viewport_height,
    -- those of a group are of an account
    case
        when type <> 'group'
            then traits_of(traits, as_traits(context_traits), as_traits(context_traits))
    end as traits,
    other_properties as properties,
    user_agent,
    country
from calls
