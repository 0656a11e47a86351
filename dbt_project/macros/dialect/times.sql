{#- Microseconds since 1970 of a timestamp without a zone. -#}
{% macro microseconds(at) %}{{ return(adapter.dispatch('microseconds')(at)) }}{% endmacro %}
{% macro default__microseconds(at) -%}epoch_us({{ at }}){%- endmacro %}

{#- Days from one date to another. -#}
{% macro days_between(first, last) %}{{ return(adapter.dispatch('days_between')(first, last)) }}{% endmacro %}
{% macro default__days_between(first, last) -%}date_diff('day', {{ first }}, {{ last }}){%- endmacro %}

{#- The hour, 0 to 23, of a time in UTC on the clocks of a zone. -#}
{% macro hour_in(zone, at) %}{{ return(adapter.dispatch('hour_in')(zone, at)) }}{% endmacro %}
{% macro default__hour_in(zone, at) -%}
    hour(timezone({{ sql_text(zone) }}, timezone('UTC', {{ at }})))
{%- endmacro %}
