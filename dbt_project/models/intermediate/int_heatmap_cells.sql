{{ config(materialized='days', day='event_date') }}

{#
    Cells of at least `minimum_users` people: those of 8 px that have them, then what is left in cells of
    16, 32 and 64 px. What still is too few people's has no cell: one row of a grid and layer, with cell_px null.
-#}
{%- set cell = 'event_date, feature, segment, band, layer, x_bin, y_bin' -%}
{%- set enough = 'user_count >= ' ~ var('minimum_users') -%}
{%- set edges = [1, 2, 4, 8] -%}

with masses_1 as (

    select
        event_date,
        feature,
        segment,
        band,
        layer,
        user_key,
        x_bin::bigint as x_bin,
        y_bin::bigint as y_bin,
        mass
    from {{ ref('int_heatmap_masses') }}
    where {{ in_window('event_date') }}

),
{% for edge in edges %}
-- a row is a person's mass in a cell, so the rows of a cell are its people, but for the one of nobody's clicks
counted_{{ edge }} as (

    select
        *,
        count(user_key) over (partition by {{ cell }}) as user_count
    from masses_{{ edge }}

),

masses_{{ edge * 2 }} as (

    select
        event_date,
        feature,
        segment,
        band,
        layer,
        user_key,
        floor(x_bin / 2)::bigint as x_bin,
        floor(y_bin / 2)::bigint as y_bin,
        sum(mass)::bigint as mass
    from counted_{{ edge }}
    where not {{ enough }}
    group by
        event_date,
        feature,
        segment,
        band,
        layer,
        user_key,
        floor(x_bin / 2)::bigint,
        floor(y_bin / 2)::bigint

),
{% endfor %}
suppressed as (

    select
        event_date,
        feature,
        segment,
        band,
        layer,
        sum(mass)::bigint as mass
    from masses_{{ edges[-1] * 2 }}
    group by event_date, feature, segment, band, layer

)

{% for edge in edges %}
select
    {{ cell }},
    count(user_key) as user_count,
    sum(mass)::bigint as mass,
    {{ var('cell_px') }} * {{ edge }} as cell_px
from counted_{{ edge }}
where {{ enough }}
group by {{ cell }}
union all
{% endfor %}
select
    event_date,
    feature,
    segment,
    band,
    layer,
    null::bigint as x_bin,
    null::bigint as y_bin,
    null::bigint as user_count,
    mass,
    null::integer as cell_px
from suppressed
