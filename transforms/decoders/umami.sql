-- Umami's table website_event, as CSV, JSON lines or Parquet. A visit is Umami's session, and a session_id of Umami is
-- a visitor of a month; distinct_id is who the page said it is. ClickHouse keeps times in UTC and writes no zone.
select
    line_number,
    problem,
    detail,
    damage,
    event_date,
    event_id as vendor_event_id,
    event_at,
    created_at as event_at_text,
    case whole_number(event_type) when '1' then 'page_view' else 'custom' end as kind,
    case whole_number(event_type)
        when '1' then 'pageview'
        when '3' then coalesce(event_name, 'link')
        when '4' then coalesce(event_name, 'pixel')
        when '5' then 'performance'
        else event_name
    end as event_name,
    distinct_id as user_id,
    session_id as anonymous_id,
    visit_id as vendor_session_id,
    host_of(hostname) as url_host,
    url_path(url_path) as url_path,
    url_query,
    page_title,
    host_of(referrer_domain) as referrer_host,
    traits_of(as_traits(record), as_traits(record), as_traits(record)) as traits,
    case when tag is not null then json_object('tag', tag) end as properties,
    country
from records
