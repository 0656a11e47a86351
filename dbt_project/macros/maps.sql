{#
    A query: the maps of clicks before a goal that tell of few people beside another map, because all clicks, or those
    before another goal, less these are clicks of fewer than `least` people. `maps` has each day of a map, and its
    `period_date`; `written` and `own_written` say which days of `others` and of `own` are read.
#}
{% macro told_by_goals(maps, written, own_written, least) -%}
{%- set before_a_goal = "like 'clicks_before:%'" -%}
select distinct
    event_date,
    feature,
    segment,
    band,
    kind
from (
    select
        maps.period_date as event_date,
        maps.feature,
        maps.segment,
        maps.band,
        maps.kind,
        others.kind as other_kind,
        count(distinct others.user_key) as user_count
    from {{ maps }} as maps
    inner join {{ ref('int_heatmap_people') }} as others
        on
            maps.event_date = others.event_date
            and maps.feature = others.feature
            and maps.segment = others.segment
            and maps.band = others.band
            and maps.kind <> others.kind
            and {{ written }}
    left join {{ ref('int_heatmap_people') }} as own
        on
            maps.event_date = own.event_date
            and maps.feature = own.feature
            and maps.segment = own.segment
            and maps.band = own.band
            and maps.kind = own.kind
            and others.user_key = own.user_key
            and {{ own_written }}
    where
        maps.kind {{ before_a_goal }}
        and (others.kind = 'clicks' or others.kind {{ before_a_goal }})
        and others.click_count > coalesce(own.click_count, 0)
    group by maps.period_date, maps.feature, maps.segment, maps.band, maps.kind, others.kind
) as beyond
where user_count < {{ least }}
{%- endmacro %}

{#- A query of one row: what else shapes a grid, the rules that make pages, features and bands of paths and widths. -#}
{% macro rules_of_grids() -%}
select md5({{ sorted_text('rule', '; ') }}) as rules_id
from (
    select concat_ws(',', 'url', pattern, template, priority) as rule from {{ ref('url_templates') }}
    union all
    select concat_ws(',', 'feature', feature, url_template, element_key, event_name) as rule
    from {{ ref('features') }}
    union all
    select concat_ws(',', 'band', band, min_width, max_width, drawn_width) as rule
    from {{ ref('viewport_bands') }}
    union all
    select concat_ws(',', 'host', pattern) as rule from {{ ref('int_hosts') }}
)
{%- endmacro %}

{#- A query: the grids of each kind with all their numbers, and whether a day withholds them; of the days of the window, or of its weeks or months. -#}
{% macro grids_of_days(period=none) -%}
select
    grids.event_date,
    grids.feature,
    grids.segment,
    grids.band,
    grids.attribute,
    'clicks' as kind,
    grids.click_count,
    grids.located_count,
    grids.out_of_range_count,
    grids.unlocated_count,
    grids.below_fold_count,
    grids.clicking_user_count,
    grids.page_view_count,
    grids.without_scroll_count,
    grids.fold_px,
    grids.document_height_px,
    withheld.feature is not null as is_suppressed
from {{ ref('int_heatmap_grids') }} as grids
left join {{ ref('int_grids_withheld') }} as withheld
    on
        grids.event_date = withheld.event_date
        and grids.feature = withheld.feature
        and grids.segment = withheld.segment
        and grids.band = withheld.band
        and {{ is_written('withheld.event_date', 1, period, own_days=true) }}
where {{ is_written('grids.event_date', 1, period, own_days=true) }}

union all

select
    kinds.event_date,
    kinds.feature,
    kinds.segment,
    kinds.band,
    null::string as attribute,
    kinds.kind,
    kinds.click_count,
    kinds.located_count,
    kinds.out_of_range_count,
    kinds.unlocated_count,
    kinds.below_fold_count,
    kinds.user_count as clicking_user_count,
    coalesce(grids.page_view_count, 0) as page_view_count,
    coalesce(grids.without_scroll_count, 0) as without_scroll_count,
    grids.fold_px,
    grids.document_height_px,
    kinds.is_withheld as is_suppressed
from {{ ref('int_kind_grids') }} as kinds
left join {{ ref('int_heatmap_grids') }} as grids
    on
        kinds.event_date = grids.event_date
        and kinds.feature = grids.feature
        and kinds.segment = grids.segment
        and kinds.band = grids.band
        and {{ is_written('grids.event_date', 1, period, own_days=true) }}
where {{ is_written('kinds.event_date', 1, period, own_days=true) }}
{%- endmacro %}

{#
    A query: the maps of past weeks or months in which the days count that are withheld. A map of a period is made of its
    days that are shown, which tells nobody more than these, and of what is withheld of it as a whole or not at all. As a
    whole are two days or more with clicks, of `least` people or more; of a month that is what its weeks do not tell. What
    does not count of the segments of an attribute, or of the bands, follows from a total less what counts: it is nothing,
    or two maps or more, of `least` people together; else the smallest other one does not count either, twice, as in
    int_grids_withheld. Clicks before a goal do not count, either, where few people have others on these days. If that
    does not do, or if `all` does not count where its segments would, nothing of it does.
-#}
{% macro withheld_days_that_count(period) -%}
{%- set least = var('minimum_users') %}
{%- set map = 'event_date, feature, segment, band, kind' %}
{%- set passes = ['first', 'second'] -%}
with grids as (

    {{ grids_of_days(period) | indent(4) }}

),

days as (

    select
        date_trunc('{{ period }}', grids.event_date)::date as period_date,
        grids.event_date,
        grids.feature,
        grids.segment,
        grids.band,
        grids.kind,
        grids.attribute
    from grids
    {%- if period == 'month' %}
    {{ join_of_whole_weeks() | indent(4) }}
    {%- endif %}
    where
        grids.is_suppressed
        {%- if period == 'month' %}
        and weeks.feature is null
        {%- endif %}
        and {{ is_of_past_period('grids.event_date', period) }}

),

people as (

    select
        days.period_date as event_date,
        days.feature,
        days.segment,
        days.band,
        days.kind,
        people.user_key,
        max(days.attribute) as attribute,
        min(people.event_date) as first_date,
        max(people.event_date) as last_date
    from days
    left join {{ ref('int_heatmap_people') }} as people
        on
            days.event_date = people.event_date
            and days.feature = people.feature
            and days.segment = people.segment
            and days.band = people.band
            and days.kind = people.kind
            and {{ is_written('people.event_date', 1, period, own_days=true) }}
    group by days.period_date, days.feature, days.segment, days.band, days.kind, people.user_key

),

told as (

    {{ told_by_goals(
        'days',
        is_written('others.event_date', 1, period, own_days=true),
        is_written('own.event_date', 1, period, own_days=true),
        least
    ) | indent(4) }}

),

groups as (

    select
        people.event_date,
        people.feature,
        people.segment,
        people.band,
        people.kind,
        max(people.attribute) as attribute,
        count(people.user_key) as user_count,
        count(people.user_key) < {{ least }}
        or min(people.first_date) = max(people.last_date)
        or count(told.feature) > 0 as is_small
    from people
    left join told
        on
            people.event_date = told.event_date
            and people.feature = told.feature
            and people.segment = told.segment
            and people.band = told.band
            and people.kind = told.kind
    group by people.event_date, people.feature, people.segment, people.band, people.kind

),
{% for step in passes %}
with_all_{{ step }} as (

    select
        {{ map }},
        attribute,
        user_count,
        is_small
        or coalesce({{ of_all('case when is_small then 1 else 0 end', 'event_date, feature, band, kind') }}, 0) = 1
            as is_small
    from {{ 'of_bands_' ~ loop.previtem if loop.previtem else 'groups' }}

),

of_segments_{{ step }} as (

    select
        {{ map }},
        attribute,
        user_count,
        is_small
        or (
            attribute is not null
            and {{ goes_with_what_does_not_count('event_date, feature, band, kind, attribute', 'segment', least) }}
        ) as is_small
    from with_all_{{ step }}

),

of_bands_{{ step }} as (

    select
        {{ map }},
        attribute,
        user_count,
        is_small
        or {{ goes_with_what_does_not_count('event_date, feature, segment, kind', 'band', least) }} as is_small
    from of_segments_{{ step }}

),
{% endfor %}
lines as (

    select
        {{ map }},
        is_small,
        coalesce({{ of_all('case when is_small then 1 else 0 end', 'event_date, feature, band, kind') }}, 0) as is_all_small,
        attribute is not null
        and {{ tells_of_what_does_not_count('event_date, feature, band, kind, attribute', least) }} as is_told_by_segments,
        {{ tells_of_what_does_not_count('event_date, feature, segment, kind', least) }} as is_told_by_bands
    from of_bands_{{ passes | last }}

),

solved as (

    select
        {{ map }},
        is_small,
        max(case
            when is_small then 0
            when is_all_small = 1 or is_told_by_segments or is_told_by_bands then 1
            else 0
        end) over (partition by event_date, feature, kind) as is_solved
    from lines

)

select {{ map }}
from solved
where
    not is_small
    and is_solved = 0
{%- endmacro %}

{#- True for the smallest map of a line that counts, where what does not count could be told. -#}
{% macro goes_with_what_does_not_count(line, member, least) -%}
    {{ goes_with_the_small(
        line, member, 'sum(user_count) over (partition by ' ~ line ~ ')',
        'sum(case when is_small then 1 else 0 end) over (partition by ' ~ line ~ ') > 0', least
    ) }}
{%- endmacro %}

{#- True for a line of which one map does not count, or few people's. -#}
{% macro tells_of_what_does_not_count(line, least) -%}
    (
        sum(case when is_small then 1 else 0 end) over (partition by {{ line }}) = 1
        or (
            sum(case when is_small then 1 else 0 end) over (partition by {{ line }}) > 1
            and sum(case when is_small then user_count else 0 end) over (partition by {{ line }}) < {{ least }}
        )
    )
{%- endmacro %}

{#- The weeks within a month whose withheld days count, beside `grids`. -#}
{% macro join_of_whole_weeks() -%}
left join {{ ref('int_withheld_days_weekly') }} as weeks
    on
        date_trunc('week', grids.event_date)::date = weeks.event_date
        and date_trunc('month', weeks.event_date) = date_trunc('month', weeks.event_date + 6)
        and grids.feature = weeks.feature
        and grids.segment = weeks.segment
        and grids.band = weeks.band
        and grids.kind = weeks.kind
        and {{ is_written('weeks.event_date', 1, 'month', own_days=true) }}
{%- endmacro %}

{#- A query: the grids of days under the `period_date` of their week or month, and whether they count in its map. -#}
{% macro days_of_maps(period) -%}
{%- set counting = 'int_withheld_days_' ~ period ~ 'ly' -%}
select
    date_trunc('{{ period }}', grids.event_date)::date as period_date,
    grids.*,
    not grids.is_suppressed
    or counting.feature is not null
    {%- if period == 'month' %}
    or weeks.feature is not null
    {%- endif %} as is_counted
from ({{ grids_of_days(period) | indent(4) }}) as grids
left join {{ ref(counting) }} as counting
    on
        date_trunc('{{ period }}', grids.event_date)::date = counting.event_date
        and grids.feature = counting.feature
        and grids.segment = counting.segment
        and grids.band = counting.band
        and grids.kind = counting.kind
        and {{ is_written('counting.event_date', 1, period, own_days=true) }}
{%- if period == 'month' %}
{{ join_of_whole_weeks() }}
{%- endif %}
{%- endmacro %}

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
            and masses.feature = days.feature
            and masses.segment = days.segment
            and masses.band = days.band
            and masses.kind = days.kind
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
            and found.feature = masses.feature
            and found.segment = masses.segment
            and found.band = masses.band
            and found.kind = masses.kind
            and found.layer = masses.layer
            and masses.x_bin * {{ var('cell_px') }} >= found.x_px
            and masses.x_bin * {{ var('cell_px') }} < found.x_px + found.cell_px
            and masses.y_bin * {{ var('cell_px') }} >= found.y_px
            and masses.y_bin * {{ var('cell_px') }} < found.y_px + found.cell_px
    left join {{ cells_of_days }} as shown
        on
            masses.event_date = shown.event_date
            and found.feature = shown.feature
            and found.segment = shown.segment
            and found.band = shown.band
            and found.kind = shown.kind
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
        and found.feature = pages.feature
        and found.segment = pages.segment
        and found.band = pages.band
        and found.kind = pages.kind
{%- if least > 1 %}
left join told
    on
        found.event_date = told.event_date
        and found.feature = told.feature
        and found.segment = told.segment
        and found.band = told.band
        and found.kind = told.kind
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
            and people.feature = days.feature
            and people.segment = days.segment
            and people.band = days.band
            and people.kind = days.kind
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

    select
        date_trunc('{{ period }}', event_date)::date as period_date,
        count(distinct event_date) as day_count,
        max(event_date) as last_date
    from {{ ref('stg_raw__builds') }}
    where {{ is_written('event_date', 1, period, own_days=true) }}
    group by date_trunc('{{ period }}', event_date)::date

),

grids as (

    select
        period_date,
        feature,
        segment,
        band,
        kind,
        count(case when not is_counted then 1 end) as left_out_day_count,
        count(case when is_counted then 1 end) = 0 as is_suppressed,
        floor(median(case when is_counted then fold_px end) + 0.5)::integer as fold_px,
        floor(median(case when is_counted then document_height_px end) + 0.5)::integer as document_height_px,
        sum(case when is_counted then click_count end)::bigint as click_count,
        sum(case when is_counted then located_count end)::bigint as located_count,
        sum(case when is_counted then out_of_range_count end)::bigint as out_of_range_count,
        sum(case when is_counted then unlocated_count end)::bigint as unlocated_count,
        sum(case when is_counted then below_fold_count end)::bigint as below_fold_count,
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
    grids.below_fold_count / nullif(grids.located_count, 0) as below_fold_rate,
    case when not grids.is_suppressed then coalesce(people.user_count, 0) end as user_count,
    grids.page_view_count,
    grids.left_out_day_count,
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
        and grids.feature = people.feature
        and grids.segment = people.segment
        and grids.band = people.band
        and grids.kind = people.kind
left join cells
    on
        grids.period_date = cells.event_date
        and grids.feature = cells.feature
        and grids.segment = cells.segment
        and grids.band = cells.band
        and grids.kind = cells.kind
left join titles on grids.period_date = titles.period_date and grids.feature = titles.page
left join {{ ref('viewport_bands') }} as bands on grids.band = bands.band
cross join rules
{%- endmacro %}
