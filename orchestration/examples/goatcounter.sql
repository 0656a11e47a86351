-- GoatCounter, its export as CSV; the first name of the header has the version of the export before it.
-- The screen stands for the viewport, which is not sent.
select
    line_number,
    record ->> '$.Date' as event_at,
    case record ->> '$.Event' when 'true' then 'custom' else 'page_view' end as kind,
    record ->> '$.Title' as event_name,
    record ->> '$.Session' as anonymous_id,
    record ->> '$.Session' as vendor_session_id,
    record ->> '$.2Path' as page,
    record ->> '$.Title' as page_title,
    record ->> '$.Referrer' as referrer_host,
    nullif(regexp_extract(record ->> '$."Screen size"', '^(\d+)[x,]', 1), '') as viewport_width,
    nullif(regexp_extract(record ->> '$."Screen size"', '^\d+[x,](\d+)', 1), '') as viewport_height,
    left(record ->> '$.Location', 2) as country,
    record ->> '$.UserAgent' as user_agent,
    coalesce(record ->> '$.Bot', '0') <> '0' as is_bot
from records
