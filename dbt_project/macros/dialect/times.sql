{#- Microseconds since 1970 of a timestamp without a zone. -#}
{% macro microseconds(at) %}{{ return(adapter.dispatch('microseconds')(at)) }}{% endmacro %}
{% macro default__microseconds(at) -%}epoch_us({{ at }}){%- endmacro %}
