{{ config(materialized='days', day='event_date', amends=1) }}

{#-
    The clicks of each kind but all of them, of everybody: no segment, so that the bands are one line whose total may be
    known from friction_daily. A band is withheld where its map of all clicks is, or too few people are, and so is the
    smallest other one, where the total less what is shown would give such a group. Clicks before a goal are withheld, too,
    where all clicks, or those before another goal, less these would be those of too few people.
-#}
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
        'all' as segment,
        band,
        kind
    from people

),

told as (

    {{ told_by_goals(
        'maps', in_window('others.event_date', before=1), in_window('own.event_date', before=1), var('minimum_users')
    ) | indent(4) }}

),

lines as (

    select
        event_date,
        feature,
        kind,
        count(distinct user_key) as line_user_count
    from people
    group by event_date, feature, kind

),

groups as (

    select
        event_date,
        feature,
        band,
        kind,
        sum(click_count)::bigint as click_count,
        sum(located_count)::bigint as located_count,
        sum(out_of_range_count)::bigint as out_of_range_count,
        sum(unlocated_count)::bigint as unlocated_count,
        sum(below_fold_count)::bigint as below_fold_count,
        sum(anchored_count)::bigint as anchored_count,
        count(user_key) as user_count
    from people
    group by event_date, feature, band, kind

),

judged as (

    select
        groups.*,
        lines.line_user_count,
        groups.user_count < {{ var('minimum_users') }}
        or withheld.feature is not null
        or told.feature is not null as is_small
    from groups
    inner join lines
        on groups.event_date = lines.event_date and groups.feature = lines.feature and groups.kind = lines.kind
    left join told
        on
            groups.event_date = told.event_date
            and groups.feature = told.feature
            and groups.band = told.band
            and groups.kind = told.kind
    left join {{ ref('int_grids_withheld') }} as withheld
        on
            groups.event_date = withheld.event_date
            and groups.feature = withheld.feature
            and withheld.segment = 'all'
            and groups.band = withheld.band
            and {{ in_window('withheld.event_date', before=1) }}

)

select
    event_date,
    feature,
    'all' as segment,
    band,
    kind,
    click_count,
    located_count,
    out_of_range_count,
    unlocated_count,
    below_fold_count,
    anchored_count,
    user_count,
    is_small
    or {{ goes_with_the_small(
        'event_date, feature, kind', 'band', 'line_user_count',
        'sum(case when is_small then 1 else 0 end) over (partition by event_date, feature, kind) > 0',
        var('minimum_users')
    ) }} as is_withheld
from judged
