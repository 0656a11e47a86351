{#- A value in whole millionths, for sums of fractions depend on their order. A sum of many would be too large for a bigint. -#}
{% macro millionths(value) -%}
floor({{ value }} * 1e6 + 0.5)::decimal(38, 0)
{%- endmacro %}

{#- True for a value that can be counted: not NaN, infinite or beyond what one event may bring. -#}
{% macro is_countable(value) -%}
{{ value }} between -{{ var('largest_value') }} and {{ var('largest_value') }}
{%- endmacro %}

{#- Of people with a value in millionths: how many, what all have without its sign, and the most that one has. -#}
{% macro paid() -%}
count(case when value_millionths is not null then user_key end) as paying_user_count,
        sum(abs(value_millionths)) as paid_millionths,
        max(abs(value_millionths)) as greatest_millionths
{%- endmacro %}

{#- True for a value that tells nobody's own: minimum_users people have one, and nobody has more than half of it. -#}
{% macro is_nobodys_own() -%}
paying_user_count >= {{ var('minimum_users') }}
        and 2 * greatest_millionths <= paid_millionths
{%- endmacro %}

{#
    CTEs, the last of them `values_judged`: groups of segments whose value may be told or not: one that is nobody's own, nor
    would be less the values of other segments. `groups` has what paid() gives, and `is_suppressed`.
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
        or not ({{ is_nobodys_own() }}) as is_small
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

{#-
    A query: the value that people's sessions brought which clicked a place and reached a goal later that day, by day, cell of
    32 px and person, of the days of the window, or of its weeks or months. A session has its whole value in each cell that it
    clicked, once a day.
-#}
{% macro values_of_clicks(period=none) -%}
with clicks as (

    select distinct  -- a session may click a place several times
        clicks.event_date,
        features.feature,
        clicks.band,
        clicks.kind,
        clicks.layer,
        clicks.session_id,
        clicks.user_key,
        floor(clicks.drawn_x / 32)::integer as x_bin,
        floor(clicks.page_y / 32)::integer as y_bin
    from {{ ref('int_click_kinds') }} as clicks
    inner join {{ ref('int_activity_features') }} as features
        on clicks.event_date = features.event_date and clicks.activity_id = features.activity_id
    where
        clicks.kind like 'clicks_before:%'
        and clicks.position = 'located'
        and features.feature <> {{ rare() }}
        and {{ is_written('clicks.event_date', 1, period, own_days=true) }}
        and {{ is_written('features.event_date', 1, period, own_days=true) }}

)

select
    clicks.event_date,
    clicks.feature,
    clicks.band,
    clicks.kind,
    conversions.goal,
    clicks.layer,
    clicks.x_bin,
    clicks.y_bin,
    clicks.user_key,
    sum({{ millionths('conversions.value') }}) as value_millionths
from clicks
inner join {{ ref('fct_conversions') }} as conversions
    on
        clicks.kind = 'clicks_before:' || conversions.goal
        and {{ public_key('clicks.session_id') }} = conversions.session_id
        -- a session may have begun on the day before
        and (
            {{ is_written('conversions.event_date', 1, period, own_days=true) }}
            or {{ is_written('(conversions.event_date + 1)', 1, period, own_days=true) }}
        )
where conversions.value is not null
group by
    clicks.event_date,
    clicks.feature,
    clicks.band,
    clicks.kind,
    conversions.goal,
    clicks.layer,
    clicks.x_bin,
    clicks.y_bin,
    clicks.user_key
{%- endmacro %}

{#-
    CTEs, the last of them `told_beside` with the suffix: the goals of a place whose value less that of another goal would tell
    somebody's own. Of two such goals it is that of fewer people, or the later name. `people` have a goal and a value.
-#}
{% macro told_beside_goals(people, place, suffix='') -%}
goals_counted{{ suffix }} as (

    select
        {{ place | join(', ') }},
        goal,
        count(distinct user_key) as user_count
    from {{ people }}
    group by {{ place | join(', ') }}, goal

),

goals_apart{{ suffix }} as (

    -- whose value the two goals do not have alike
    select
        {%- for column in place %}
        own.{{ column }},
        {%- endfor %}
        own.goal,
        others.goal as other_goal,
        people.user_key,
        sum(case when people.goal = own.goal then -people.value_millionths else people.value_millionths end)
            as value_millionths
    from goals_counted{{ suffix }} as own
    inner join goals_counted{{ suffix }} as others
        on
            {%- for column in place %}
            own.{{ column }} = others.{{ column }} and
            {%- endfor %}
            own.goal <> others.goal
            and (
                own.user_count < others.user_count
                or (own.user_count = others.user_count and own.goal > others.goal)
            )
    inner join {{ people }} as people
        on
            {%- for column in place %}
            own.{{ column }} = people.{{ column }} and
            {%- endfor %}
            people.goal in (own.goal, others.goal)
    group by {% for column in place %}own.{{ column }}, {% endfor %}own.goal, others.goal, people.user_key
    having sum(case when people.goal = own.goal then -people.value_millionths else people.value_millionths end) <> 0

),

told_beside{{ suffix }} as (

    select distinct
        {{ place | join(', ') }},
        goal
    from (
        select
            {{ place | join(', ') }},
            goal,
            other_goal,
            {{ paid() }}
        from goals_apart{{ suffix }}
        group by {{ place | join(', ') }}, goal, other_goal
    ) as pairs
    where
        not (
            {{ is_nobodys_own() }}
        )

)
{%- endmacro %}

{#- A query: people of goals that are not in told_beside_goals. -#}
{% macro not_told_beside(people, place, suffix='') -%}
select people.*
from {{ people }} as people
left join told_beside{{ suffix }} as beside
    on
        {%- for column in place %}
        people.{{ column }} = beside.{{ column }} and
        {%- endfor %}
        people.goal = beside.goal
where beside.goal is null
{%- endmacro %}

{#- A query: cells with a value that may be told, rounded to two digits, of the grids of `grids` that are shown. -#}
{% macro values_told(cells, grids, period=none) -%}
select
    told.feature,
    told.band,
    told.goal,
    told.layer,
    32::smallint as cell_px,
    (told.x_bin * 32)::integer as x_px,
    (told.y_bin * 32)::integer as y_px,
    told.user_count,
    told.value,
    100 * told.value / nullif(grids.page_view_count, 0) as value_per_100_page_views,
    told.event_date
from (
    select
        *,
        coalesce(floor(value_millionths / 1e6 / nullif(digit, 0) + 0.5) * digit, 0) as value
    from (
        select
            *,
            power(10, floor(log10(abs(nullif(value_millionths / 1e6, 0)))) - 1) as digit
        from {{ cells }}
    ) as exact
) as told
inner join {{ ref(grids) }} as grids
    on
        told.event_date = grids.event_date
        and told.feature = grids.feature
        and grids.segment = 'all'
        and told.band = grids.band
        and told.kind = grids.kind
        and not grids.is_suppressed
        and {{ is_written('grids.event_date', 1, period, own_days=true) }}
{%- endmacro %}

{#-
    heatmap_values of weeks or months. They add up what the days tell, and of what these do not tell in a cell the part of each
    week that lies in one month, once it is over: as a whole, if that is nobody's own, or not at all. So weeks and months are
    made of the same parts, and subtracted from one another leave whole ones. What is left of a month that is over counts if
    it is nobody's own together.
-#}
{% macro heatmap_values_of(period) -%}
{%- set cell = ['feature', 'band', 'kind', 'goal', 'layer', 'x_bin', 'y_bin'] -%}
{%- set keys = 'period_date, ' ~ cell | join(', ') -%}
{%- set part = keys ~ ', week_date, month_date' -%}
{%- set place = ['feature', 'band', 'layer', 'x_bin', 'y_bin'] -%}
with of_clicks as (

    {{ values_of_clicks(period) | indent(4) }}

),

{{ told_beside_goals('of_clicks', ['event_date'] + place) }},

people as (

    {{ not_told_beside('of_clicks', ['event_date'] + place) | indent(4) }}

),

parted as (

    select
        date_trunc('{{ period }}', grids.event_date)::date as period_date,
        date_trunc('week', grids.event_date)::date as week_date,
        date_trunc('month', grids.event_date)::date as month_date,
        grids.feature,
        grids.band,
        grids.kind,
        grids.goal,
        grids.layer,
        grids.x_bin,
        grids.y_bin,
        grids.user_key,
        grids.value_millionths,
        daily.feature is not null as is_counted
    from people as grids
    {{ join_of_layouts(period) | indent(4) }}
    left join {{ ref('heatmap_values') }} as daily
        on
            grids.event_date = daily.event_date
            and grids.feature = daily.feature
            and grids.band = daily.band
            and grids.goal = daily.goal
            and grids.layer = daily.layer
            and grids.x_bin * 32 = daily.x_px
            and grids.y_bin * 32 = daily.y_px
            and {{ is_written('daily.event_date', 1, period, own_days=true) }}
    where
        not {{ is_of_other_layout() }}
        and (
            daily.feature is not null
            or {{ is_of_past_period('grids.event_date', 'week') }}
            or {{ is_of_past_period('grids.event_date', 'month') }}
        )

),

parts as (

    {{ counted_together('parted', part) | indent(4) }}

),
{% if period == 'month' %}
rests as (

    {{ counted_together('parts', keys, is_of_past_period('period_date', 'month')) | indent(4) }}

),
{% endif %}
counting as (

    select *
    from {{ 'rests' if period == 'month' else 'parts' }}
    where is_counted

),

{{ told_beside_goals('counting', ['period_date'] + place, '_in_period') }},

telling as (

    {{ not_told_beside('counting', ['period_date'] + place, '_in_period') | indent(4) }}

),

cells as (

    select
        period_date as event_date,
        {{ cell | join(', ') }},
        sum(value_millionths) as value_millionths,
        count(distinct user_key) as user_count
    from telling
    group by {{ keys }}

)

{{ values_told('cells', 'heatmap_grids_' ~ period ~ 'ly', period) }}
{%- endmacro %}

{#-
    A query: the value of each person of a `line` in `people`, and whether it counts: it did before, or what did not of the line
    is nobody's own together, where the line is `over`.
-#}
{% macro counted_together(people, line, over='true') -%}
select
    {{ line }},
    user_key,
    value_millionths,
    is_counted
    or (
        {{ over }}
        and {{ is_nobodys_own() }}
    ) as is_counted
from (
    select
        *,
        count(user_key) over (partition by {{ line }}, is_counted) as paying_user_count,
        sum(abs(value_millionths)) over (partition by {{ line }}, is_counted) as paid_millionths,
        max(abs(value_millionths)) over (partition by {{ line }}, is_counted) as greatest_millionths
    from (
        select
            {{ line }},
            user_key,
            is_counted,
            sum(value_millionths) as value_millionths
        from {{ people }}
        group by {{ line }}, user_key, is_counted
    ) as summed
) as measured
{%- endmacro %}
