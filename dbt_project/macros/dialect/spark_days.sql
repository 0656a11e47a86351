{#
    `days` on Spark: a folder for each day. The folders of the window are dropped and those of the days that have
    rows are written again, so that a day rebuilt empty is empty. Over Parquet files this is not atomic.
#}
{% materialization days, adapter='spark' %}
    {%- set target = this.incorporate(type='table') -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set day = config.require('day') -%}
    {{ run_hooks(pre_hooks) }}
    {%- if config.get('contract').enforced -%}
        {{ get_assert_columns_equivalent(compiled_code) }}
    {%- endif -%}
    {% if existing is none or existing.is_view or should_full_refresh() or window_start() is none %}
        {% if existing is not none %}
            {% do adapter.drop_relation(existing) %}
        {% endif %}
        {% call statement('main') -%}
            create table {{ target }} using parquet partitioned by ({{ day }}) {{ comment_clause() }}
            as {{ compiled_code }}
        {%- endcall %}
    {% else %}
        {%- set stored = spark_types(adapter.get_columns_in_relation(existing)) -%}
        {%- set made = spark_types(get_column_schema_from_query(compiled_code)) -%}
        {%- if stored != made -%}
            {#- an insert would cast what is made to what is stored -#}
            {{ exceptions.raise_compiler_error(
                'the columns of ' ~ this ~ ' have changed. Build all days anew: dbt build --full-refresh'
            ) }}
        {%- endif -%}
        {%- set written = is_written_by(config, day) -%}
        {%- set found = run_query('select distinct ' ~ day ~ ' from ' ~ target ~ ' where ' ~ written) -%}
        {%- if found | length > 0 -%}
            {% call statement('drop_days') -%}
                alter table {{ target }} drop
                {% for date in found.columns[0].values() -%}
                    partition ({{ day }} = date '{{ date }}'){{ ', ' if not loop.last }}
                {%- endfor %}
            {%- endcall %}
        {%- endif -%}
        {% call statement('main') -%}
            insert into {{ target }} by name {{ compiled_code }}
        {%- endcall %}
    {% endif %}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}

{% macro spark_types(columns) %}
    {%- set types = {} -%}
    {%- for column in columns -%}
        {%- do types.update({column.name: column.data_type}) -%}
    {%- endfor -%}
    {{ return(types) }}
{% endmacro %}
