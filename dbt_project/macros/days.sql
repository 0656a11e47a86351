{#
    The days a run rebuilds. Dates never travel as vars (that would defeat dbt's partial parse): they are
    `--event-time-start` and `--event-time-end` of the command line, half-open. Without them, as in a full
    refresh by hand, the window is all of history.
#}

{% macro window_start() %}
    {%- set start = invocation_args_dict.get('event_time_start') -%}
    {{- return((start | string)[:10] if start else none) -}}
{% endmacro %}

{% macro window_end() %}
    {%- set end = invocation_args_dict.get('event_time_end') -%}
    {{- return((end | string)[:10] if end else none) -}}
{% endmacro %}

{#- True for dates of the window, widened by whole days to either side. -#}
{% macro in_window(column, before=0, after=0) -%}
    {%- if window_start() is none -%}
        true
    {%- else -%}
        (
            {{ column }} >= date '{{ window_start() }}' - {{ before }}
            and {{ column }} < date '{{ window_end() }}' + {{ after }}
        )
    {%- endif -%}
{%- endmacro %}

{#-
    True for events of the (widened) window and for those of the day before it that a session running at
    its first instant can still reach: the last session gap before the window's first event. Exports that
    bring their own session ids have no gap, so all of that day counts for them.
-#}
{% macro in_window_with_edge(relation, before=0) -%}
    {%- if window_start() is none -%}
        true
    {%- else -%}
        -- the dates stand alone too: beside a subquery they do not reach all tables that the relation joins
        {{ in_window('event_date', before + 1) }}
        and (
            {{ in_window('event_date', before) }}
            or (
                event_date = date '{{ window_start() }}' - {{ before + 1 }}
                and (
                    session_group <> 0
                    or event_at >= (
                        select min(edge.event_at)
                        from {{ relation }} as edge
                        where edge.event_date = date '{{ window_start() }}' - {{ before }}
                    ) - interval {{ var('session_gap_minutes') }} minute
                )
            )
        )
    {%- endif -%}
{%- endmacro %}

{#-
    A table rebuilt by whole days: the window's rows are deleted and written again, in one transaction.
    A day rebuilt empty is emptied (delete+insert by key would leave its rows), a crash leaves the table
    as it was, and rows are written once (incremental writes a temporary copy first).

    Config: `day` names the date column; `amends: 1` if rows of the day before the window are rebuilt too.
-#}
{% materialization days, adapter='duckdb' %}
    {%- set target = this.incorporate(type='table') -%}
    {%- set existing = load_cached_relation(this) -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {% if existing is none or existing.is_view or should_full_refresh() or window_start() is none %}
        {% call statement('main') -%}
            {% if existing is not none %}drop {{ existing.type }} {{ existing }};{% endif %}
            {{ create_table_as(False, target, compiled_code) }}
        {%- endcall %}
    {% else %}
        {%- if config.get('contract').enforced -%}
            {{ get_assert_columns_equivalent(compiled_code) }}
        {%- endif -%}
        {%- set stored = adapter.get_columns_in_relation(existing) | map(attribute='name') | sort -%}
        {%- set made = get_column_schema_from_query(compiled_code) | map(attribute='name') | sort -%}
        {%- if stored | list != made | list -%}
            {{ exceptions.raise_compiler_error(
                'the columns of ' ~ this.identifier ~ ' have changed. Delete work.duckdb and marts.duckdb of the'
                ~ ' warehouse (events and what is published stay), then run: heatmaps backfill FROM TO'
            ) }}
        {%- endif -%}
        {% call statement('main') -%}
            delete from {{ target }} where {{ in_window(config.require('day'), config.get('amends', 0)) }};
            insert into {{ target }} by name ({{ compiled_code }});
        {%- endcall %}
    {% endif %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do adapter.commit() %}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}
