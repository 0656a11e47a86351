{#- One row for each item of a list; once in a select. -#}
{% macro each(list) %}{{ return(adapter.dispatch('each')(list)) }}{% endmacro %}
{% macro default__each(list) -%}unnest({{ list }}){%- endmacro %}

{#- The whole numbers from `low` up to, and not including, `high`: a list, empty if there are none. -#}
{% macro numbers(low, high) %}{{ return(adapter.dispatch('numbers')(low, high)) }}{% endmacro %}
{% macro default__numbers(low, high) -%}range({{ low }}, {{ high }}){%- endmacro %}
