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

{#- True if this table has rows of days before the window: a model may read those of its own. -#}
{% macro has_days_before_window() %}
    {%- if not execute or window_start() is none or should_full_refresh() -%}
        {{- return(false) -}}
    {%- endif -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- if existing is none -%}
        {{- return(false) -}}
    {%- endif -%}
    {%- set day = config.require('day') -%}
    {%- set before = day ~ ' < ' ~ first_day_of_window() -%}
    {{- return(run_query('select 1 as found from ' ~ existing ~ ' where ' ~ before ~ ' limit 1') | length > 0) -}}
{% endmacro %}

{% macro first_day_of_window() -%}date '{{ window_start() }}'{%- endmacro %}

{#-
    The first date whose rows a run writes: of the window, or of the `amends` days before it. In a table of periods
    (`week`, which begins on Monday, or `month`) it is the first date of its period.
-#}
{% macro first_day_written(amends=0, period=none) %}
    {%- set dates = modules.datetime -%}
    {%- set day = dates.date.fromisoformat(window_start()) - dates.timedelta(days=amends) -%}
    {%- if period == 'week' -%}
        {%- set day = day - dates.timedelta(days=day.weekday()) -%}
    {%- elif period == 'month' -%}
        {%- set day = day.replace(day=1) -%}
    {%- endif -%}
    {{- return(day) -}}
{% endmacro %}

{#-
    The day after the last one whose rows a run writes. Of periods there is none: who came for the first time in a period
    depends on every day before it. Those that depend on their `own_days` alone are written if the window has a day of them.
-#}
{% macro end_of_days_written(period=none, own_days=false) %}
    {%- if period is none -%}
        {{- return(window_end()) -}}
    {%- elif not own_days -%}
        {{- return(none) -}}
    {%- endif -%}
    {%- set dates = modules.datetime -%}
    {%- set last = dates.date.fromisoformat(window_end()) - dates.timedelta(days=1) -%}
    {%- if period == 'week' -%}
        {{- return(last + dates.timedelta(days=7 - last.weekday())) -}}
    {%- endif -%}
    {{- return((last.replace(day=1) + dates.timedelta(days=32)).replace(day=1)) -}}
{% endmacro %}

{#- True for rows that a run writes. -#}
{% macro is_written(column, amends=0, period=none, own_days=false) -%}
    {%- if period is none -%}
        {{ in_window(column, amends) }}
    {%- elif window_start() is none -%}
        true
    {%- else -%}
        (
            {{ column }} >= date '{{ first_day_written(amends, period) }}'
            {%- if own_days %}
            and {{ column }} < date '{{ end_of_days_written(period, own_days) }}'
            {%- endif %}
        )
    {%- endif -%}
{%- endmacro %}

{#- The same of the table that a config is of. -#}
{% macro is_written_by(config, column) -%}
    {{ is_written(column, config.get('amends', 0), config.get('period'), config.get('own_days', false)) }}
{%- endmacro %}

{#- True for the days of the periods that a run writes: of those whose first and last day, or a later one, were built. -#}
{% macro in_whole_periods(column, period, amends=0) -%}
    (
        {{ is_written(column, amends, period) }}
        and {{ column }} >= (
            select (date_trunc('{{ period }}', min(builds.event_date) - 1) + interval 1 {{ period }})::date
            from {{ ref('stg_raw__builds') }} as builds
        )
        and {{ is_of_past_period(column, period) }}
    )
{%- endmacro %}

{#- True for the days of periods that are over: their last day, or a later one, was built. -#}
{% macro is_of_past_period(column, period) -%}
    {{ column }} < {{ end_of_past(period) }}
{%- endmacro %}

{#- The day after the last period that is over. -#}
{% macro end_of_past(period) -%}
    date_trunc('{{ period }}', {{ last_day_built() }} + 1)::date
{%- endmacro %}

{% macro last_day_built() -%}
    (select max(builds.event_date) from {{ ref('stg_raw__builds') }} as builds)
{%- endmacro %}

{#- True for dates up to the last of the window, however far back. -#}
{% macro until_window_end(column) -%}
    {%- if window_end() is none -%}true{%- else -%}{{ column }} < date '{{ window_end() }}'{%- endif -%}
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
        -- the dates are repeated as literals: a subquery alone is not pushed down to all tables that the relation joins
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

    A table whose columns have changed is made anew by a run whose window covers all its days; any other run
    fails and names the one that does.

    Config: `day` names the date column; `amends: 1` if rows of the day before the window are rebuilt too; `period:
    week` or `month` in a table of such periods, each under its first date; `own_days: true` if these depend on their own
    days alone.
-#}
{% materialization days, adapter='duckdb' %}
    {%- set target = this.incorporate(type='table') -%}
    {%- set existing = load_cached_relation(this) -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- set is_made_anew = existing is none or existing.is_view or should_full_refresh()
        or window_start() is none or (var('compare_tables', true) and must_be_made_anew(existing, compiled_code)) -%}
    {% if is_made_anew %}
        {% call statement('main') -%}
            {{ made_anew(existing, target) }}
        {%- endcall %}
    {% else %}
        {#- the query has the columns of the table, which was made under the contract -#}
        {% call statement('main') -%}
            delete from {{ target }}
            where {{ is_written_by(config, config.require('day')) }};
            insert into {{ target }} by name ({{ compiled_code }});
        {%- endcall %}
    {% endif %}
    {% if is_made_anew or var('compare_tables', true) %}{% do persist_docs(target, model) %}{% endif %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do adapter.commit() %}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}

{#-
    True if a table has other columns than its query gives now, by name and type, and the window covers all its
    days. Raises an error if it does not: the days outside of the window would be lost.
-#}
{% macro must_be_made_anew(existing, query) %}
    {%- set changed = run_query(changed_columns(existing, query)) -%}
    {%- if changed | length > 0 -%}
        {#- the day may have been called otherwise -#}
        {%- set dates = adapter.get_columns_in_relation(existing)
            | selectattr('dtype', 'equalto', 'DATE') | map(attribute='name') | list -%}
        {%- set day = config.require('day') if config.require('day') in dates else (dates + ['null']) | first -%}
        {%- set outside = run_query(days_to_rebuild(existing, day)).rows[0] -%}
        {%- if outside['day_count'] > 0 -%}
            {{ exceptions.raise_compiler_error(
                'the columns of ' ~ existing.identifier ~ ' have changed (' ~ changed.columns[0].values() | join(', ')
                ~ '), and this run builds only some of its days. All of them: heatmaps backfill '
                ~ outside['first_day'] ~ ' ' ~ outside['last_day']
            ) }}
        {%- endif -%}
    {%- endif -%}
    {{- return(changed | length > 0) -}}
{% endmacro %}

{% macro changed_columns(existing, query) %}
    select
        coalesce(stored.column_name, made.column_name) || ': ' || coalesce(stored.column_type, 'new')
        || ', now ' || coalesce(made.column_type, 'none') as change
    from (describe {{ existing }}) as stored
    full join (describe ({{ query }})) as made using (column_name)
    where stored.column_type is distinct from made.column_type
    order by change
{% endmacro %}

{#- From the first to the last day that any table has, so that one backfill serves them all. -#}
{% macro days_to_rebuild(existing, day) %}
    select
        count(*) as day_count,
        least(min({{ day }}), (select min(event_date) from {{ target.database }}.raw.builds)) as first_day,
        greatest(max({{ day }}), (select max(event_date) from {{ target.database }}.raw.builds)) as last_day
    from {{ existing }}
    where not {{ is_written_by(config, day) }}
{% endmacro %}
