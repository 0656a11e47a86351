{{ config(day='event_date', amends=1, period='week', own_days=true) }}

{#-
    Where sessions clicked that reached a goal later that day, by the value that they brought. A session counts once in a
    cell, with all its value. Values are told of weeks that are over and nowhere else by place, rounded, so that nobody's
    own follows from two of them.
-#}
with placed as (

    select
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
        and {{ is_written('clicks.event_date', 1, 'week', own_days=true) }}
        and {{ is_written('features.event_date', 1, 'week', own_days=true) }}
        and {{ is_of_past_period('clicks.event_date', 'week') }}

),

clicks as (

    select distinct  -- a session may click a place several times
        date_trunc('week', grids.event_date)::date as event_date,
        grids.feature,
        grids.band,
        grids.kind,
        grids.layer,
        grids.session_id,
        grids.user_key,
        grids.x_bin,
        grids.y_bin
    from placed as grids
    {{ join_of_layouts('week') | indent(4) }}
    where not {{ is_of_other_layout() }}

),

people as (

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
        sum(floor(conversions.value * 1e6 + 0.5)::bigint)::bigint as value_millionths
    from clicks
    inner join {{ ref('fct_conversions') }} as conversions
        on
            clicks.kind = 'clicks_before:' || conversions.goal
            and {{ public_key('clicks.session_id') }} = conversions.session_id
            -- a session may have begun on the day before the week
            and {{ is_written('conversions.event_date', 2, 'week', own_days=true) }}
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
        sum(value_millionths) / 1e6 as exact_value,
        {{ paid() }}
    from people
    group by event_date, feature, band, kind, goal, layer, x_bin, y_bin

),

rounded as (

    -- to two digits
    select
        *,
        power(10, floor(log10(abs(nullif(exact_value, 0)))) - 1) as digit
    from cells
    where
        paying_user_count >= {{ var('minimum_users') }}
        and 2 * greatest_millionths <= paid_millionths

),

told as (

    select
        *,
        coalesce(floor(exact_value / nullif(digit, 0) + 0.5) * digit, 0) as value
    from rounded

)

select
    told.feature,
    told.band,
    told.goal,
    told.layer,
    32::smallint as cell_px,
    (told.x_bin * 32)::integer as x_px,
    (told.y_bin * 32)::integer as y_px,
    told.paying_user_count as user_count,
    told.value,
    100 * told.value / nullif(grids.page_view_count, 0) as value_per_100_page_views,
    told.event_date
from told
inner join {{ ref('heatmap_grids_weekly') }} as grids
    on
        told.event_date = grids.event_date
        and told.feature = grids.feature
        and grids.segment = 'all'
        and told.band = grids.band
        and told.kind = grids.kind
        and not grids.is_suppressed
        and {{ is_written('grids.event_date', 1, 'week', own_days=true) }}
