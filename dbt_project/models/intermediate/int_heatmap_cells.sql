{{ config(materialized='days', day='event_date', amends=1) }}

{#
    The cells of each grid that is shown: those of `cell_px`. Where `minimum_cell_users` asks for more than one person,
    cells are merged into those of 2, 4 and 8 times that edge that have enough, the larger ones tried in two places half
    an edge apart, so that no border is one for all of them; and what is left up to `aside_px` beside a cell joins it,
    for the smoothing of pictures is wider. What still is too few people's has no cell: one row of a grid and layer, with
    cell_px null. Few sizes, because DuckDB takes twice the time to plan each further one.
-#}
{%- set grid = 'event_date, feature, segment, band, kind, layer' -%}
{%- set least = var('minimum_cell_users') | int -%}
{%- set tries = [(2, 0), (4, 0), (4, 2), (8, 0), (8, 4)] if least > 1 else [] -%}
{%- set aside_px = 16 %}

with masses as (

    select
        masses.event_date,
        masses.feature,
        masses.segment,
        masses.band,
        masses.kind,
        masses.layer,
        masses.attribute,
        masses.user_key,
        masses.x_bin::bigint as x_bin,
        masses.y_bin::bigint as y_bin,
        masses.mass,
        {%- if least > 1 %}
        null::integer as cell_px,
        null::bigint as x_px,
        null::bigint as y_px
        {%- else %}
        {{ var('cell_px') }} as cell_px,
        masses.x_bin::bigint * {{ var('cell_px') }} as x_px,
        masses.y_bin::bigint * {{ var('cell_px') }} as y_px
        {%- endif %}
    from {{ ref('int_heatmap_masses') }} as masses
    left join {{ ref('int_grids_withheld') }} as withheld
        on
            masses.event_date = withheld.event_date
            and masses.feature = withheld.feature
            and masses.segment = withheld.segment
            and masses.band = withheld.band
            and {{ in_window('withheld.event_date', before=1) }}
    left join {{ ref('int_kind_grids') }} as kinds
        on
            masses.event_date = kinds.event_date
            and masses.feature = kinds.feature
            and masses.segment = kinds.segment
            and masses.band = kinds.band
            and masses.kind = kinds.kind
            and {{ in_window('kinds.event_date', before=1) }}
    where
        withheld.feature is null
        and (masses.kind = 'clicks' or not kinds.is_withheld)
        and {{ in_window('masses.event_date', before=1) }}

),
{% for edge, aside in tries %}
{%- set left = 'floor((x_bin - ' ~ aside ~ ') / ' ~ edge ~ ') * ' ~ edge ~ ' + ' ~ aside -%}
{%- set top = 'floor((y_bin - ' ~ aside ~ ') / ' ~ edge ~ ') * ' ~ edge ~ ' + ' ~ aside %}
tried_{{ loop.index }} as (

    -- a person counts once in a cell
    select
        *,
        ({{ left }})::bigint as left_bin,
        ({{ top }})::bigint as top_bin,
        case
            when user_key is not null and row_number() over (
                partition by {{ grid }}, cell_px, {{ left }}, {{ top }}, user_key
                order by y_bin, x_bin
            ) = 1 then 1
            else 0
        end as is_counted
    from {{ 'masses' if loop.first else 'merged_' ~ (loop.index - 1) }}

),

counted_{{ loop.index }} as (

    select
        *,
        cell_px is null
        and sum(is_counted) over (partition by {{ grid }}, cell_px, left_bin, top_bin) >= {{ least }} as is_enough
    from tried_{{ loop.index }}

),

merged_{{ loop.index }} as (

    select
        {{ grid }},
        attribute,
        user_key,
        x_bin,
        y_bin,
        mass,
        case when is_enough then {{ edge * var('cell_px') }} else cell_px end as cell_px,
        case when is_enough then left_bin * {{ var('cell_px') }} else x_px end as x_px,
        case when is_enough then top_bin * {{ var('cell_px') }} else y_px end as y_px
    from counted_{{ loop.index }}

),
{% endfor %}
{%- if tries %}
kept as (

    select
        {{ grid }},
        cell_px,
        x_px,
        y_px,
        count(distinct user_key) as user_count
    from merged_{{ tries | length }}
    where cell_px is not null
    group by {{ grid }}, cell_px, x_px, y_px

),

beside as (

    -- of several cells the one with most people
    select
        masses.event_date,
        masses.feature,
        masses.segment,
        masses.band,
        masses.kind,
        masses.layer,
        masses.attribute,
        masses.user_key,
        masses.mass,
        coalesce(masses.cell_px, kept.cell_px) as cell_px,
        coalesce(masses.x_px, kept.x_px) as x_px,
        coalesce(masses.y_px, kept.y_px) as y_px,
        row_number() over (
            partition by
                masses.event_date,
                masses.feature,
                masses.segment,
                masses.band,
                masses.kind,
                masses.layer,
                masses.user_key,
                masses.x_bin,
                masses.y_bin
            order by kept.user_count desc nulls last, kept.cell_px nulls last, kept.y_px nulls last, kept.x_px nulls last
        ) as choice
    from merged_{{ tries | length }} as masses
    left join kept
        on
            masses.event_date = kept.event_date
            and masses.feature = kept.feature
            and masses.segment = kept.segment
            and masses.band = kept.band
            and masses.kind = kept.kind
            and masses.layer = kept.layer
            and masses.cell_px is null
            and masses.x_bin * {{ var('cell_px') }} >= kept.x_px - {{ aside_px }}
            and masses.x_bin * {{ var('cell_px') }} < kept.x_px + kept.cell_px + {{ aside_px }}
            and masses.y_bin * {{ var('cell_px') }} >= kept.y_px - {{ aside_px }}
            and masses.y_bin * {{ var('cell_px') }} < kept.y_px + kept.cell_px + {{ aside_px }}

),
{% endif %}
cells as (

    select
        {{ grid }},
        cell_px,
        x_px,
        y_px,
        max(attribute) as attribute,
        count(distinct user_key) as user_count,
        sum(mass)::bigint as mass
    from {{ 'beside' if tries else 'masses' }}
    {{ 'where choice = 1' if tries }}
    group by {{ grid }}, cell_px, x_px, y_px

){% if tries %},

groups as (

    select
        *,
        mass as amount,
        coalesce(cell_px, 0) = 0 as is_small
    from cells

),

shown as (

    -- the same cell of all people less those of the segments leaves nobody, or enough
    select
        *,
        is_small
        or {{ goes_with_the_small_segments('event_date, feature, band, kind, layer, cell_px, x_px, y_px', least) }} as is_hidden
    from groups

)

select
    {{ grid }},
    case when not is_hidden then cell_px end as cell_px,
    case when not is_hidden then x_px end as x_px,
    case when not is_hidden then y_px end as y_px,
    case when not is_hidden then max(user_count) end as user_count,
    sum(mass)::bigint as mass
from shown
group by
    {{ grid }},
    is_hidden,
    case when not is_hidden then cell_px end,
    case when not is_hidden then x_px end,
    case when not is_hidden then y_px end
{%- else %}

select
    {{ grid }},
    cell_px,
    x_px,
    y_px,
    user_count,
    mass
from cells
{%- endif %}
