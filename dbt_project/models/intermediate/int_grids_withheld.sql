{{ config(materialized='days', day='event_date', amends=1) }}

{#-
    The bands and the segments of an attribute are a table whose lines add up: to `all`, and to the totals of
    feature_usage_daily, which has those of the bands. In every line what is hidden has enough people, and is not one group
    alone, which would follow from the others: so in two passes, and what then still can be solved, as where a line has few
    groups, is hidden together with its totals.
-#}
{%- set least = var('minimum_users') %}

with groups as (

    select
        grids.event_date,
        grids.feature,
        grids.segment,
        grids.band,
        usage.attribute,
        usage.grid_user_count,
        coalesce(usage.is_withheld, true) as is_total_hidden,
        greatest(grids.clicking_user_count, grids.viewing_user_count) as user_count,
        grids.click_count + grids.page_view_count as amount,
        -- what is withheld of all bands together would be the sum of the bands
        greatest(grids.clicking_user_count, grids.viewing_user_count) < {{ least }}
        or coalesce(usage.is_withheld, true) as is_small
    from {{ ref('int_heatmap_grids') }} as grids
    left join {{ ref('int_feature_usage') }} as usage
        on
            grids.event_date = usage.event_date
            and grids.feature = usage.feature
            and grids.segment = usage.segment
            and {{ in_window('usage.event_date', before=1) }}
    where {{ in_window('grids.event_date', before=1) }}

),

{{ small_in_two_passes(
    'groups', 'event_date, feature, segment, band', 'attribute, grid_user_count, is_total_hidden, user_count, amount',
    goes_with_the_small_segments('event_date, feature, band', least),
    goes_with_the_small(
        'event_date, feature, segment', 'band', 'grid_user_count',
        'sum(case when is_small then 1 else 0 end) over (partition by event_date, feature, segment) > 0', least
    )
) }},

lines as (

    -- how many of a line are hidden, its total among them
    select
        *,
        sum(case when is_small then 1 else 0 end) over (partition by event_date, feature, attribute, band)
        + case
            when attribute is not null
                then max(case when attribute is null and is_small then 1 else 0 end)
                    over (partition by event_date, feature, band)
            else 0
        end as hidden_segment_count,
        sum(case when is_small then 1 else 0 end) over (partition by event_date, feature, segment)
        + case when is_total_hidden then 1 else 0 end as hidden_band_count,
        max(case when attribute is null and is_small then 1 else 0 end)
            over (partition by event_date, feature) as is_band_of_all_hidden
    from small_twice

),

solved as (

    select
        event_date,
        feature,
        segment,
        band,
        is_small,
        attribute is not null
        and max(case
            when hidden_segment_count = 1 or hidden_band_count = 1 then 1
            when is_total_hidden and is_band_of_all_hidden = 1 then 1
            else 0
        end) over (partition by event_date, feature, attribute) = 1 as is_total_withheld
    from lines

)

select
    event_date,
    feature,
    segment,
    band,
    is_total_withheld
from solved
where is_small or is_total_withheld
