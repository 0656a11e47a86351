{#- Of people with a value in millionths: how many, what all have without its sign, and the most that one has. -#}
{% macro paid() -%}
count(case when value_millionths is not null then user_key end) as paying_user_count,
        sum(abs(value_millionths))::bigint as paid_millionths,
        max(abs(value_millionths))::bigint as greatest_millionths
{%- endmacro %}

{#
    CTEs, the last of them `values_judged`: groups of segments whose value may be told or not. Of a value nobody's own
    may follow: at least minimum_users people have one, and nobody has more than half of it; nor may it from the values of
    other segments. `groups` has what paid() gives, and `is_suppressed`.
-#}
{% macro values_judged(groups, keys) -%}
valued as (

    select
        {{ keys }},
        segment,
        attribute,
        paying_user_count as user_count,
        paid_millionths as amount,
        is_suppressed
        or paying_user_count < {{ var('minimum_users') }}
        or 2 * greatest_millionths > paid_millionths as is_small
    from {{ groups }}
    where paid_millionths is not null

),

values_judged as (

    select
        *,
        is_small
        or {{ goes_with_the_small_segments(keys, var('minimum_users')) }} as is_value_withheld
    from valued

)
{%- endmacro %}
