{# Schemas are named as the folders say, without dbt's target prefix: one warehouse, one target. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name or target.schema }}
{%- endmacro %}

{#- The zone in which a day begins and ends. -#}
{% macro time_zone() %}
    {{- return(env_var('USAGE_TIMEZONE', '') or 'UTC') -}}
{% endmacro %}
