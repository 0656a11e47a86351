{#- Where the clicks on an element say that it lies: columns of a group of int_element_clicks. -#}
{% macro place_of_element() -%}
case
            when count(*) filter (where position = 'located') > 0
                then
                    max_by(layer, (event_at, event_id)) filter (where position = 'located')
        end as layer,
        floor(median(drawn_x) filter (where position = 'located') + 0.5)::integer as x_px,
        floor(median(page_y) filter (where position = 'located') + 0.5)::integer as y_px,
        floor(median(drawn_left) filter (where position = 'located' and layer = 'page') + 0.5)::integer as left_px,
        floor(median(box_y) filter (where position = 'located' and layer = 'page') + 0.5)::integer as top_px,
        floor(median(drawn_width) filter (where position = 'located') + 0.5)::integer as width_px,
        floor(median(box_height) filter (where position = 'located') + 0.5)::integer as height_px
{%- endmacro %}

{#-
    CTEs, the last of them `ranked`: what `elements` have of the clicks of their grid. `grids` are those that are shown;
    `named` are the elements that enough people clicked on the whole feature: what fewer clicked may be content, such as a
    name, and has no row.
-#}
{% macro elements_ranked() -%}
shared as (

    -- of all clicks of the grid, also those on no element; an export may have fewer clicks with a place than without
    select
        elements.*,
        greatest(
            grids.click_count,
            sum(elements.click_count) over (
                partition by elements.event_date, elements.feature, elements.segment, elements.band
            )
        ) as all_click_count
    from elements
    inner join grids
        on
            elements.event_date = grids.event_date
            and {{ of_same_band('elements', 'grids') }}

),

shown as (

    select
        *,
        is_small
        or {{ goes_with_the_small_segments(
            'event_date, feature, band, element_key', var('minimum_cell_users')
        ) }} as is_hidden
    from shared

),

ranked as (

    select
        shown.*,
        shown.click_count / nullif(shown.all_click_count, 0) as click_share,
        row_number() over (
            partition by shown.event_date, shown.feature, shown.segment, shown.band
            order by shown.click_count desc, shown.user_count desc, shown.element_key asc
        )::bigint as rank
    from shown
    inner join named
        on
            shown.event_date = named.event_date
            and shown.feature = named.feature
            and shown.element_key = named.element_key
    where not shown.is_hidden

)
{%- endmacro %}

{#-
    heatmap_elements of weeks or months: of the clicks of the days that count in their maps, by band, and of all bands
    together. An element lies where everybody's clicks say so, in every segment.
-#}
{% macro heatmap_elements_of(period) -%}
{%- set least = var('minimum_cell_users') -%}
with maps as (

    {{ days_of_maps(period) | indent(4) }}

),

days as (

    select
        period_date,
        event_date,
        feature,
        segment,
        band
    from maps
    where
        is_counted
        and kind = 'clicks'

),

clicks as (

    select
        date_trunc('{{ period }}', event_date)::date as period_date,
        *
    from {{ ref('int_element_clicks') }}
    where {{ is_written('event_date', 1, period, own_days=true) }}

),

named as (

    select
        period_date as event_date,
        feature,
        element_key
    from clicks
    group by period_date, feature, element_key
    having count(distinct user_key) >= {{ var('minimum_users') }}

),

texts as (

    select
        period_date,
        feature,
        element_key,
        element_text,
        count(distinct user_key) as user_count
    from clicks
    where element_text is not null
    group by period_date, feature, element_key, element_text
    having count(distinct user_key) >= {{ var('minimum_users') }}

),

labels as (

    select
        period_date,
        feature,
        element_key,
        max_by(element_text, (user_count, element_text)) filter (where element_text is not null) as element_label
    from texts
    group by period_date, feature, element_key

),

places as (

    select
        clicks.period_date,
        clicks.feature,
        clicks.band,
        clicks.element_key,
        {{ place_of_element() }}
    from clicks
    inner join days
        on
            clicks.event_date = days.event_date
            and clicks.feature = days.feature
            and clicks.band = days.band
            and days.segment = 'all'
    group by clicks.period_date, clicks.feature, clicks.band, clicks.element_key

),

exposures as (

    -- of the days that element_clicks_daily shows
    select
        days.period_date,
        days.feature,
        days.segment,
        daily.element_key,
        sum(daily.exposed_page_view_count) / nullif(sum(daily.with_scroll_count), 0) as exposure_rate
    from {{ ref('element_clicks_daily') }} as daily
    inner join (
        select distinct
            period_date,
            event_date,
            feature,
            segment
        from days
    ) as days
        on
            daily.event_date = days.event_date
            and daily.page = days.feature
            and daily.segment = days.segment
    where
        not daily.is_suppressed
        and {{ is_written('daily.event_date', 1, period, own_days=true) }}
    group by days.period_date, days.feature, days.segment, daily.element_key

),

people as (

    select
        clicks.period_date,
        clicks.feature,
        segments.segment,
        clicks.band,
        clicks.element_key,
        clicks.user_key,
        max(segments.attribute) as attribute,
        count(*) as click_count,
        max(case when daily.element_key is null then 1 else 0 end) as is_beyond_days
    from clicks
    inner join {{ ref('int_session_segments') }} as segments
        on
            clicks.event_date = segments.event_date
            and clicks.session_id = segments.session_id
            and {{ is_written('segments.event_date', 1, period, own_days=true) }}
    inner join days
        on
            clicks.event_date = days.event_date
            and clicks.feature = days.feature
            and segments.segment = days.segment
            and clicks.band = days.band
    left join {{ ref('heatmap_elements') }} as daily
        on
            clicks.event_date = daily.event_date
            and clicks.feature = daily.feature
            and segments.segment = daily.segment
            and clicks.band = daily.band
            and clicks.element_key = daily.element_key
            and {{ is_written('daily.event_date', 1, period, own_days=true) }}
    group by
        clicks.period_date, clicks.feature, segments.segment, clicks.band, clicks.element_key, clicks.user_key

),

counted as (

    -- an element of the period less that of its days leaves nobody, or enough
    select
        period_date as event_date,
        feature,
        segment,
        coalesce(band, '(all)') as band,
        element_key,
        max(attribute) as attribute,
        sum(click_count)::bigint as click_count,
        sum(click_count)::bigint as amount,
        count(distinct user_key) as user_count,
        count(distinct user_key) < {{ least }}
        or count(distinct case when is_beyond_days = 1 then user_key end) between 1 and {{ least }} - 1 as is_small
    from people
    group by grouping sets (
        (period_date, feature, segment, band, element_key),
        (period_date, feature, segment, element_key)
    )

),

elements as (

    -- all bands less the shown ones leave nobody, or enough
    select
        counted.event_date,
        counted.feature,
        counted.segment,
        counted.band,
        counted.element_key,
        counted.attribute,
        coalesce(labels.element_label, counted.element_key) as label,
        places.layer,
        places.x_px,
        places.y_px,
        places.left_px,
        places.top_px,
        places.width_px,
        places.height_px,
        counted.click_count,
        counted.amount,
        counted.user_count,
        exposures.exposure_rate,
        counted.is_small
        or (
            counted.band = '(all)'
            and sum(case when counted.band <> '(all)' and counted.is_small then counted.user_count else 0 end) over (
                partition by counted.event_date, counted.feature, counted.segment, counted.element_key
            ) between 1 and {{ least }} - 1
        ) as is_small
    from counted
    left join labels
        on
            counted.event_date = labels.period_date
            and counted.feature = labels.feature
            and counted.element_key = labels.element_key
    left join places
        on
            counted.event_date = places.period_date
            and counted.feature = places.feature
            and counted.band = places.band
            and counted.element_key = places.element_key
    left join exposures
        on
            counted.event_date = exposures.period_date
            and counted.feature = exposures.feature
            and counted.segment = exposures.segment
            and counted.element_key = exposures.element_key

),

grids as (

    select
        event_date,
        feature,
        segment,
        coalesce(band, '(all)') as band,
        sum(click_count)::bigint as click_count
    from {{ ref('heatmap_grids_' ~ period ~ 'ly') }}
    where
        kind = 'clicks'
        and not is_suppressed
        and {{ is_written('event_date', 1, period, own_days=true) }}
    group by grouping sets ((event_date, feature, segment, band), (event_date, feature, segment))

),

{{ elements_ranked() }}

select
    feature,
    segment,
    band,
    element_key,
    label,
    layer,
    x_px,
    y_px,
    -- the box of what is fixed on the screen is nowhere on the page
    case when layer = 'page' then left_px end as left_px,
    case when layer = 'page' then top_px end as top_px,
    width_px,
    height_px,
    click_count,
    user_count,
    click_share,
    rank,
    exposure_rate,
    event_date
from ranked
{%- endmacro %}
