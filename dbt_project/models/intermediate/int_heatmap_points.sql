{{ config(materialized='days', day='event_date') }}

{#
    Where the mass of each located click lies, in cells of `cell_px` at the band's drawn width. An exact point
    lies in one cell (half-open bins); a point known to p px is a box of p px, cut at the page's edges, that
    lies in its cells by area. Mass is counted in whole millionths and the shares are differences of rounded
    cumulative shares, so every click weighs exactly 1 000 000 however it is split, in any order of addition.
-#}
with clicks as (

    select
        'clicks' as kind,
        event_id,
        event_date,
        session_id,
        user_key,
        activity_id,
        band,
        layer,
        precision_px,
        page_x,
        page_y,
        drawn_x,
        drawn_width,
        viewport_width
    from {{ ref('int_clicks') }}
    where
        position = 'located'
        and is_counted
        and {{ in_window('event_date') }}

    union all

    select
        kind,
        event_id,
        event_date,
        session_id,
        user_key,
        activity_id,
        band,
        layer,
        precision_px,
        page_x,
        page_y,
        drawn_x,
        drawn_width,
        viewport_width
    from {{ ref('int_click_kinds') }}
    where
        position = 'located'
        and {{ in_window('event_date') }}

),

placed as (

    select
        clicks.kind,
        clicks.event_date,
        clicks.session_id,
        clicks.user_key,
        clicks.activity_id,
        clicks.band,
        clicks.layer,
        clicks.precision_px,
        clicks.page_x,
        coalesce(anchored.page_y, clicks.page_y) as page_y,
        coalesce(anchored.drawn_x, clicks.drawn_x) as drawn_x,
        clicks.drawn_width,
        clicks.viewport_width
    from clicks
    left join {{ ref('int_anchored_clicks') }} as anchored
        on
            clicks.event_date = anchored.event_date
            and clicks.event_id = anchored.event_id
            and {{ in_window('anchored.event_date') }}

),

boxes as (

    select
        kind,
        event_date,
        session_id,
        user_key,
        activity_id,
        band,
        layer,
        drawn_x,
        page_y,
        case
            when precision_px = 1 then drawn_x
            else greatest(page_x - precision_px / 2, 0) * drawn_width / nullif(viewport_width, 0)
        end as left_px,
        case
            when precision_px = 1 then drawn_x
            else least(page_x + precision_px / 2, viewport_width) * drawn_width / nullif(viewport_width, 0)
        end as right_px,
        case when precision_px = 1 then page_y else greatest(page_y - precision_px / 2, 0) end as top_px,
        case when precision_px = 1 then page_y else page_y + precision_px / 2 end as bottom_px
    from placed

),

spans as (

    select
        *,
        floor(left_px / {{ var('cell_px') }})::bigint as first_x,
        greatest(ceil(right_px / {{ var('cell_px') }}), floor(left_px / {{ var('cell_px') }}) + 1)::bigint as beyond_x,
        floor(top_px / {{ var('cell_px') }})::bigint as first_y,
        greatest(ceil(bottom_px / {{ var('cell_px') }}), floor(top_px / {{ var('cell_px') }}) + 1)::bigint as beyond_y
    from boxes

),

columns as (

    select
        *,
        {{ each(numbers('first_x', 'beyond_x')) }} as x_bin
    from spans

),

cells as (

    select
        *,
        {{ each(numbers('first_y', 'beyond_y')) }} as y_bin
    from columns

),

weighed as (

    select
        *,
        {{ share_in_thousandths('x_bin', 'left_px', 'right_px') }}
        * {{ share_in_thousandths('y_bin', 'top_px', 'bottom_px') }} as mass
    from cells

)

select
    kind,
    event_date,
    session_id,
    user_key,
    activity_id,
    band,
    layer,
    x_bin::integer as x_bin,
    y_bin::integer as y_bin,
    sum(mass)::bigint as mass
from weighed
where mass > 0
group by kind, event_date, session_id, user_key, activity_id, band, layer, x_bin, y_bin
