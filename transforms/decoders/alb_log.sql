-- Access logs of Amazon's Application Load Balancer: the same page views as of a web server (access_log.sql). The time
-- is that of the answer. There is no referrer, and nobody signs in: a visitor is an address and a browser.
with

requests as (
    select
        *,
        regexp_extract(
            entry,
            '^\S+ (\S+) \S+ (\S+):\d+ \S+ \S+ \S+ \S+ (\S+) \S+ \S+ \S+ "([A-Z]+) (\S+) [^"]*" "((?:[^"\\]|\\.)*)"',
            ['at', 'address', 'status', 'method', 'target', 'agent']
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
    coalesce(nullif(request.at, ''), regexp_extract(entry, '^\S+ (\S+)', 1)) as event_at_text,
    'page_view' as kind,
    request.method as event_name,
    concat_ws(' ', request.address, request.agent) as anonymous_id,
    url_host(request.target) as url_host,
    url_path(request.target) as url_path,
    url_query(request.target) as url_query,
    nullif(request.agent, '-') as user_agent
from requests
