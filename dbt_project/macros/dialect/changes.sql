{#
    Which days of which public table were written, in their order: publishing writes the same days of the files that
    readers open. A hook, so that it is in the transaction of those rows. No days: the whole table; no end: all days
    from the first on.
-#}
{% macro note_change() -%}
    {{ return(adapter.dispatch('note_change')()) }}
{%- endmacro %}

{% macro default__note_change() -%}
    {%- set changes = this.database ~ '.publishing.changes' -%}
    {%- if execute and this.database != target.database %}
        create schema if not exists {{ this.database }}.publishing;
        create table if not exists {{ changes }} (
            change_id bigint not null,
            table_name string not null,
            is_shared boolean not null,
            day_column string,
            first_day date,
            end_day date,
            changed_at timestamp not null
        );
        insert into {{ changes }}
        select
            coalesce(max(change_id), 0) + 1,
            '{{ this.identifier }}',
            {{ config.get('meta', {}).get('shared', false) }},
            {% if config.get('materialized') == 'days' and window_start() is not none and not should_full_refresh() %}
                '{{ config.require('day') }}',
                date '{{ first_day_written(config.get('amends', 0), config.get('period')) }}',
                {%- set end = end_of_days_written(config.get('period'), config.get('own_days', false)) %}
                {{ "date '" ~ end ~ "'" if end is not none else 'null' }},
            {% else %}
                null, null, null,
            {% endif %}
            now()::timestamp
        from {{ changes }};
    {%- endif %}
{%- endmacro %}

{#- Only files of DuckDB are published. -#}
{% macro spark__note_change() -%}
{%- endmacro %}
