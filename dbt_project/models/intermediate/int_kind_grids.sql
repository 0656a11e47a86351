{{ config(materialized='days', day='event_date', amends=1) }}

{#-
    The clicks of each kind but all of them. The bands are one line whose total may be known from friction_daily: a band is
    withheld where its map of all clicks is, or too few people are, and so is the smallest other one, where the total less
    what is shown would give such a group. Clicks before a goal are withheld, too, where all clicks, or those before
    another goal, less these would be those of too few people. What is shown of everybody depends on no segment; of the
    segments of an attribute, whose total that is, the same holds twice, as in int_grids_withheld, and where a group could
    still be told, none of them is shown.
-#}
{%- set least = var('minimum_users') %}
{%- set map = 'event_date, feature, segment, band, kind' -%}
with people as (

    select *
    from {{ ref('int_heatmap_people') }}
    where
        kind <> 'clicks'
        and {{ in_window('event_date', before=1) }}

),

maps as (

    select distinct
        event_date as period_date,
        event_date,
        feature,
        segment,
        band,
        kind
    from people

),

told as (

    {{ told_by_goals(
        'maps', in_window('others.event_date', before=1), in_window('own.event_date', before=1), least
    ) | indent(4) }}

),

lines as (

    select
        event_date,
        feature,
        segment,
        kind,
        count(distinct user_key) as line_user_count
    from people
    group by event_date, feature, segment, kind

),

groups as (

    select
        event_date,
        feature,
        segment,
        band,
        kind,
        max(attribute) as attribute,
        sum(click_count)::bigint as click_count,
        sum(located_count)::bigint as located_count,
        sum(out_of_range_count)::bigint as out_of_range_count,
        sum(unlocated_count)::bigint as unlocated_count,
        sum(below_fold_count)::bigint as below_fold_count,
        sum(anchored_count)::bigint as anchored_count,
        sum(in_scroller_count)::bigint as in_scroller_count,
        count(user_key) as user_count
    from people
    group by event_date, feature, segment, band, kind

),

judged as (

    select
        groups.event_date,
        groups.feature,
        groups.segment,
        groups.band,
        groups.kind,
        groups.attribute,
        groups.click_count as amount,
        groups.user_count,
        lines.line_user_count,
        groups.user_count < {{ least }}
        or withheld.feature is not null
        or told.feature is not null as is_small
    from groups
    inner join lines
        on
            groups.event_date = lines.event_date
            and groups.feature = lines.feature
            and groups.segment = lines.segment
            and groups.kind = lines.kind
    left join told
        on
            groups.event_date = told.event_date
            and {{ of_same_map('groups', 'told') }}
    left join {{ ref('int_grids_withheld') }} as withheld
        on
            groups.event_date = withheld.event_date
            and {{ of_same_band('groups', 'withheld') }}
            and {{ in_window('withheld.event_date', before=1) }}

),

of_everybody as (

    select
        {{ map }},
        attribute,
        amount,
        user_count,
        line_user_count,
        is_small
        or (attribute is null and {{ goes_with_the_small_bands(least) }}) as is_small
    from judged

),

{{ small_in_two_passes(
    'of_everybody', map, 'attribute, amount, user_count, line_user_count',
    goes_with_the_small_segments('event_date, feature, band, kind', least),
    '(attribute is not null and ' ~ goes_with_the_small_bands(least) ~ ')'
) }},

told_of as (

    select
        {{ map }},
        attribute,
        is_small,
        -- a total of few people, or one that is withheld, tells nothing
        (
            coalesce({{ of_all('case when is_small then 1 else 0 end', 'event_date, feature, band, kind') }}, 0) = 0
            and {{ tells_of_what_does_not_count('event_date, feature, band, kind, attribute', least) }}
        )
        or (
            line_user_count >= {{ least }}
            and {{ tells_of_what_does_not_count('event_date, feature, segment, kind', least) }}
        ) as is_told
    from small_twice

),

solved as (

    select
        {{ map }},
        is_small
        or (
            attribute is not null
            and max(case when is_told then 1 else 0 end) over (
                partition by event_date, feature, kind, attribute
            ) = 1
        ) as is_withheld
    from told_of

)

select
    groups.event_date,
    groups.feature,
    groups.segment,
    groups.band,
    groups.kind,
    groups.attribute,
    groups.click_count,
    groups.located_count,
    groups.out_of_range_count,
    groups.unlocated_count,
    groups.below_fold_count,
    groups.anchored_count,
    groups.in_scroller_count,
    groups.user_count,
    solved.is_withheld
from groups
inner join solved
    on
        groups.event_date = solved.event_date
        and {{ of_same_map('groups', 'solved') }}
