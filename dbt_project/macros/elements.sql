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

{#- What is told of each of the `ranked` elements. -#}
{% macro columns_of_elements() -%}
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
    rank
{%- endmacro %}

{#-
    heatmap_elements of weeks or months: of the clicks of the days that count in their maps, by band, and of all bands
    together. An element lies where everybody's clicks say so, in every segment.

    What is shown of an element adds up from what its days show and from parts that days do not show: nobody, or `least`
    people each. A week has such a part in each month. A month has one of each week that is in two months, or whose page
    changed, and one of its other weeks that have no row of the element. Parts are told apart by whether the day's map is
    withheld, as a week or month may leave such days out. A segment has the same parts as everybody, or no row: on a day
    of which everybody's row is shown, it would tell of the segments beside it. If the segments of an attribute do not add
    up to everybody's parts, none of them has a row. All bands together have one where each band has, and so tell no more.
-#}
{% macro heatmap_elements_of(period) -%}
{%- set least = var('minimum_cell_users') -%}
{%- set line = 'event_date, feature, band, element_key' -%}
{%- set week = "date_trunc('week', maps.event_date)::date" -%}
with maps as (

    {{ days_of_maps(period) | indent(4) }}

),

days as (

    select
        maps.period_date,
        maps.event_date,
        maps.feature,
        maps.segment,
        maps.band,
        maps.is_suppressed,
        {%- if period == 'month' %}
        maps.is_in_week,
        case
            when
                changed.feature is not null
                or date_trunc('month', {{ week }}) <> date_trunc('month', {{ week }} + 6)
                then {{ week }}
        end as part_date
        {%- else %}
        date_trunc('month', maps.event_date)::date as part_date
        {%- endif %}
    from maps
    {%- if period == 'month' %}
    left join (
        select distinct
            event_date as week_date,
            feature
        from {{ ref('int_layouts_weekly') }}
        where {{ is_written('event_date', 1, period, own_days=true) }}
    ) as changed
        on {{ week }} = changed.week_date and maps.feature = changed.feature
    {%- endif %}
    where
        maps.is_counted
        and maps.kind = 'clicks'

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

    -- an element of one person is shown where `least` is one, so that nothing is told by what the days do not show
    select
        clicks.period_date,
        clicks.event_date,
        clicks.feature,
        segments.segment,
        clicks.band,
        clicks.element_key,
        clicks.user_key,
        days.part_date,
        days.is_suppressed,
        max(segments.attribute) as attribute,
        count(*) as click_count,
        max(case
            when {{ least }} = 1 or daily.element_key is not null then 0
            {%- if period == 'month' %}
            when weekly.element_key is not null then 0
            {%- endif %}
            else 1
        end) as is_beyond
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
    {%- if period == 'month' %}
    left join {{ ref('heatmap_elements_weekly') }} as weekly
        on
            date_trunc('week', clicks.event_date)::date = weekly.event_date
            and clicks.feature = weekly.feature
            and segments.segment = weekly.segment
            and clicks.band = weekly.band
            and clicks.element_key = weekly.element_key
            and days.is_in_week
            and days.part_date is null
            and {{ is_written('weekly.event_date', 1, period, own_days=true) }}
    {%- endif %}
    group by
        clicks.period_date,
        clicks.event_date,
        clicks.feature,
        segments.segment,
        clicks.band,
        clicks.element_key,
        clicks.user_key,
        days.part_date,
        days.is_suppressed

),

beyond as (

    select
        *,
        case
            when attribute is null then 0
            else 1 - max(case when attribute is null then 1 else 0 end) over (
                partition by event_date, feature, band, element_key
            )
        end as is_alone
    from people
    where is_beyond = 1

),

parts as (

    select
        period_date,
        feature,
        segment,
        band,
        element_key,
        part_date,
        is_suppressed,
        sum(click_count)::bigint as click_count,
        count(distinct user_key) as user_count,
        max(is_alone) as is_alone
    from beyond
    group by period_date, feature, segment, band, element_key, part_date, is_suppressed

),

rests as (

    select
        period_date,
        feature,
        segment,
        band,
        element_key,
        sum(click_count)::bigint as click_count,
        min(user_count) < {{ least }} or max(is_alone) = 1 as is_small
    from parts
    group by period_date, feature, segment, band, element_key

),

sums as (

    select
        period_date as event_date,
        feature,
        segment,
        coalesce(band, '(all)') as band,
        element_key,
        max(attribute) as attribute,
        sum(click_count)::bigint as click_count,
        count(distinct user_key) as user_count
    from people
    group by grouping sets (
        (period_date, feature, segment, band, element_key),
        (period_date, feature, segment, element_key)
    )

),

counted as (

    select
        sums.*,
        sums.click_count as amount,
        coalesce(rests.click_count, 0) as beyond_count,
        sums.user_count < {{ least }} or coalesce(rests.is_small, false) as is_small
    from sums
    left join rests
        on
            sums.event_date = rests.period_date
            and {{ of_same_band('sums', 'rests') }}
            and sums.element_key = rests.element_key

),

judged as (

    select
        event_date,
        feature,
        segment,
        band,
        element_key,
        attribute,
        click_count,
        amount,
        user_count,
        is_small
        or coalesce(
            attribute is not null
            and (
                {{ of_all('case when is_small then 1 else 0 end', line) }} = 1
                or {{ sum_of_shown('beyond_count', line ~ ', attribute') }} < {{ of_all('beyond_count', line) }}
            ),
            false
        ) as is_small
    from counted

),

elements as (

    select
        judged.event_date,
        judged.feature,
        judged.segment,
        judged.band,
        judged.element_key,
        judged.attribute,
        coalesce(labels.element_label, judged.element_key) as label,
        places.layer,
        places.x_px,
        places.y_px,
        places.left_px,
        places.top_px,
        places.width_px,
        places.height_px,
        judged.click_count,
        judged.amount,
        judged.user_count,
        exposures.exposure_rate,
        judged.is_small
        or (
            judged.band = '(all)'
            and max(case when judged.band <> '(all)' and judged.is_small then 1 else 0 end) over (
                partition by judged.event_date, judged.feature, judged.segment, judged.element_key
            ) = 1
        ) as is_small
    from judged
    left join labels
        on
            judged.event_date = labels.period_date
            and judged.feature = labels.feature
            and judged.element_key = labels.element_key
    left join places
        on
            judged.event_date = places.period_date
            and judged.feature = places.feature
            and judged.band = places.band
            and judged.element_key = places.element_key
    left join exposures
        on
            judged.event_date = exposures.period_date
            and judged.feature = exposures.feature
            and judged.segment = exposures.segment
            and judged.element_key = exposures.element_key

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
    {{ columns_of_elements() }},
    exposure_rate,
    event_date
from ranked
{%- endmacro %}
