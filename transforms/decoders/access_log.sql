-- Logs of web servers in the common and the combined format, as Apache and nginx write them. A request of a page is a
-- page view; scripts, styles, pictures, and what was not answered with a page are left out. A visitor is an address and
-- a browser, or who signed in to the server.
with

requests as (
    select
        *,
        regexp_extract(
            entry,
            '^(\S+) \S+ (.+?) \[([^\]]+)\] "([A-Z]+) (\S+)[^"]*" (\d{3}) \S+'
            || '(?: "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)")?',
            ['address', 'person', 'at', 'method', 'target', 'status', 'referrer', 'agent']
        ) as request
    from records
)

select
    line_number,
    case
        when problem is not null then problem
        when event_at is null then 'bad_row'
        when not is_page_request(request.method, url_path(request.target), request.status) then 'left_out'
    end as problem,
    detail,
    damage,
    event_date,
    content as vendor_event_id,
    event_at,
    coalesce(nullif(request.at, ''), regexp_extract(entry, '\[([^\]]+)\]', 1)) as event_at_text,
    'page_view' as kind,
    request.method as event_name,
    nullif(request.person, '-') as user_id,
    concat_ws(' ', request.address, request.agent) as anonymous_id,
    url_host(request.target) as url_host,
    url_path(request.target) as url_path,
    url_query(request.target) as url_query,
    url_host(request.referrer) as referrer_host,
    nullif(request.agent, '-') as user_agent
from requests
