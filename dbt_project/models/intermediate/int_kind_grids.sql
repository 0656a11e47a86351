{{ config(materialized='days', day='event_date', amends=1) }}

{#-
    The clicks of each kind but all of them, of everybody: no segment, so that the bands are one line whose total may be
    known from friction_daily. A band is withheld where its map of all clicks is, or too few people are, and so is the
    smallest other one, where the total less what is shown would give such a group.
-#}
with clicks as (

    select
        clicks.event_date,
        clicks.kind,
        coalesce(features.feature, '(none)') as feature,
        coalesce(clicks.band, 'unknown') as band,
        clicks.user_key,
        -- as in int_heatmap_grids
        case
            when coalesce(features.feature, {{ rare() }}) = {{ rare() }} then 'unlocated' else clicks.position
        end as position,
        clicks.position = 'located'
        and clicks.layer = 'page'
        and clicks.page_y > clicks.viewport_height as is_below_fold
    from {{ ref('int_click_kinds') }} as clicks
    left join {{ ref('int_activity_features') }} as features
        on
            clicks.event_date = features.event_date
            and clicks.activity_id = features.activity_id
            and {{ in_window('features.event_date', before=1) }}
    where {{ in_window('clicks.event_date', before=1) }}

),

lines as (

    select
        event_date,
        feature,
        kind,
        count(distinct user_key) as line_user_count
    from clicks
    group by event_date, feature, kind

),

groups as (

    select
        event_date,
        feature,
        band,
        kind,
        count(*) as click_count,
        count(*) filter (where position = 'located') as located_count,
        count(*) filter (where position = 'out_of_range') as out_of_range_count,
        count(*) filter (where position = 'unlocated') as unlocated_count,
        count(*) filter (where is_below_fold) as below_fold_count,
        count(distinct user_key) as user_count
    from clicks
    group by event_date, feature, band, kind

),

judged as (

    select
        groups.*,
        lines.line_user_count,
        groups.user_count < {{ var('minimum_users') }} or withheld.feature is not null as is_small
    from groups
    inner join lines
        on groups.event_date = lines.event_date and groups.feature = lines.feature and groups.kind = lines.kind
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
    user_count,
    is_small
    or {{ goes_with_the_small(
        'event_date, feature, kind', 'band', 'line_user_count',
        'sum(case when is_small then 1 else 0 end) over (partition by event_date, feature, kind) > 0',
        var('minimum_users')
    ) }} as is_withheld
from judged
