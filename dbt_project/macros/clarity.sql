{#- A number among Clarity's sums. -#}
{% macro clarity_number(name) -%}
    try_cast({{ member('events.properties', "'" ~ name ~ "'") }} as double) as {{ name }}
{%- endmacro %}

{#- An aggregate: the mean of a value, by weight; null where no row has one. Rounded, for sums of
    doubles depend on their order. -#}
{% macro weighted_mean(value, weight) -%}
    round(sum({{ value }} * {{ weight }}) / nullif(sum(case when {{ value }} is not null then {{ weight }} end), 0), 6)
{%- endmacro %}

{#- An aggregate: in which share of sessions Clarity found what a metric of it is about. -#}
{% macro clarity_share(metric) -%}
    {{ weighted_mean("case when metric = '" ~ metric ~ "' then session_percentage / 100 end", 'judged_session_count') }}
{%- endmacro %}

{#- An aggregate: how often Clarity found it. -#}
{% macro clarity_count(metric) -%}
    sum(case when metric = '{{ metric }}' then found_count end)
{%- endmacro %}
