{#-
    An end of Wilson's interval of a share: what the share may be, at 95 % or as sure as `z` is, when `hits` of `trials`
    were seen. `sign` is - for the lower end and + for the upper one; null without a trial.
    Source: Wilson 1927, as SciPy's binomtest(…).proportion_ci(method='wilson').
-#}
{% macro wilson(hits, trials, sign, z='1.959963984540054e0') -%}
    (
        {{ hits }} + {{ z }} * {{ z }} / 2
        {{ sign }} {{ z }} * sqrt(
            {{ hits }} * 1e0 * ({{ trials }} - {{ hits }}) / nullif({{ trials }}, 0) + {{ z }} * {{ z }} / 4
        )
    ) / nullif({{ trials }} + {{ z }} * {{ z }}, {{ z }} * {{ z }})
{%- endmacro %}

{#-
    How sure each of `comparisons` must be, so that of all of them where nothing differs one in twenty times at most any
    seems to: z with exp(-z²/2) = 0.05 / comparisons, which is more than the two tails of the normal distribution beyond z.
    Source: Bonferroni's correction with Chernoff's bound.
-#}
{% macro z_of_many(comparisons) -%}
    sqrt(2e0 * ln(greatest({{ comparisons }}, 1) * 20e0))
{%- endmacro %}

{#-
    An end of the interval of a difference of two shares, `rate` less `other_rate`, from the ends of Wilson's of each.
    Source: Newcombe 1998, method 10.
-#}
{% macro newcombe(rate, low, high, other_rate, other_low, other_high, sign) -%}
    {%- set here, there = (low, other_high) if sign == '-' else (high, other_low) -%}
    (
        {{ rate }} - {{ other_rate }}
        {{ sign }} sqrt(
            ({{ rate }} - {{ here }}) * ({{ rate }} - {{ here }})
            + ({{ other_rate }} - {{ there }}) * ({{ other_rate }} - {{ there }})
        )
    )
{%- endmacro %}
