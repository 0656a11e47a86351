-- Logs in the extended format of the W3C, as IIS and CloudFront write them: the same page views as of other logs
-- (access_log.sql). Times are in UTC. In the name of a browser IIS writes + for a space, CloudFront %20, once %2520.
with

requests as (
    select
        *,
        case
            when agent like '%\%2%' escape '\' then url_decode(replace(agent, '%2520', '%20'))
            else replace(nullif(agent, '-'), '+', ' ')
        end as browser
    from records
)

select
    line_number,
    case
        when problem is not null then problem
        when not is_page_request(method, path, status) then 'left_out'
    end as problem,
    detail,
    damage,
    event_date,
    coalesce(nullif(request_id, '-'), content) as vendor_event_id,
    event_at,
    utc_text(date) || ' ' || utc_text(time) as event_at_text,
    'page_view' as kind,
    method as event_name,
    nullif(person, '-') as user_id,
    concat_ws(' ', address, browser) as anonymous_id,
    host_of(nullif(host, '-')) as url_host,
    url_path(path) as url_path,
    nullif(query, '-') as url_query,
    url_host(nullif(referrer, '-')) as referrer_host,
    browser as user_agent
from requests
