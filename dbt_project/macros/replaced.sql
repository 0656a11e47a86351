{#
    Views, tables and seeds that are replaced whole. dbt's own way makes another one, renames both and drops the old: seven
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

{#-
    A seed: the rows of the file that the installation has in its place (`rules:` of the exports file), else its own. By
    the names of the columns, of which a file may lack some.
-#}
{% materialization seed, adapter='duckdb' %}
    {%- set target = this.incorporate(type='table') -%}
    {%- set file = var('rule_files', {}).get(model.name, adapter.get_seed_file_path(model)) -%}
    {% call statement('main') -%}
        create or replace table {{ target }} (
            {%- for column, type in config.require('column_types').items() %}
            {{ adapter.quote(column) }} {{ type }}{{ ',' if not loop.last }}
            {%- endfor %}
        );
        insert into {{ target }} by name
        select * from read_csv({{ sql_text(file) }}, header = true, delim = ',', quote = '"', escape = '"', all_varchar = true);
    {%- endcall %}
    {#- what `dbt seed --show` shows -#}
    {% call statement('agate_table', fetch_result=True) -%}
        select * from {{ target }} limit 10
    {%- endcall %}
    {% do adapter.commit() %}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}
