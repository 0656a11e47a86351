{#
    What the yml says of a table and its columns, as comments in the database. Only what the database does not say
    already is written: a night changes rows, and hardly ever words.
-#}
{% macro duckdb__persist_docs(relation, model, for_relation, for_columns) %}
    {%- set wanted = {} -%}
    {%- if for_relation and config.persist_relation_docs() and model.description -%}
        {%- do wanted.update({'': model.description | trim}) -%}
    {%- endif -%}
    {%- if for_columns and config.persist_column_docs() -%}
        {%- for column in model.columns.values() if column.description -%}
            {%- do wanted.update({column.name: column.description | trim}) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- set said = {} -%}
    {%- for name, comment in (run_query(comments_of(relation)).rows if wanted else []) -%}
        {%- do said.update({name: comment}) -%}
    {%- endfor -%}
    {%- set statements = [] -%}
    {%- for name, text in wanted.items() if said.get(name) != text -%}
        {%- set commented = 'column ' ~ relation ~ '.' ~ adapter.quote(name) if name else 'table ' ~ relation -%}
        {%- do statements.append('comment on ' ~ commented ~ " is '" ~ text | replace("'", "''") ~ "'") -%}
    {%- endfor -%}
    {%- if statements -%}
        {%- do run_query(statements | join(';\n')) -%}
    {%- endif -%}
{% endmacro %}

{#- The comment of a table, under the name '', and those of its columns. -#}
{% macro comments_of(relation) %}
    {%- set here -%}
        database_name = '{{ relation.database }}'
        and schema_name = '{{ relation.schema }}'
        and table_name = '{{ relation.identifier }}'
    {%- endset -%}
    select '' as column_name, comment from duckdb_tables() where {{ here }}
    union all
    select column_name, comment from duckdb_columns() where {{ here }}
{% endmacro %}
