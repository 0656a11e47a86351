-- PostHog's table "heatmaps": Parquet or JSON lines of one row per pointer event.
--
-- Coordinates and viewport are rounded to `scale_factor` (16) px. Rows of fixed and sticky targets
-- are relative to the viewport, the others to the document. A "scrolldepth" row is the largest
-- scroll top of the page view that ends. There is no event id: the identity is the content, and
-- the frame numbers equal rows of one batch, so that rage clicks on a spot stay apart.
with

described as (
    select
        *,
        coalesce(try_cast(scale_factor as double), 16) as scale,
        case type
            when 'click' then 'click'
            when 'rageclick' then 'rage_click'
            when 'deadclick' then 'dead_click'
            when 'mousemove' then 'move'
            when 'scrolldepth' then 'scroll'
            else 'custom'
        end as kind
    from records
),

scaled as (
    select
        *,
        kind <> 'scroll' as is_point,
        times(x, scale) as x_px,
        times(y, scale) as y_px,
        times(viewport_width, scale) as width_px,
        times(viewport_height, scale) as height_px
    from described
)

select
    line_number,
    problem,
    detail,
    damage,
    event_date,
    case
        when problem is null
            then
                md5(
                    cast(
                        to_json(
                            [
                                session_id,
                                distinct_id,
                                cast(epoch_us(event_at) as varchar),
                                x_px,
                                y_px,
                                width_px,
                                height_px,
                                cast(pointer_target_fixed as varchar),
                                current_url,
                                type
                            ]
                        ) as varchar
                    )
                )
    end as vendor_event_id,
    event_at,
    timestamp as event_at_text,
    local_clock(timestamp) as local_at,
    instant(_inserted_at) as received_at,
    _inserted_at as received_at_text,
    kind,
    type as event_name,
    distinct_id as anonymous_id,
    session_id as vendor_session_id,
    url_host(current_url) as url_host,
    url_path(current_url) as url_path,
    url_query(current_url) as url_query,
    url_fragment(current_url) as url_fragment,
    case when is_point then x_px end as page_x,
    case when is_point then y_px end as page_y,
    case when is_point and try_cast(pointer_target_fixed as boolean) then x_px end as client_x,
    case when is_point and try_cast(pointer_target_fixed as boolean) then y_px end as client_y,
    scale as coord_precision_px,
    pointer_target_fixed as is_fixed_target,
    width_px as viewport_width,
    height_px as viewport_height,
    case when not is_point then y_px end as scroll_max
from scaled
