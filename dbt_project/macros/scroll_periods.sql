{#- A query: withheld_days_that_count, of how far pages are scrolled. -#}
{% macro withheld_scrolls_that_count(period) -%}
{%- set grids -%}
select *
from {{ ref('int_scroll_grids') }}
where {{ is_written('event_date', 1, period, own_days=true) }}
{%- endset -%}
{{ withheld_days_that_count(period, grids, people='int_scroll_depths', weeks='int_withheld_scrolls_weekly') }}
{%- endmacro %}

{#-
    scroll_reach of weeks or months: of the page views of all days that count, of one layout of the page. Attention is that
    of the days of it that scroll_reach_daily shows.
-#}
{% macro scroll_reach_of(period) -%}
{%- set counting = 'int_withheld_scrolls_' ~ period ~ 'ly' -%}
with days as (

    select
        date_trunc('{{ period }}', grids.event_date)::date as period_date,
        grids.*,
        layouts.first_date as layout_date,
        {{ is_of_other_layout() }} as is_of_other_layout,
        not {{ is_of_other_layout() }}
        and (
            not grids.is_suppressed
            or counting.feature is not null
            {%- if period == 'month' %}
            or weeks.feature is not null
            {%- endif %}
        ) as is_counted
    from {{ ref('int_scroll_grids') }} as grids
    {{ join_of_layouts(period) | indent(4) }}
    left join {{ ref(counting) }} as counting
        on
            date_trunc('{{ period }}', grids.event_date)::date = counting.event_date
            and {{ of_same_band('grids', 'counting') }}
            and {{ is_written('counting.event_date', 1, period, own_days=true) }}
    {%- if period == 'month' %}
    {{ join_of_whole_weeks('int_withheld_scrolls_weekly') | indent(4) }}
    {%- endif %}
    where {{ is_written('grids.event_date', 1, period, own_days=true) }}

),

grids as (

    select
        period_date,
        feature,
        segment,
        band,
        sum(case when is_counted then page_view_count end)::bigint as page_view_count,
        sum(case when is_counted then without_scroll_count end)::bigint as without_scroll_count,
        floor(median(case when is_counted then fold_px end) + 0.5)::integer as fold_px,
        max(case when is_counted then deepest_bucket end) as deepest_bucket,
        count(case when not is_counted and not is_of_other_layout then 1 end) as left_out_day_count,
        count(case when is_of_other_layout then 1 end) as other_layout_day_count,
        max(layout_date) as layout_date
    from days
    group by period_date, feature, segment, band

),

depths as (

    select
        *,
        {{ each(numbers('0', 'deepest_bucket + 1')) }} as depth_bucket
    from grids
    where deepest_bucket is not null

),

stopped as (

    select
        days.period_date,
        days.feature,
        days.segment,
        days.band,
        depths.depth_bucket,
        sum(depths.page_view_count)::bigint as stopped_count
    from {{ ref('int_scroll_depths') }} as depths
    inner join days
        on
            depths.event_date = days.event_date
            and {{ of_same_band('depths', 'days') }}
            and days.is_counted
    where {{ is_written('depths.event_date', 1, period, own_days=true) }}
    group by days.period_date, days.feature, days.segment, days.band, depths.depth_bucket

),

attention as (

    -- whole microseconds, which add up to the same in any order
    select
        date_trunc('{{ period }}', grids.event_date)::date as period_date,
        grids.feature,
        grids.segment,
        grids.band,
        grids.depth_px,
        sum(grids.attention_page_view_count)::bigint as page_view_count,
        sum(floor(grids.attention_seconds * 1000000 + 0.5)::bigint)::bigint as attention_us
    from {{ ref('scroll_reach_daily') }} as grids
    {{ join_of_layouts(period) | indent(4) }}
    where
        grids.attention_page_view_count is not null
        and not {{ is_of_other_layout() }}
        and {{ is_written('grids.event_date', 1, period, own_days=true) }}
    group by
        date_trunc('{{ period }}', grids.event_date)::date, grids.feature, grids.segment, grids.band, grids.depth_px

),

built as (

    {{ built_days_of(period) | indent(4) }}

)

select
    depths.feature,
    depths.segment,
    depths.band,
    (depths.depth_bucket * 100)::integer as depth_px,
    depths.fold_px,
    depths.page_view_count,
    depths.without_scroll_count,
    sum(coalesce(stopped.stopped_count, 0)) over (
        partition by depths.period_date, depths.feature, depths.segment, depths.band
        order by depths.depth_bucket desc
    )::bigint as reaching_count,
    sum(coalesce(stopped.stopped_count, 0)) over (
        partition by depths.period_date, depths.feature, depths.segment, depths.band
        order by depths.depth_bucket desc
    ) / nullif(depths.page_view_count, 0) as reaching_rate,
    tops.page_view_count as attention_page_view_count,
    case
        when tops.page_view_count is not null then coalesce(attention.attention_us, 0) / 1e6
    end as attention_seconds,
    depths.left_out_day_count,
    depths.other_layout_day_count,
    nullif(depths.layout_date, depths.period_date) as layout_date,
    built.day_count,
    built.last_date,
    depths.period_date as event_date
from depths
inner join built on depths.period_date = built.period_date
left join stopped
    on
        depths.period_date = stopped.period_date
        and {{ of_same_band('depths', 'stopped') }}
        and depths.depth_bucket = stopped.depth_bucket
left join attention
    on
        depths.period_date = attention.period_date
        and {{ of_same_band('depths', 'attention') }}
        and depths.depth_bucket * 100 = attention.depth_px
left join attention as tops
    on
        depths.period_date = tops.period_date
        and {{ of_same_band('depths', 'tops') }}
        and tops.depth_px = 0
{%- endmacro %}
