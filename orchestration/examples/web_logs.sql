-- Logs of web servers in the extended format of the W3C, as CloudFront and IIS write them; `header:` in the
-- exports file has the names after "#Fields:". A request of a page is a page view; scripts, styles and
-- pictures, and what was not answered, are left out. Nobody signs in: a visitor is an address and a browser.
with requests as (
    select
        line_number,
        record,
        url_decode(nullif(record ->> '$."cs(User-Agent)"', '-')) as user_agent,
        record ->> '$.cs-uri-stem' as path
    from records
)

select
    line_number,
    record ->> '$.x-edge-request-id' as event_id,
    (record ->> '$.date') || ' ' || (record ->> '$.time') || 'Z' as event_at,
    'page_view' as kind,
    (record ->> '$.c-ip') || ' ' || coalesce(user_agent, '') as anonymous_id,
    record ->> '$.x-host-header' as url_host,
    path as page,
    nullif(record ->> '$."cs(Referer)"', '-') as referrer_host,
    user_agent
from requests
where
    (record ->> '$.cs-method') = 'GET'
    and (record ->> '$.sc-status') in ('200', '304')
    and not regexp_matches(path, '\.[a-z0-9]{1,5}$')
