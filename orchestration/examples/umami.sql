-- Umami, its table website_event as CSV, JSON lines or Parquet. A visit is Umami's session, and a session_id
-- of Umami is a visitor of a month. Times have no zone: they are in the zone of the export.
select
    line_number,
    record ->> '$.event_id' as event_id,
    record ->> '$.created_at' as event_at,
    case record ->> '$.event_type' when '1' then 'page_view' else 'custom' end as kind,
    coalesce(record ->> '$.event_name', 'pageview') as event_name,
    record ->> '$.session_id' as anonymous_id,
    record ->> '$.visit_id' as vendor_session_id,
    record ->> '$.hostname' as url_host,
    record ->> '$.url_path' as page,
    record ->> '$.url_query' as url_query,
    record ->> '$.page_title' as page_title,
    record ->> '$.referrer_domain' as referrer_host
from records
