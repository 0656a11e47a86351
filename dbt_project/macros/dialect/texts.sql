{#- A regular expression as a literal. Only what RE2 (DuckDB) and Java's (Spark) share may be used. -#}
{% macro regex(pattern) %}{{ return(adapter.dispatch('regex')(pattern)) }}{% endmacro %}
{% macro default__regex(pattern) -%}'{{ pattern | replace("'", "''") }}'{%- endmacro %}

{#- True if the pattern matches some part of the text. -#}
{% macro has_match(text, pattern) %}{{ return(adapter.dispatch('has_match')(text, pattern)) }}{% endmacro %}
{% macro default__has_match(text, pattern) -%}regexp_matches({{ text }}, {{ regex(pattern) }}){%- endmacro %}

{#- True if the pattern matches the whole text. -#}
{% macro is_match(text, pattern) %}{{ return(adapter.dispatch('is_match')(text, pattern)) }}{% endmacro %}
{% macro default__is_match(text, pattern) -%}regexp_full_match({{ text }}, {{ regex(pattern) }}){%- endmacro %}

{#- The text with `by` for each part that the pattern matches. -#}
{% macro replaced(text, pattern, by) %}{{ return(adapter.dispatch('replaced')(text, pattern, by)) }}{% endmacro %}
{% macro default__replaced(text, pattern, by) -%}
    regexp_replace({{ text }}, {{ regex(pattern) }}, '{{ by }}', 'g')
{%- endmacro %}

{#- True if the whole text fits a pattern of a rule, with `*`, `?` and `[…]`; the pattern is an expression. -#}
{% macro fits(text, pattern) %}{{ return(adapter.dispatch('fits')(text, pattern)) }}{% endmacro %}
{% macro default__fits(text, pattern) -%}({{ text }} glob {{ pattern }}){%- endmacro %}

{#- A path with `body`, an expression of `segment`, for each of its segments. -#}
{% macro each_segment(path, body) %}{{ return(adapter.dispatch('each_segment')(path, body)) }}{% endmacro %}
{% macro default__each_segment(path, body) -%}
    array_to_string(list_transform(split({{ path }}, '/'), lambda segment: {{ body }}), '/')
{%- endmacro %}

{#- An aggregate: the texts in their order, joined. -#}
{% macro sorted_text(text, separator) %}{{ return(adapter.dispatch('sorted_text')(text, separator)) }}{% endmacro %}
{% macro default__sorted_text(text, separator) -%}
    string_agg({{ text }}, '{{ separator }}' order by {{ text }})
{%- endmacro %}
