{{ config(day='event_date', amends=1) }}
{% set place = ['event_date', 'feature', 'band', 'layer', 'x_bin', 'y_bin'] %}

-- Where sessions clicked that reached a goal later that day, by the value that they brought.
with of_clicks as (

    {{ values_of_clicks() | indent(4) }}

),

{{ told_beside_goals('of_clicks', place) }},

people as (

    {{ not_told_beside('of_clicks', place) | indent(4) }}

),

cells as (

    select
        event_date,
        feature,
        band,
        kind,
        goal,
        layer,
        x_bin,
        y_bin,
        sum(value_millionths) as value_millionths,
        count(user_key) as user_count,
        {{ paid() }}
    from people
    group by event_date, feature, band, kind, goal, layer, x_bin, y_bin

),

told as (

    select *
    from cells
    where
        {{ is_nobodys_own() }}

)

{{ values_told('told', 'heatmap_grids') }}
