-- GoatCounter's export as CSV, of version 2; the first name of its header begins with the version. Of an event the path
-- is its name, and its page is not known. A session is a visitor of eight hours at most. The screen is no viewport.
with

described as (
    select
        *,
        lower(event) in ('true', 't', '1') as is_event
    from records
)

select
    line_number,
    problem,
    detail,
    damage,
    event_date,
    content as vendor_event_id,
    event_at,
    created_at as event_at_text,
    case when is_event then 'custom' else 'page_view' end as kind,
    case when is_event then path else 'pageview' end as event_name,
    session as anonymous_id,
    session as vendor_session_id,
    case when not is_event then url_path(path) end as url_path,
    case when not is_event then url_query(path) end as url_query,
    case when not is_event then title end as page_title,
    case when referrer_scheme = 'h' then host_of(referrer) end as referrer_host,
    traits_of(as_traits(record), as_traits(record), as_traits(record)) as traits,
    user_agent,
    left(location, 2) as country,
    -- 0 and 1 are the constants of isbot for "no bot" and "probably no bot"
    try_cast(bot as integer) > 1 as is_bot
from described
