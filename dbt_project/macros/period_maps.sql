{#- heatmap_cells of weeks or months. -#}
{% macro heatmap_cells_of(period) -%}
{%- set least = var('minimum_cell_users') | int -%}
{#- before the condition: dbt looks for what a model reads with the default of a var -#}
{%- set cells_of_days = ref('int_heatmap_cells') -%}
with days as (

    {{ days_of_maps(period) | indent(4) }}

),

grids as (

    select
        period_date,
        feature,
        segment,
        band,
        kind,
        sum(page_view_count)::bigint as page_view_count,
        floor(median(document_height_px) + 0.5)::integer as document_height_px
    from days
    where is_counted
    group by period_date, feature, segment, band, kind

),

pages as (

    -- one height for all segments, as they lie over one page
    select
        *,
        max(document_height_px) over (partition by period_date, feature, band) as page_height_px
    from grids

),

masses_of_days as (

    select
        days.period_date,
        masses.*
    from {{ ref('int_heatmap_masses') }} as masses
    inner join days
        on
            masses.event_date = days.event_date
            and {{ of_same_map('masses', 'days') }}
            and days.is_counted
    where {{ is_written('masses.event_date', 1, period, own_days=true) }}

),

masses as (

    select
        period_date as event_date,
        feature,
        segment,
        band,
        kind,
        layer,
        user_key,
        x_bin,
        y_bin,
        max(attribute) as attribute,
        sum(mass)::bigint as mass
    from masses_of_days
    group by period_date, feature, segment, band, kind, layer, user_key, x_bin, y_bin

),

found as (

    with {{ cells_of_masses() | indent(4) }}

){% if least > 1 %},

told as (

    -- the same cell of the period less those of its days leaves nobody, or enough
    select
        found.event_date,
        found.feature,
        found.segment,
        found.band,
        found.kind,
        found.layer,
        found.cell_px,
        found.x_px,
        found.y_px
    from found
    inner join masses_of_days as masses
        on
            found.event_date = masses.period_date
            and {{ of_same_map('found', 'masses') }}
            and found.layer = masses.layer
            and masses.x_bin * {{ var('cell_px') }} >= found.x_px
            and masses.x_bin * {{ var('cell_px') }} < found.x_px + found.cell_px
            and masses.y_bin * {{ var('cell_px') }} >= found.y_px
            and masses.y_bin * {{ var('cell_px') }} < found.y_px + found.cell_px
    left join {{ cells_of_days }} as shown
        on
            masses.event_date = shown.event_date
            and {{ of_same_map('found', 'shown') }}
            and found.layer = shown.layer
            and found.cell_px = shown.cell_px
            and found.x_px = shown.x_px
            and found.y_px = shown.y_px
            and {{ is_written('shown.event_date', 1, period, own_days=true) }}
    where shown.feature is null
    group by
        found.event_date,
        found.feature,
        found.segment,
        found.band,
        found.kind,
        found.layer,
        found.cell_px,
        found.x_px,
        found.y_px
    having count(distinct masses.user_key) < {{ least }}

){% endif %}

select
    found.feature,
    found.segment,
    found.band,
    found.kind,
    found.layer,
    found.cell_px::smallint as cell_px,
    found.x_px::integer as x_px,
    found.y_px::integer as y_px,
    (pages.page_height_px - found.y_px)::integer as y_up_px,
    found.user_count,
    found.mass / 1e6 as clicks,
    found.mass / 1e3 / nullif(pages.page_view_count, 0) as clicks_per_1000_page_views,
    found.event_date
from found
inner join pages
    on
        found.event_date = pages.period_date
        and {{ of_same_map('found', 'pages') }}
{%- if least > 1 %}
left join told
    on
        found.event_date = told.event_date
        and {{ of_same_map('found', 'told') }}
        and found.layer = told.layer
        and found.cell_px = told.cell_px
        and found.x_px = told.x_px
        and found.y_px = told.y_px
{%- endif %}
where
    found.cell_px is not null
    {%- if least > 1 %}
    and told.feature is null
    {%- endif %}
{%- endmacro %}

{#- heatmap_grids of weeks or months. -#}
{% macro heatmap_grids_of(period) -%}
with days as (

    {{ days_of_maps(period) | indent(4) }}

),

people as (

    select
        days.period_date,
        days.feature,
        days.segment,
        days.band,
        days.kind,
        count(distinct people.user_key) as user_count
    from {{ ref('int_heatmap_people') }} as people
    inner join days
        on
            people.event_date = days.event_date
            and {{ of_same_map('people', 'days') }}
            and days.is_counted
    where {{ is_written('people.event_date', 1, period, own_days=true) }}
    group by days.period_date, days.feature, days.segment, days.band, days.kind

),

cells as (

    select
        event_date,
        feature,
        segment,
        band,
        kind,
        -- in whole millionths, which add up to the same in any order
        sum(floor(clicks * 1000000 + 0.5)::bigint)::bigint as mass
    from {{ ref('heatmap_cells_' ~ period ~ 'ly') }}
    where {{ is_written('event_date', 1, period, own_days=true) }}
    group by event_date, feature, segment, band, kind

),

titles as (

    -- the newest
    select
        date_trunc('{{ period }}', event_date)::date as period_date,
        page,
        max_by(page_title, event_date) filter (where page_title is not null) as page_title
    from {{ ref('int_pages_named') }}
    where {{ is_written('event_date', 1, period, own_days=true) }}
    group by date_trunc('{{ period }}', event_date)::date, page

),

built as (

    {{ built_days_of(period) | indent(4) }}

),

grids as (

    select
        period_date,
        feature,
        segment,
        band,
        kind,
        max(layout_date) as layout_date,
        count(case when is_of_other_layout then 1 end) as other_layout_day_count,
        count(case when not is_counted and not is_of_other_layout then 1 end) as left_out_day_count,
        count(case when is_counted then 1 end) = 0 as is_suppressed,
        floor(median(case when is_counted then fold_px end) + 0.5)::integer as fold_px,
        floor(median(case when is_counted then document_height_px end) + 0.5)::integer as document_height_px,
        sum(case when is_counted then click_count end)::bigint as click_count,
        sum(case when is_counted then located_count end)::bigint as located_count,
        sum(case when is_counted then out_of_range_count end)::bigint as out_of_range_count,
        sum(case when is_counted then unlocated_count end)::bigint as unlocated_count,
        sum(case when is_counted then below_fold_count end)::bigint as below_fold_count,
        sum(case when is_counted then anchored_count end)::bigint as anchored_count,
        sum(case when is_counted then in_scroller_count end)::bigint as in_scroller_count,
        sum(case when is_counted then page_view_count end)::bigint as page_view_count
    from days
    group by period_date, feature, segment, band, kind

),

rules as (

    {{ rules_of_grids() | indent(4) }}

)

select
    grids.feature,
    titles.page_title as feature_title,
    grids.segment,
    grids.band,
    grids.kind,
    bands.drawn_width as drawn_width_px,
    grids.fold_px,
    grids.document_height_px,
    grids.click_count,
    case when not grids.is_suppressed then coalesce(cells.mass, 0) / 1e6 end as cell_click_count,
    grids.out_of_range_count,
    grids.unlocated_count,
    (grids.located_count * 1000000 - coalesce(cells.mass, 0)) / 1e6 as suppressed_click_count,
    grids.below_fold_count,
    grids.anchored_count,
    grids.in_scroller_count,
    grids.below_fold_count / nullif(grids.located_count, 0) as below_fold_rate,
    case when not grids.is_suppressed then coalesce(people.user_count, 0) end as user_count,
    grids.page_view_count,
    grids.left_out_day_count,
    grids.other_layout_day_count,
    nullif(grids.layout_date, grids.period_date) as layout_date,
    built.day_count,
    built.last_date,
    grids.is_suppressed,
    rules.rules_id,
    grids.period_date as event_date
from grids
inner join built on grids.period_date = built.period_date
left join people
    on
        grids.period_date = people.period_date
        and {{ of_same_map('grids', 'people') }}
left join cells
    on
        grids.period_date = cells.event_date
        and {{ of_same_map('grids', 'cells') }}
left join titles on grids.period_date = titles.period_date and grids.feature = titles.page
left join {{ ref('viewport_bands') }} as bands on grids.band = bands.band
cross join rules
{%- endmacro %}

{#- A query: how many days of each week or month are built, and which is the last. -#}
{% macro built_days_of(period) -%}
select
    date_trunc('{{ period }}', event_date)::date as period_date,
    count(distinct event_date) as day_count,
    max(event_date) as last_date
from {{ ref('stg_raw__builds') }}
where {{ is_written('event_date', 1, period, own_days=true) }}
group by date_trunc('{{ period }}', event_date)::date
{%- endmacro %}
