{# Schemas are named as the folders say, without dbt's target prefix: one warehouse, one target. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name or target.schema }}
{%- endmacro %}

{# How the 64-bit keys of the private tables are written in public ones. #}
{% macro public_key(column) -%}
    lpad(lower(to_hex({{ column }})), 16, '0')
{%- endmacro %}
