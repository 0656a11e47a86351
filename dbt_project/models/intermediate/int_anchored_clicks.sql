{{ config(materialized='days', day='event_date') }}

{#-
    A click is anchored if it is known to the pixel and lies in the box of its element: at the same share of the width and the
    height of the reference box, which is the median of the boxes that clicks of the page, band and day tell of. Edges are
    whole px, so that every engine draws it in the same cell. What would leave the page stays where it is.
-#}
with clicks as (

    select
        clicks.event_date,
        clicks.event_id,
        coalesce(activities.page, '(none)') as page,
        clicks.band,
        activities.element_key,
        clicks.drawn_width,
        (clicks.page_x - clicks.box_x) / nullif(clicks.box_width, 0) as x_share,
        (clicks.page_y - clicks.box_y) / nullif(clicks.box_height, 0) as y_share,
        clicks.box_x * clicks.drawn_width / nullif(clicks.viewport_width, 0) as left_px,
        clicks.box_y as top_px,
        clicks.box_width * clicks.drawn_width / nullif(clicks.viewport_width, 0) as width_px,
        clicks.box_height as height_px
    from {{ ref('int_clicks') }} as clicks
    inner join {{ ref('int_activities') }} as activities
        on clicks.event_date = activities.event_date and clicks.activity_id = activities.activity_id
    where
        {{ var('anchor_clicks_to_elements') }}
        and clicks.position = 'located'
        and clicks.layer = 'page'
        and clicks.is_counted
        and clicks.precision_px = 1
        and activities.element_key is not null
        and clicks.page_x >= clicks.box_x
        and clicks.page_x < clicks.box_x + clicks.box_width
        and clicks.page_y >= clicks.box_y
        and clicks.page_y < clicks.box_y + clicks.box_height
        and {{ in_window('clicks.event_date') }}
        and {{ in_window('activities.event_date') }}

),

boxes as (

    select
        event_date,
        page,
        band,
        element_key,
        floor(median(left_px) + 0.5) as left_px,
        floor(median(top_px) + 0.5) as top_px,
        floor(median(width_px) + 0.5) as width_px,
        floor(median(height_px) + 0.5) as height_px
    from clicks
    group by event_date, page, band, element_key

),

anchored as (

    select
        clicks.event_date,
        clicks.event_id,
        clicks.drawn_width,
        boxes.left_px + clicks.x_share * boxes.width_px as drawn_x,
        boxes.top_px + clicks.y_share * boxes.height_px as page_y
    from clicks
    inner join boxes
        on
            clicks.event_date = boxes.event_date
            and clicks.page = boxes.page
            and clicks.band = boxes.band
            and clicks.element_key = boxes.element_key

)

select
    event_date,
    event_id,
    drawn_x,
    page_y
from anchored
where
    drawn_x >= 0
    and drawn_x < drawn_width
    and page_y >= 0
    and page_y < {{ var('tallest_page_px') }}
