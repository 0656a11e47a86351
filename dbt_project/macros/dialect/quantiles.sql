{#- An aggregate: the value below which a share of the values lies, between two of them in proportion. -#}
{% macro quantile(value, share) %}{{ return(adapter.dispatch('quantile')(value, share)) }}{% endmacro %}
{% macro default__quantile(value, share) -%}quantile_cont({{ value }}, {{ share }}){%- endmacro %}
