{#- True where rows of two tables are of the same feature, segment and band. -#}
{% macro of_same_band(one, other) -%}
    {{ one }}.feature = {{ other }}.feature and {{ one }}.segment = {{ other }}.segment and {{ one }}.band = {{ other }}.band
{%- endmacro %}

{#- And of the same kind of clicks. -#}
{% macro of_same_map(one, other) -%}
    {{ of_same_band(one, other) }} and {{ one }}.kind = {{ other }}.kind
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
    {%- if var('anchor_clicks_to_elements') %}
    union all
    select 'anchor_clicks_to_elements' as rule
    {%- endif %}
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
    grids.anchored_count,
    grids.in_scroller_count,
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
        and {{ of_same_band('grids', 'withheld') }}
        and {{ is_written('withheld.event_date', 1, period, own_days=true) }}
where {{ is_written('grids.event_date', 1, period, own_days=true) }}

union all

select
    kinds.event_date,
    kinds.feature,
    kinds.segment,
    kinds.band,
    kinds.attribute,
    kinds.kind,
    kinds.click_count,
    kinds.located_count,
    kinds.out_of_range_count,
    kinds.unlocated_count,
    kinds.below_fold_count,
    kinds.anchored_count,
    kinds.in_scroller_count,
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
        and {{ of_same_band('kinds', 'grids') }}
        and {{ is_written('grids.event_date', 1, period, own_days=true) }}
where {{ is_written('kinds.event_date', 1, period, own_days=true) }}
{%- endmacro %}

{#-
    A query: the grids of days under the `period_date` of their week or month, whether they are of another layout of the page
    than its map, and whether they count in it. `layout_date` is the first day of that layout, where another came before it.
-#}
{% macro days_of_maps(period) -%}
{%- set counting = 'int_withheld_days_' ~ period ~ 'ly' -%}
select
    date_trunc('{{ period }}', grids.event_date)::date as period_date,
    grids.*,
    layouts.first_date as layout_date,
    {{ is_of_other_layout() }} as is_of_other_layout,
    {%- if period == 'month' %}
    not grids.is_suppressed or weeks.feature is not null as is_in_week,
    {%- endif %}
    not {{ is_of_other_layout() }}
    and (
        not grids.is_suppressed
        or counting.feature is not null
        {%- if period == 'month' %}
        or weeks.feature is not null
        {%- endif %}
    ) as is_counted
from ({{ grids_of_days(period) | indent(4) }}) as grids
{{ join_of_layouts(period) }}
left join {{ ref(counting) }} as counting
    on
        date_trunc('{{ period }}', grids.event_date)::date = counting.event_date
        and {{ of_same_map('grids', 'counting') }}
        and {{ is_written('counting.event_date', 1, period, own_days=true) }}
{%- if period == 'month' %}
{{ join_of_whole_weeks() }}
{%- endif %}
{%- endmacro %}
