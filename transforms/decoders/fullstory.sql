-- Fullstory's raw events, as its exports to storage write them: Parquet, or JSON lines. An event may be there again.
-- Ids of sessions are a device's, those of views a session's. Who somebody is stands in `identify` alone.
--
-- Nothing has a position. The text of a target is what was typed where the target is typed into, so it is read of
-- clicks only, and where the selector says the tag; it is an object where it is masked.
with

parsed as (
    select
        *,
        try_cast(event_properties.target as json) as target,
        try_cast(source_properties.url as json) ->> '/full_url' as url,
        try_cast(source_properties.user_agent as json) ->> '/raw_user_agent' as user_agent,
        try_cast(source_properties.location as json) ->> '/country' as country
    from records
),

described as (
    select
        *,
        target ->> '/text' as text,
        target ->> '/raw_selector' as selector,
        lower(
            regexp_extract(target ->> '/raw_selector', '(?:^|[\s>])([a-zA-Z][a-zA-Z0-9-]*)[^\s>]*$', 1)
        ) as tag
    from parsed
)

select
    line_number,
    problem,
    detail,
    damage,
    event_date,
    event_id as vendor_event_id,
    event_at,
    event_time as event_at_text,
    instant_in_utc(processed_time) as received_at,
    processed_time as received_at_text,
    case event_type
        when 'navigate' then 'page_view'
        when 'click' then 'click'
        when 'change' then 'input'
        when 'exception' then 'error'
        when 'crash' then 'error'
        when 'identify' then 'identify'
        else 'custom'
    end as kind,
    case when event_type = 'custom' then coalesce(event_properties.event_name, event_type) else event_type end
        as event_name,
    case when event_type = 'identify' then event_properties.user_id end as user_id,
    device_id as anonymous_id,
    device_id || ':' || session_id as vendor_session_id,
    device_id || ':' || session_id || ':' || view_id as vendor_page_view_id,
    url_host(url) as url_host,
    url_path(url) as url_path,
    url_query(url) as url_query,
    url_fragment(url) as url_fragment,
    nullif(tag, '') as element_tag,
    case when event_type = 'click' and tag <> '' and not is_object(text) then visible_text(tag, false, text) end
        as element_text,
    selector as element_path,
    case when event_type = 'identify' then traits_of(
        as_traits(event_properties.user_properties),
        as_traits(event_properties.user_properties),
        as_traits(event_properties.user_properties)
    ) end as traits,
    other_properties as properties,
    user_agent,
    country
from described
