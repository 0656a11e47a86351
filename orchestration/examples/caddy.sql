-- Access logs of the web server Caddy, JSON lines. A request of a page is a page view; scripts, styles and pictures, and
-- what was not answered, are left out. A visitor is an address and a browser.
with requests as (
    select
        line_number,
        record,
        record ->> '$.request.headers.User-Agent[0]' as user_agent,
        record ->> '$.request.uri' as uri
    from records
)

select
    line_number,
    epoch_instant(record ->> '$.ts', 1000000) as event_at,
    'page_view' as kind,
    concat_ws(' ', record ->> '$.request.remote_ip', user_agent) as anonymous_id,
    record ->> '$.request.host' as url_host,
    uri as page,
    url_query(uri) as url_query,
    url_host(record ->> '$.request.headers.Referer[0]') as referrer_host,
    user_agent
from requests
where is_page_request(record ->> '$.request.method', url_path(uri), record ->> '$.status')
