{#- The text of a member of a JSON object, null if there is none; `key` is an expression. -#}
{% macro member(json, key) %}{{ return(adapter.dispatch('member')(json, key)) }}{% endmacro %}
{% macro default__member(json, key) -%}
    ({{ json }} ->> ('/' || replace(replace({{ key }}, '~', '~0'), '/', '~1')))
{%- endmacro %}

{#- The keys of a JSON object, a list. -#}
{% macro members(json) %}{{ return(adapter.dispatch('members')(json)) }}{% endmacro %}
{% macro default__members(json) -%}json_keys({{ json }}){%- endmacro %}
