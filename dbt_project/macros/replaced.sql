{#
    Views and tables that are replaced whole. dbt's own way makes another one, renames both and drops the old: seven
    statements, which cost a night more than the rows of most tables. DuckDB replaces in one transaction anyway.
-#}
{% materialization view, adapter='duckdb' %}
    {%- set target = this.incorporate(type='view') -%}
    {%- set existing = load_cached_relation(this) -%}
    {% call statement('main') -%}
        {% if existing is not none and existing.is_table %}drop table {{ existing }};{% endif %}
        create or replace view {{ target }} as ({{ compiled_code }});
    {%- endcall %}
    {% do adapter.commit() %}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}

{% materialization table, adapter='duckdb' %}
    {%- set target = this.incorporate(type='table') -%}
    {% call statement('main') -%}
        {{ made_anew(load_cached_relation(this), target) }}
    {%- endcall %}
    {% do persist_docs(target, model) %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do adapter.commit() %}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}

{% macro made_anew(existing, target) -%}
    {% if existing is not none %}drop {{ existing.type }} {{ existing }};{% endif %}
    {{ create_table_as(False, target, compiled_code) }}
{%- endmacro %}
