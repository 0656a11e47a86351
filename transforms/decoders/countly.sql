-- Countly's drill events, as JSON lines. A view is written twice under one id: when it begins and when it ends.
--
-- Clicks and scrolls are one event, told apart by a segment. A click is in pixels of the document, also on sticky
-- targets; a scroll is the lowest line seen. The viewport is not sent, but the document is as wide. Of clicks within a
-- second Countly keeps the first.
with

told as (
    select
        *,
        case
            when e = '[CLY]_view' and coalesce(sg.visit, '0') in ('1', 'true') then 'page_view'
            when e = '[CLY]_view' then 'page_leave'
            when e = '[CLY]_action' then sg.type
            when e = '[CLY]_crash' then 'error'
        end as what
    from records
)

select
    line_number,
    problem,
    detail,
    damage,
    event_date,
    case when e = '[CLY]_view' then id || ':' || what else id end as vendor_event_id,
    event_at,
    ts as event_at_text,
    coalesce(instant_in_utc(rts), epoch_instant(rts, 1000)) as received_at,
    rts as received_at_text,
    case when what in ('page_view', 'page_leave', 'click', 'scroll', 'error') then what else 'custom' end as kind,
    e as event_name,
    did as anonymous_id,
    uid as person_id,
    case when e = '[CLY]_view' then id end as vendor_page_view_id,
    host_of(sg.domain) as url_host,
    page_of(coalesce(sg.view, sg.name)) as url_path,
    case when what = 'click' then sg.x end as page_x,
    case when what = 'click' then sg.y end as page_y,
    sg.width as viewport_width,
    sg.width as document_width,
    sg.height as document_height,
    case when what = 'scroll' then sg.y end as scroll_depth_px,
    case when what = 'scroll' then 'bottom_of_viewport' end as scroll_basis,
    case when what = 'page_leave' then dur end as duration_seconds,
    traits_of(custom, up, up) as traits,
    other_properties as properties,
    up.cc as country
from told
