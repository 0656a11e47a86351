{#
    A query: the maps of past weeks or months in which the days count that are withheld. A map of a period is made of its
    days that are shown, which tells nobody more than these, and of what is withheld of it as a whole or not at all. As a
    whole are two days or more with clicks, of `least` people or more; of a month that is what its weeks do not tell. What
    does not count of the segments of an attribute, or of the bands, follows from a total less what counts: it is nothing,
    or two maps or more, of `least` people together; else the smallest other one does not count either, twice, as in
    int_grids_withheld. Clicks before a goal do not count, either, where few people have others on these days. If that
    does not do, or if `all` does not count where its segments would, nothing of it does; nor does anything of a page whose
    layout changed within the period, at any band: what is left out of it for that is no whole, and would follow from the
    totals of all days.
-#}
{% macro withheld_days_that_count(period, grids=none, people='int_heatmap_people', weeks='int_withheld_days_weekly') -%}
{%- set least = var('minimum_users') %}
{%- set map = 'event_date, feature, segment, band, kind' %}
with grids as (

    {{ (grids or grids_of_days(period)) | indent(4) }}

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
    left join (
        select distinct
            event_date as period_date,
            feature
        from {{ ref('int_layouts_' ~ period ~ 'ly') }}
        where {{ is_written('event_date', 1, period, own_days=true) }}
    ) as changed
        on date_trunc('{{ period }}', grids.event_date)::date = changed.period_date and grids.feature = changed.feature
    {%- if period == 'month' %}
    {{ join_of_whole_weeks(weeks) | indent(4) }}
    {%- endif %}
    where
        grids.is_suppressed
        and changed.feature is null
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
    left join {{ ref(people) }} as people
        on
            days.event_date = people.event_date
            and {{ of_same_map('days', 'people') }}
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
            and {{ of_same_map('people', 'told') }}
    group by people.event_date, people.feature, people.segment, people.band, people.kind

),

{{ small_in_two_passes(
    'groups', map, 'attribute, user_count',
    '(attribute is not null and '
    ~ goes_with_what_does_not_count('event_date, feature, band, kind, attribute', 'segment', least) ~ ')',
    goes_with_what_does_not_count('event_date, feature, segment, kind', 'band', least)
) }},

lines as (

    select
        {{ map }},
        is_small,
        coalesce({{ of_all('case when is_small then 1 else 0 end', 'event_date, feature, band, kind') }}, 0) as is_all_small,
        attribute is not null
        and {{ tells_of_what_does_not_count('event_date, feature, band, kind, attribute', least) }} as is_told_by_segments,
        {{ tells_of_what_does_not_count('event_date, feature, segment, kind', least) }} as is_told_by_bands
    from small_twice

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
            and {{ of_same_band('maps', 'others') }}
            and maps.kind <> others.kind
            and {{ written }}
    left join {{ ref('int_heatmap_people') }} as own
        on
            maps.event_date = own.event_date
            and {{ of_same_map('maps', 'own') }}
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

{#- The weeks within a month whose withheld days count, beside `grids`. -#}
{% macro join_of_whole_weeks(weeks='int_withheld_days_weekly') -%}
left join {{ ref(weeks) }} as weeks
    on
        date_trunc('week', grids.event_date)::date = weeks.event_date
        and date_trunc('month', weeks.event_date) = date_trunc('month', weeks.event_date + 6)
        and {{ of_same_map('grids', 'weeks') }}
        and {{ is_written('weeks.event_date', 1, 'month', own_days=true) }}
{%- endmacro %}
