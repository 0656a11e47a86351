{#
    A key for several columns, null apart from ''. Private, and different on each engine: nothing is ordered by it.
    Of 64 bits DuckDB keeps 63, because a shift is the cheapest way to a signed number.
-#}
{% macro key_of(columns) %}{{ return(adapter.dispatch('key_of')(columns)) }}{% endmacro %}
{% macro default__key_of(columns) -%}(hash({{ columns | join(', ') }}) >> 1)::bigint{%- endmacro %}

{#- A key for a text, the same on every engine: bytes 9 to 16 of its MD5, read as a little-endian signed number. -#}
{% macro text_key(text) %}{{ return(adapter.dispatch('text_key')(text)) }}{% endmacro %}
{% macro default__text_key(text) -%}(md5_number({{ text }}) >> 64)::ubigint::bit::bigint{%- endmacro %}

{#- How a key is written in public tables: the 16 hex digits of its 64 bits, of negative keys too. -#}
{% macro public_key(key) %}{{ return(adapter.dispatch('public_key')(key)) }}{% endmacro %}
{% macro default__public_key(key) -%}lpad(lower(to_hex({{ key }})), 16, '0'){%- endmacro %}
