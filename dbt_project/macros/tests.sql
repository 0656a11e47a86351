{#
    Generic tests read only the window a run rebuilt: the rest was tested when it was written, and the cost of a
    night must not grow with history. Without a window (by hand) they read everything.
-#}
{% macro tested_rows(model) -%}
    {%- set columns = adapter.get_columns_in_relation(model) | map(attribute='name') | list -%}
    {%- set day = model_day(columns) -%}
    (select * from {{ model }} {% if day %}where {{ in_window(day, before=1) }}{% endif %})
{%- endmacro %}

{% macro model_day(columns) -%}
    {%- for day in ['event_date', 'session_date', 'page_view_date', 'click_date'] if day in columns -%}
        {%- if loop.first -%}{{- day -}}{%- endif -%}
    {%- endfor -%}
{%- endmacro %}

{% test unique_together(model, columns) %}
select {{ columns | join(', ') }}
from {{ tested_rows(model) }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}

{% test unique(model, column_name) %}
select {{ column_name }}
from {{ tested_rows(model) }}
where {{ column_name }} is not null
group by {{ column_name }}
having count(*) > 1
{% endtest %}

{% test not_null(model, column_name) %}
select {{ column_name }}
from {{ tested_rows(model) }}
where {{ column_name }} is null
{% endtest %}
