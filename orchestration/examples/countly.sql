-- Countly, drill events as JSON lines. A view is written twice, when it begins (visit) and when it ends (dur),
-- with one id. Clicks are in pixels of the document; the viewport is not sent, but the document is as wide.
select
    line_number,
    (record ->> '$.id') || ':' || coalesce(record ->> '$.dur', '') as event_id,
    epoch_instant(record ->> '$.ts', 1000) as event_at,
    instant(record ->> '$.rts') as received_at,
    case
        when (record ->> '$.e') = '[CLY]_view' and (record ->> '$.sg.visit') = '1' then 'page_view'
        when (record ->> '$.e') = '[CLY]_view' then 'page_leave'
        when (record ->> '$.e') = '[CLY]_action' then record ->> '$.sg.type'
    end as kind,
    record ->> '$.e' as event_name,
    record ->> '$.did' as anonymous_id,
    coalesce(record ->> '$.sg.view', record ->> '$.sg.name') as page,
    record ->> '$.sg.domain' as url_host,
    case when (record ->> '$.sg.type') = 'click' then record ->> '$.sg.x' end as page_x,
    case when (record ->> '$.sg.type') = 'click' then record ->> '$.sg.y' end as page_y,
    case when (record ->> '$.sg.type') = 'scroll' then record ->> '$.sg.y' end as scroll_depth_px,
    case when (record ->> '$.sg.type') = 'scroll' then 'bottom_of_viewport' end as scroll_basis,
    record ->> '$.sg.width' as viewport_width,
    record ->> '$.sg.width' as document_width,
    record ->> '$.sg.height' as document_height,
    record ->> '$.dur' as duration_seconds
from records
where (record ->> '$.e') in ('[CLY]_view', '[CLY]_action')
