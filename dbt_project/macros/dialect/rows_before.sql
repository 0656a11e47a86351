{#- A window function: the last value up to this row that is not null. To be followed by `over (…)`. -#}
{% macro last_known(value) %}{{ return(adapter.dispatch('last_known')(value)) }}{% endmacro %}
{% macro default__last_known(value) -%}last_value({{ value }} ignore nulls){%- endmacro %}

{#
    A query: each row of `events`, and of the last row of `starts` with the same `keys` at or before it the columns
    `taken`, named `start_…`; null if there is none. Its moment is `at` in `events` and `event_at` in `starts`, of which
    no two rows are alike in `keys` and `event_at`.
-#}
{% macro with_last_start(events, starts, keys, taken, at='event_at') %}
    {{- return(adapter.dispatch('with_last_start')(events, starts, keys, taken, at)) -}}
{% endmacro %}
{% macro default__with_last_start(events, starts, keys, taken, at) -%}
    select
        events.*,
        {%- for column in taken %}
        starts.{{ column }} as start_{{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ events }} as events
    asof left join {{ starts }} as starts
        on
            {%- for key in keys %}
            events.{{ key }} = starts.{{ key }} and
            {%- endfor %}
            events.{{ at }} >= starts.event_at
{%- endmacro %}
