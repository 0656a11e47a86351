{# How much of the span from `low` to `high` lies in cell number `bin`, in whole thousandths that add up to 1000. #}
{% macro share_in_thousandths(bin, low, high) -%}
    case
        when {{ high }} <= {{ low }} then 1000
        else
            round(1000 * least(greatest(
                (({{ bin }} + 1) * {{ cell_px() }} - {{ low }}) / ({{ high }} - {{ low }}), 0
            ), 1))::bigint
            - round(1000 * least(greatest(
                ({{ bin }} * {{ cell_px() }} - {{ low }}) / ({{ high }} - {{ low }}), 0
            ), 1))::bigint
    end
{%- endmacro %}

{#-
    One step of making cells of at least `minimum_users` people: what a relation of (grid, user, cell) mass
    holds in cells with enough people, and what is left to be tried in cells of twice the edge.
-#}
{% macro shared_cells(points) -%}
    select
        event_date,
        feature,
        segment,
        band,
        layer,
        x_bin,
        y_bin,
        count(*) as user_count,
        sum(mass)::bigint as mass
    from {{ points }}
    group by event_date, feature, segment, band, layer, x_bin, y_bin
    having count(*) >= {{ var('minimum_users') }}
{%- endmacro %}

{% macro rest_in_doubled_cells(points, kept) -%}
    select
        points.event_date,
        points.feature,
        points.segment,
        points.band,
        points.layer,
        points.user_key,
        points.x_bin // 2 as x_bin,
        points.y_bin // 2 as y_bin,
        sum(points.mass)::bigint as mass
    from {{ points }} as points
    where
        not exists (
            select 1
            from {{ kept }} as kept
            where
                kept.event_date = points.event_date
                and kept.feature = points.feature
                and kept.segment = points.segment
                and kept.band = points.band
                and kept.layer = points.layer
                and kept.x_bin = points.x_bin
                and kept.y_bin = points.y_bin
        )
    group by
        points.event_date,
        points.feature,
        points.segment,
        points.band,
        points.layer,
        points.user_key,
        points.x_bin // 2,
        points.y_bin // 2
{%- endmacro %}

{#- Edge of the finest cell, css px at the band's drawn width. The pictures know it too: transforms/heat/grids.py. -#}
{% macro cell_px() -%}8{%- endmacro %}

{#- No page is drawn taller than this, css px; what lies below is out of range. As MAX_HEIGHT_PX of transforms/. -#}
{% macro tallest_page_px() -%} 200000 {%- endmacro %}
