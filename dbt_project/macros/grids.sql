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
