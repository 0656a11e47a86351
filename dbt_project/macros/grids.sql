{# How much of the span from `low` to `high` lies in cell number `bin`, in whole thousandths that add up to 1000. #}
{% macro share_in_thousandths(bin, low, high) -%}
    case
        when {{ high }} <= {{ low }} then 1000
        else
            round(1000 * least(greatest(
                (({{ bin }} + 1) * {{ cell_px() }} - {{ low }}) / nullif({{ high }} - {{ low }}, 0), 0
            ), 1))::bigint
            - round(1000 * least(greatest(
                ({{ bin }} * {{ cell_px() }} - {{ low }}) / nullif({{ high }} - {{ low }}, 0), 0
            ), 1))::bigint
    end
{%- endmacro %}

{#- Edge of the finest cell, css px at the band's drawn width. The pictures know it too: transforms/heat/grids.py. -#}
{% macro cell_px() -%}8{%- endmacro %}

{#- No page is drawn taller than this, css px; what lies below is out of range. As MAX_HEIGHT_PX of transforms/. -#}
{% macro tallest_page_px() -%} 200000 {%- endmacro %}
