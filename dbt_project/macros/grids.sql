{# How much of the span from `low` to `high` lies in cell number `bin`, in whole thousandths that add up to 1000. #}
{% macro share_in_thousandths(bin, low, high) -%}
    case
        when {{ high }} <= {{ low }} then 1000
        else
            round(1000 * least(greatest(
                (({{ bin }} + 1) * {{ var('cell_px') }} - {{ low }}) / nullif({{ high }} - {{ low }}, 0), 0
            ), 1))::bigint
            - round(1000 * least(greatest(
                ({{ bin }} * {{ var('cell_px') }} - {{ low }}) / nullif({{ high }} - {{ low }}, 0), 0
            ), 1))::bigint
    end
{%- endmacro %}

{#- A query: events of these kinds (a list in SQL), with the band they were seen in and their place on the page. -#}
{% macro placed_clicks(kinds) -%}
with clicks as (

    select
        events.event_date,
        events.event_id,
        sessionised.session_id,
        sessionised.page_view_id,
        sessionised.user_key,
        sessionised.activity_id,
        sessionised.is_counted,
        events.kind,
        events.export,
        events.event_at,
        events.vendor_session_id,
        events.vendor_page_view_id,
        events.page_x,
        events.page_y,
        events.element_y + events.element_height / 2 as box_middle_y,
        events.element_width as box_width,
        events.element_height as box_height,
        events.viewport_width,
        events.viewport_height,
        events.document_height,
        coalesce(events.coord_precision_px, 1)::smallint as precision_px,
        case when events.is_fixed_target then 'fixed' else 'page' end as layer
    from {{ ref('int_events_counted') }} as events
    inner join {{ ref('int_events_sessionised') }} as sessionised
        on events.event_date = sessionised.event_date and events.event_id = sessionised.event_id
    where
        events.kind in {{ kinds }}
        and sessionised.kind in {{ kinds }}
        and {{ in_window('events.event_date') }}
        and {{ in_window('sessionised.event_date') }}

)

select
    clicks.*,
    bands.band,
    bands.drawn_width,
    case
        when clicks.page_x is null or clicks.page_y is null or bands.band is null then 'unlocated'
        -- half-open; a rounded point may sit on an edge or past it, where its box still reaches onto the page
        when
            clicks.page_x < 0
            or clicks.page_y < 0
            or clicks.page_y >= {{ var('tallest_page_px') }}
            or clicks.page_x >= clicks.viewport_width + case when clicks.precision_px > 1 then 1 else 0 end
            or clicks.page_y
            >= case when clicks.layer = 'page' then clicks.document_height else clicks.viewport_height end
            + case when clicks.precision_px > 1 then clicks.precision_px / 2 else 0 end
            then 'out_of_range'
        else 'located'
    end as position,
    -- relative x at the width the band is drawn at, absolute y
    clicks.page_x * bands.drawn_width / nullif(clicks.viewport_width, 0) as drawn_x
from clicks
left join {{ ref('viewport_bands') }} as bands
    on clicks.viewport_width between bands.min_width and bands.max_width
{%- endmacro %}
