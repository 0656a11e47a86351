{#
    The generic test of every table: no two rows have the same key, and no column of it, nor one of `not_null`, is
    null. One query a table, because each test costs a night as much as a small model.

    It reads only the window that a run rebuilt: the rest was tested when it was written, and the cost of a night
    must not grow with history. Without a window (by hand) it reads everything.
-#}
{% test primary_key(model, columns, not_null=[]) %}
select
    {{ columns | join(',\n    ') }},
    count(*) as row_count
from {{ model }}
where {{ in_tested_window() }}
group by {{ columns | join(', ') }}
having
    count(*) > 1
    {%- for column in columns %}
    or {{ column }} is null
    {%- endfor %}
    {%- for column in not_null %}
    or count({{ column }}) < count(*)
    {%- endfor %}
{% endtest %}

{#- True for the rows of the window, its periods too, and the day before it, in a test of a table rebuilt by days. -#}
{% macro in_tested_window() -%}
    {%- set tested = graph.nodes[model.attached_node].config if execute else {} -%}
    {{- is_written(tested.day, amends=1, period=tested.period, own_days=tested.own_days) if tested.day else 'true' -}}
{%- endmacro %}
