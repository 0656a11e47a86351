{{ config(day='event_date', amends=1) }}

{#-
    The steps are the same for every page and day, so that days add up: 5 % of the page, and of time about as many for
    a second as for an hour.
-#}
{%- set shares = [
    '0e0', '0.05e0', '0.1e0', '0.15e0', '0.2e0', '0.25e0', '0.3e0', '0.35e0', '0.4e0', '0.45e0', '0.5e0',
    '0.55e0', '0.6e0', '0.65e0', '0.7e0', '0.75e0', '0.8e0', '0.85e0', '0.9e0', '0.95e0', '1e0'
] %}
{%- set seconds = [
    '0e0', '1e0', '2e0', '3e0', '5e0', '7e0', '10e0', '15e0', '20e0', '30e0', '45e0', '60e0', '90e0', '120e0', '180e0',
    '240e0', '300e0', '450e0', '600e0', '900e0', '1200e0', '1800e0', '3600e0'
] %}
{%- set measures = {
    'scroll_depth_fraction': shares, 'time_on_page_seconds': seconds, 'engaged_seconds': seconds
} %}
{%- set rows = [] %}
{%- for measure, bounds in measures.items() %}
{%- for bound in bounds %}
{%- do rows.append("('%s', %s, %s, %s)" % (measure, loop.index0, bound, loop.nextitem or 'null::double')) %}
{%- endfor %}
{%- endfor %}

with steps as (

    select
        step.measure,
        step.step_number,
        step.at_least,
        step.below
    from (values {{ rows | join(', ') }}) as step (measure, step_number, at_least, below)

),

measures as (

    select distinct measure from steps  -- one row each

),

views as (

    select
        views.event_date,
        views.activity_id,
        views.session_id,
        views.user_key,
        views.band,
        measures.measure,
        case measures.measure
            {%- for measure, bounds in measures.items() %}
            when '{{ measure }}'
                then case
                    when views.{{ measure }} is null then null
                    {%- for bound in bounds[1:] %}
                    when views.{{ measure }} < {{ bound }} then {{ loop.index0 }}
                    {%- endfor %}
                    else {{ bounds | length - 1 }}
                end
            {%- endfor %}
        end as step_number
    from {{ ref('int_page_views') }} as views
    cross join measures
    where {{ in_window('views.event_date', before=1) }}

),

grouped as (

    select
        views.event_date,
        features.feature,
        segments.segment,
        segments.attribute,
        views.band,
        views.measure,
        views.step_number,
        views.user_key
    from views
    inner join {{ ref('int_activity_features') }} as features
        on views.event_date = features.event_date and views.activity_id = features.activity_id
    inner join {{ ref('int_session_segments') }} as segments
        on views.event_date = segments.event_date and views.session_id = segments.session_id
    where
        views.step_number is not null
        and features.feature <> {{ rare() }}
        and {{ in_window('features.event_date', before=1) }}
        and {{ in_window('segments.event_date', before=1) }}

),

groups as (

    select
        event_date,
        feature,
        segment,
        band,
        measure,
        max(attribute) as attribute,
        count(*) as page_view_count,
        count(*) as amount,
        count(distinct user_key) as user_count,
        count(distinct user_key) < {{ var('minimum_users') }} as is_small
    from grouped
    group by event_date, feature, segment, band, measure

),

visible as (

    {{ without_withheld_bands('groups') }}

),

judged as (

    select
        *,
        is_small
        or {{ goes_with_the_small_segments('event_date, feature, measure, band', var('minimum_users')) }}
            as is_withheld
    from visible

),

counted as (

    select
        event_date,
        feature,
        segment,
        band,
        measure,
        step_number,
        count(*) as step_count
    from grouped
    group by event_date, feature, segment, band, measure, step_number

),

filled as (

    -- a step without a page view has a row too
    select
        judged.event_date,
        judged.feature,
        judged.segment,
        judged.band,
        judged.measure,
        judged.page_view_count,
        steps.at_least,
        steps.below,
        coalesce(counted.step_count, 0) as step_count
    from judged
    inner join steps
        on judged.measure = steps.measure
    left join counted
        on
            judged.event_date = counted.event_date
            and {{ of_same_band('judged', 'counted') }}
            and judged.measure = counted.measure
            and steps.step_number = counted.step_number
    where not judged.is_withheld

)

select
    feature,
    segment,
    band,
    measure,
    at_least,
    below,
    page_view_count,
    step_count,
    sum(step_count) over (
        partition by event_date, feature, segment, band, measure
        order by at_least desc
    )::bigint as reaching_count,
    event_date
from filled
