{# What Spark spells otherwise than DuckDB, macro by macro as in the files beside this one. -#}

{% macro spark__key_of(columns) -%}
    {#- xxhash64 passes over nulls, so (null, 'a') would equal ('a', null) -#}
    xxhash64({% for c in columns %}{{ c }} is null, {{ c }}{{ ', ' if not loop.last }}{% endfor %})
{%- endmacro %}

{#- DuckDB reads the last eight bytes of the digest from the lowest to the highest. -#}
{% macro spark__text_key(text) -%}
    conv(concat(
        {%- for at in range(31, 16, -2) %}substr(md5({{ text }}), {{ at }}, 2){{ ', ' if not loop.last }}{% endfor -%}
    ), 16, -10)::bigint
{%- endmacro %}

{% macro spark__public_key(key) -%}lpad(lower(hex({{ key }})), 16, '0'){%- endmacro %}

{% macro spark__last_known(value) -%}last_value({{ value }}) ignore nulls{%- endmacro %}

{% macro spark__microseconds(at) -%}unix_micros(cast({{ at }} as timestamp_ltz)){%- endmacro %}

{% macro spark__days_between(first, last) -%}datediff({{ last }}, {{ first }}){%- endmacro %}

{% macro spark__hour_in(zone, at) -%}
    hour(convert_timezone('UTC', '{{ spark_escaped(zone) }}', {{ at }}))
{%- endmacro %}

{% macro spark__quantile(value, share) -%}percentile({{ value }}, {{ share }}){%- endmacro %}

{% macro spark__each(list) -%}explode({{ list }}){%- endmacro %}

{#- `sequence(1, 0)` would count down. -#}
{% macro spark__numbers(low, high) -%}
    case when {{ high }} > {{ low }} then sequence(cast({{ low }} as bigint), cast({{ high }} as bigint) - 1) end
{%- endmacro %}

{% macro spark__sorted_text(text, separator) -%}
    array_join(array_sort(array_agg({{ text }})), '{{ separator }}')
{%- endmacro %}

{% macro spark__regex(pattern) -%}'{{ spark_escaped(pattern) }}'{%- endmacro %}

{% macro spark__has_match(text, pattern) -%}regexp_like({{ text }}, {{ regex(pattern) }}){%- endmacro %}

{% macro spark__is_match(text, pattern) -%}
    regexp_like({{ text }}, {{ regex('\\A(?:' ~ pattern ~ ')\\z') }})
{%- endmacro %}

{% macro spark__replaced(text, pattern, by) -%}regexp_replace({{ text }}, {{ regex(pattern) }}, '{{ by }}'){%- endmacro %}

{#- The pattern as a regular expression: piece by piece, because the meaning of a character depends on the one before. -#}
{% macro spark__fits(text, pattern) -%}
    regexp_like({{ spark_bytes(text) }}, concat({{ regex('(?s)\\A') }}, array_join(transform(
        regexp_extract_all({{ spark_bytes(pattern) }}, {{ regex('(?s)\\\\.|\\[!?+.[^\\]]*\\]|.') }}, 0),
        piece -> case
            when piece = '*' then '.*'
            when piece = '?' then '.'
            when piece in ('[', {{ regex('\\') }}) then '(?!)'
            when piece like '[%]' then concat(
                case when piece like '[!%' then '[^' else '[' end,
                regexp_replace(
                    substr(piece, case when piece like '[!%' then 3 else 2 end, length(piece)),
                    {{ regex('([\\[\\\\&^]|\\](?!\\z))') }}, {{ regex('\\\\$1') }}
                )
            )
            else concat({{ regex('\\Q') }}, substr(piece, length(piece)), {{ regex('\\E') }})
        end
    ), ''), {{ regex('\\z') }}))
{%- endmacro %}

{#- A text with a letter for each of its bytes, because DuckDB's `?` matches one byte. -#}
{% macro spark_bytes(text) -%}decode(encode({{ text }}, 'UTF-8'), 'ISO-8859-1'){%- endmacro %}

{% macro spark__member(json, key) -%}from_json({{ json }}, 'map<string, string>')[{{ key }}]{%- endmacro %}

{% macro spark__members(json) -%}json_object_keys({{ json }}){%- endmacro %}

{% macro spark__each_segment(path, body) -%}
    array_join(transform(split({{ path }}, '/'), segment -> {{ body }}), '/')
{%- endmacro %}

{#- One sort of both: of starts and events at one moment the starts come first. -#}
{% macro spark__with_last_start(events, starts, keys, taken, at) -%}
    select event.*, {% for c in taken %}found.{{ c }} as start_{{ c }}{{ ', ' if not loop.last }}{% endfor %}
    from (
        select
            event,
            {{ last_known('start') }} over (
                partition by {{ keys | join(', ') }}
                order by event_at, event is not null
                rows between unbounded preceding and current row
            ) as found
        from (
            select {{ keys | join(', ') }}, {{ at }} as event_at, struct(*) as event, null as start from {{ events }}
            union all
            select {{ keys | join(', ') }}, event_at, null, struct({{ taken | join(', ') }}) from {{ starts }}
        )
    )
    where event is not null
{%- endmacro %}

{#- The text between the quotes of a literal: Spark reads backslashes in it. -#}
{% macro spark_escaped(text) -%}
    {{- text | replace('\\', '\\\\') | replace("'", "\\'") | replace('\n', '\\n') | replace('\r', '\\r') -}}
{%- endmacro %}

{#-
    A seed's rows as literals. dbt-spark's session puts them between quotes as they are: an empty cell becomes the
    text None, and a quote or a backslash breaks the statement or is lost.
-#}
{% macro spark__load_csv_rows(model, agate_table) %}
    {%- set types = model['config'].get('column_types', {}) -%}
    {%- set rows = [] -%}
    {%- for row in agate_table.rows -%}
        {%- set cells = [] -%}
        {%- for name in agate_table.column_names -%}
            {%- set cell = row[name] -%}
            {%- set text = 'null' if cell is none else "'" ~ spark_escaped(cell | string) ~ "'" -%}
            {%- set type = types.get(name, adapter.convert_type(agate_table, loop.index0)) -%}
            {%- do cells.append('cast(' ~ text ~ ' as ' ~ type ~ ')') -%}
        {%- endfor -%}
        {%- do rows.append('(' ~ cells | join(', ') ~ ')') -%}
    {%- endfor -%}
    {%- set sql = 'insert into ' ~ this ~ ' values ' ~ rows | join(', ') if rows else '' -%}
    {%- if rows -%}
        {%- do adapter.add_query(sql, abridge_sql_log=True) -%}
    {%- endif -%}
    {{ return(sql) }}
{% endmacro %}
