{#-
    A query: the weeks or months within which the layout of a page changed, and the days of the newest one: from
    `first_date` until before `end_date`. It is the newest that has a day with a map of everybody.
-#}
{% macro layouts_of(period) -%}
with changes as (

    select
        date_trunc('{{ period }}', first_date)::date as period_date,
        feature,
        band,
        first_date
    from {{ ref('int_page_versions') }}
    where
        version > 1
        and first_date > date_trunc('{{ period }}', first_date)::date
        and {{ is_written('first_date', 1, period, own_days=true) }}

),

shown as (

    select
        date_trunc('{{ period }}', event_date)::date as period_date,
        feature,
        band,
        max(event_date) as last_date
    from {{ ref('int_page_heights') }}
    where {{ is_written('event_date', 1, period, own_days=true) }}
    group by date_trunc('{{ period }}', event_date)::date, feature, band

)

select
    changes.period_date as event_date,
    changes.feature,
    changes.band,
    coalesce(max(changes.first_date) filter (where changes.first_date <= shown.last_date), changes.period_date)
        as first_date,
    coalesce(
        min(changes.first_date) filter (where changes.first_date > shown.last_date),
        (changes.period_date + interval 1 {{ period }})::date
    ) as end_date
from changes
left join shown
    on
        changes.period_date = shown.period_date
        and changes.feature = shown.feature
        and changes.band = shown.band
group by changes.period_date, changes.feature, changes.band
{%- endmacro %}

{#- The layout that the map of a week or month is of, beside `grids`; none where it did not change within it. -#}
{% macro join_of_layouts(period) -%}
left join {{ ref('int_layouts_' ~ period ~ 'ly') }} as layouts
    on
        date_trunc('{{ period }}', grids.event_date)::date = layouts.event_date
        and grids.feature = layouts.feature
        and grids.band = layouts.band
        and {{ is_written('layouts.event_date', 1, period, own_days=true) }}
{%- endmacro %}

{#- True for days on which a page had another layout than the map of their week or month. -#}
{% macro is_of_other_layout() -%}
    coalesce(grids.event_date < layouts.first_date or grids.event_date >= layouts.end_date, false)
{%- endmacro %}
