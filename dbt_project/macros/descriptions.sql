{#
    What the yml says of a table and its columns, as comments in the database. Only what the database does not say
    already is written: a night changes rows, and hardly ever words.
-#}
{% macro duckdb__persist_docs(relation, model, for_relation, for_columns) %}
    {%- set words = {} -%}
    {%- if for_relation and config.persist_relation_docs() and model.description -%}
        {%- do words.update({'': model.description}) -%}
    {%- endif -%}
    {%- if for_columns and config.persist_column_docs() -%}
        {%- for column in model.columns.values() if column.description -%}
            {%- do words.update({column.name: column.description}) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- set statements = [] -%}
    {%- for name, text in (run_query(words_not_said(relation, words)).rows if words else []) -%}
        {%- set commented = 'column ' ~ relation ~ '.' ~ adapter.quote(name) if name else 'table ' ~ relation -%}
        {%- do statements.append('comment on ' ~ commented ~ ' is ' ~ sql_text(text)) -%}
    {%- endfor -%}
    {%- if statements -%}
        {%- do run_query(statements | join(';\n')) -%}
    {%- endif -%}
{% endmacro %}

{#- The words, by column and '' for the table, that are not its comments yet. -#}
{% macro words_not_said(relation, words) %}
    {%- set here -%}
        database_name = '{{ relation.database }}'
        and schema_name = '{{ relation.schema }}'
        and table_name = '{{ relation.identifier }}'
    {%- endset -%}
    with said as (
        select '' as name, comment from duckdb_tables() where {{ here }}
        union all
        select column_name as name, comment from duckdb_columns() where {{ here }}
    ),
    wanted (name, comment) as (
        values
        {% for name, text in words.items() %}
            ({{ sql_text(name) }}, {{ sql_text(text | trim) }}){{ ',' if not loop.last }}
        {% endfor %}
    )
    select name, wanted.comment
    from wanted
    inner join said using (name)
    where wanted.comment is distinct from said.comment
{% endmacro %}

{% macro sql_text(text) -%}
    '{{ text | replace("'", "''") }}'
{%- endmacro %}
