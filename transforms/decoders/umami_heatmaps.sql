-- Umami's table heatmap_event, as CSV, JSON lines or Parquet: the positions that its recorder sends for the visits it
-- samples. `session_id` and `visit_id` are those of website_event. `x` and `y` are in the viewport, `page_x` and
-- `page_y` in the document, all whole css px. `scroll_pct` is how much of the document's height the bottom of the
-- screen has passed at most; a row comes with each new largest one. No row names its host.
with

measured as (
    select
        *,
        whole_number(event_type) = '2' as is_scroll,
        try_cast(scroll_pct as double) / 100 as depth
    from records
)

select
    line_number,
    problem,
    detail,
    damage,
    event_date,
    heatmap_event_id as vendor_event_id,
    event_at,
    created_at as event_at_text,
    case whole_number(event_type) when '1' then 'click' when '2' then 'scroll' else 'custom' end as kind,
    case whole_number(event_type)
        when '1' then 'click'
        when '2' then 'scroll'
        else 'heatmap event ' || event_type
    end as event_name,
    session_id as anonymous_id,
    visit_id as vendor_session_id,
    own_host() as url_host,
    url_path(url_path) as url_path,
    page_x,
    page_y,
    x as client_x,
    y as client_y,
    viewport_w as viewport_width,
    viewport_h as viewport_height,
    page_w as document_width,
    page_h as document_height,
    case when is_scroll then depth * try_cast(page_h as double) end as scroll_depth_px,
    case when is_scroll then coalesce(cast(depth as varchar), scroll_pct) end as scroll_depth_fraction,
    case when is_scroll and depth is not null then 'bottom_of_viewport' end as scroll_basis
from measured
