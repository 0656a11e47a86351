{# Schemas are named as the folders say, without dbt's target prefix: one warehouse, one target. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name or target.schema }}
{%- endmacro %}

{#- The trait that names a person's account, as a literal; empty if accounts are not counted. -#}
{% macro account_trait() -%}
    {{ sql_text(var('account_trait')) }}
{%- endmacro %}

{#- The zone in which a day begins and ends. -#}
{% macro time_zone() %}
    {{- return(env_var('USAGE_TIMEZONE', '') or 'UTC') -}}
{% endmacro %}
