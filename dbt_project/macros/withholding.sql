{#- All pages, or all values of an attribute, that too few people have in a day: their names may be content. -#}
{% macro rare() -%}
    '(rare)'
{%- endmacro %}

{#
    Of groups of people that add up to a total, one more is withheld when the small ones could be computed: the
    total less what is shown would leave somebody, and fewer people than `least`, or one group alone. A row is a group
    with `user_count` and `is_small`; true for the smallest of the others. `line` is what the groups and their total
    share, `member` what tells them apart; `total` is the people of the total, `rest` whether the shown ones leave
    anything of it.
-#}
{% macro goes_with_the_small(line, member, total, rest, least) -%}
    (
        not is_small
        and {{ rest }}
        and row_number() over (partition by {{ line }}, is_small order by user_count asc, {{ member }} asc) = 1
        and (
            {{ total }} - {{ sum_of_shown('user_count', line) }} < {{ least }}
            or sum(case when is_small then 1 else 0 end) over (partition by {{ line }}) = 1
        )
    )
{%- endmacro %}

{#- The same for the segments of each attribute, whose total is the segment `all` of the same `keys`. `amount` is something that adds up. -#}
{% macro goes_with_the_small_segments(keys, least) -%}
    {%- set line = keys ~ ', attribute' -%}
    coalesce(
        attribute is not null
        and {{ goes_with_the_small(
            line, 'segment', of_all('user_count', keys),
            of_all('amount', keys) ~ ' > ' ~ sum_of_shown('amount', line), least
        ) }},
        false
    )
{%- endmacro %}

{#- The same for the bands of a kind of clicks, whose total is that of its line, also where it is shown nowhere. -#}
{% macro goes_with_the_small_bands(least) -%}
    {%- set line = 'event_date, feature, segment, kind' -%}
    {{ goes_with_the_small(
        line, 'band', 'line_user_count',
        'sum(case when is_small then 1 else 0 end) over (partition by ' ~ line ~ ') > 0', least
    ) }}
{%- endmacro %}

{#-
    CTEs, the last of them `small_twice`: maps by band and segment, each `is_small` with those that go with the small ones, so
    that no line of them tells what is small: segments without their `all` would add up to it, and `of_segments` and
    `of_bands` say which others go. Hiding one for a line may leave another line with one: so twice. `keys` tell a map,
    `columns` are the others that the rules read.
-#}
{% macro small_in_two_passes(maps, keys, columns, of_segments, of_bands) -%}
{%- for step in ['once', 'twice'] %}
with_all_{{ step }} as (

    select
        {{ keys }},
        {{ columns }},
        is_small
        or coalesce({{ of_all('case when is_small then 1 else 0 end', keys | replace(' segment,', '')) }}, 0) = 1
            as is_small
    from {{ maps if loop.first else 'small_once' }}

),

segments_{{ step }} as (

    select
        {{ keys }},
        {{ columns }},
        is_small
        or {{ of_segments }} as is_small
    from with_all_{{ step }}

),

small_{{ step }} as (

    select
        {{ keys }},
        {{ columns }},
        is_small
        or {{ of_bands }} as is_small
    from segments_{{ step }}

){{ ',' if not loop.last }}
{% endfor %}
{%- endmacro %}

{% macro sum_of_shown(column, line) -%}
    sum(case when is_small then 0 else {{ column }} end) over (partition by {{ line }})
{%- endmacro %}

{% macro of_all(column, keys) -%}
    max(case when attribute is null then {{ column }} end) over (partition by {{ keys }})
{%- endmacro %}

{#- Groups by feature, segment and band, without those that heatmap_grids withholds: what is left out there must not stand here. -#}
{% macro without_withheld_bands(groups, feature='feature') -%}
    select groups.*
    from {{ groups }} as groups
    left join {{ ref('int_grids_withheld') }} as withheld
        on
            groups.event_date = withheld.event_date
            and groups.{{ feature }} = withheld.feature
            and groups.segment = withheld.segment
            and groups.band = withheld.band
            and {{ in_window('withheld.event_date', before=1) }}
    where withheld.feature is null
{%- endmacro %}

{#- Features and segments whose totals would give a band that is withheld. -#}
{% macro totals_withheld(before=0) -%}
    select distinct
        event_date,
        feature,
        segment
    from {{ ref('int_grids_withheld') }}
    where
        is_total_withheld
        and {{ in_window('event_date', before) }}
{%- endmacro %}

{#
    A query: `groups`, whose column `feature_column` is a feature, with the page views of the feature that day and
    `is_feature_withheld`, true where feature_usage_daily shows nothing of it; `without_use` if it has no row there.
    Reads the CTE `solved`, which is totals_withheld().
#}
{% macro with_use(groups, feature_column, without_use) -%}
    select
        groups.*,
        usage.page_view_count as feature_page_view_count,
        coalesce(usage.is_withheld, {{ without_use }}) or solved.feature is not null as is_feature_withheld
    from {{ groups }} as groups
    left join {{ ref('int_feature_usage') }} as usage
        on
            groups.event_date = usage.event_date
            and groups.{{ feature_column }} = usage.feature
            and groups.segment = usage.segment
            and {{ in_window('usage.event_date', before=1) }}
    left join solved
        on
            groups.event_date = solved.event_date
            and groups.{{ feature_column }} = solved.feature
            and groups.segment = solved.segment
{%- endmacro %}

{#
    CTEs, the last of them `sums`: the groups of a period with `is_sum_withheld`, true where its sum less its days that
    are shown would give days of few people. `hidden_user_count` is the people of its withheld days; `is_alone` is 1 if
    one of them is a day of which `all` is shown, so that it would tell of the other segments withheld that day. What is
    withheld of an attribute has enough people on such days together, or the one with the most of them goes with it; and
    segments whose `all` is withheld would add up to it.
-#}
{% macro sums_withheld(groups, keys, least) -%}
own_sums as (

    select
        *,
        is_suppressed
        or hidden_user_count between 1 and {{ least }} - 1
        or (attribute is not null and is_alone = 1) as is_own_withheld
    from {{ groups }}

),

sums_of_lines as (

    select
        *,
        is_own_withheld
        or coalesce({{ of_all('case when is_own_withheld then 1 else 0 end', keys) }}, 0) = 1 as is_line_withheld,
        sum(case when is_own_withheld then hidden_user_count else 0 end)
            over (partition by {{ keys }}, attribute) as hidden_together,
        row_number() over (
            partition by {{ keys }}, attribute, is_own_withheld
            order by hidden_user_count desc, segment asc
        ) as nth_hidden
    from own_sums

),

sums as (

    select
        *,
        is_line_withheld
        or (attribute is not null and nth_hidden = 1 and hidden_together between 1 and {{ least }} - 1)
            as is_sum_withheld
    from sums_of_lines

)
{%- endmacro %}

{#-
    What people went on to, as a query: of `steps` (event_date, segment, attribute, line, member, user_key, step_count,
    is_line_hidden; a row for each session) a row for each member of a line, with its numbers. The members of few people
    are one, `(other)`, of at least minimum_users: if they are fewer, the next smallest is in it too. A line of few
    people, or one that is hidden elsewhere, is one row `(other)` with is_suppressed and no numbers.
-#}
{% macro members_and_others(steps) -%}
    with by_user as (
        -- people are counted in two steps
        select
            event_date,
            segment,
            line,
            member,
            user_key,
            max(attribute) as attribute,
            sum(step_count)::bigint as step_count,
            count(*) as session_count,
            bool_or(is_line_hidden) as is_line_hidden
        from {{ steps }}
        group by event_date, segment, line, member, user_key
    ),
    cells as (
        select
            event_date,
            segment,
            line,
            member,
            max(attribute) as attribute,
            sum(step_count)::bigint as step_count,
            sum(step_count)::bigint as amount,
            sum(session_count)::bigint as session_count,
            count(user_key) as user_count
        from by_user
        group by event_date, segment, line, member
    ),
    line_users as (
        select
            event_date,
            segment,
            line,
            user_key,
            max(attribute) as attribute,
            sum(step_count)::bigint as step_count,
            bool_or(is_line_hidden) as is_line_hidden
        from by_user
        group by event_date, segment, line, user_key
    ),
    line_counts as (
        select
            event_date,
            segment,
            line,
            max(attribute) as attribute,
            sum(step_count)::bigint as amount,
            count(user_key) as user_count,
            count(user_key) < {{ var('minimum_users') }} or bool_or(is_line_hidden) as is_small
        from line_users
        group by event_date, segment, line
    ),
    lines as (
        select
            *,
            is_small
            or {{ goes_with_the_small_segments('event_date, line', var('minimum_users')) }} as is_suppressed
        from line_counts
    ),
    small_cells as (
        select
            cells.*,
            lines.amount as line_count,
            lines.is_suppressed,
            lines.is_suppressed or cells.user_count < {{ var('minimum_users') }} as is_small
        from cells
        inner join lines
            on
                cells.event_date = lines.event_date
                and cells.segment = lines.segment
                and cells.line = lines.line
    ),
    judged as (
        select
            *,
            is_small
            or {{ goes_with_the_small_segments('event_date, line, member', var('minimum_users')) }} as is_other
        from small_cells
    ),
    others as (
        select
            judged.event_date,
            judged.segment,
            judged.line,
            count(distinct by_user.user_key) as user_count
        from judged
        inner join by_user
            on
                judged.event_date = by_user.event_date
                and judged.segment = by_user.segment
                and judged.line = by_user.line
                and judged.member = by_user.member
        where
            judged.is_other
            and not judged.is_suppressed
        group by judged.event_date, judged.segment, judged.line
    ),
    merged as (
        select
            judged.*,
            judged.is_other or coalesce(
                others.user_count < {{ var('minimum_users') }}
                and row_number() over (
                    partition by judged.event_date, judged.segment, judged.line, judged.is_other
                    order by judged.user_count asc, judged.member asc
                ) = 1,
                false
            ) as is_merged
        from judged
        left join others
            on
                judged.event_date = others.event_date
                and judged.segment = others.segment
                and judged.line = others.line
    ),
    shown as (
        -- what is not shown of everybody would be the sum of what is shown of the segments
        select
            *,
            is_merged
            or coalesce({{ of_all('case when is_merged then 1 else 0 end', 'event_date, line, member') }}, 0) = 1
                as is_hidden
        from merged
    )
    select
        event_date,
        segment,
        line,
        case when is_hidden then '(other)' else member end as member,
        sum(case when not is_suppressed then step_count end)::bigint as step_count,
        max(case when not is_hidden then session_count end) as session_count,
        max(case when not is_hidden then user_count end) as user_count,
        max(case when not is_suppressed then line_count end) as line_count,
        is_suppressed
    from shown
    group by
        event_date,
        segment,
        line,
        case when is_hidden then '(other)' else member end,
        is_suppressed
{%- endmacro %}
