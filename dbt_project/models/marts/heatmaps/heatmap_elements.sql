{{ config(day='event_date') }}

-- What people actually read: the elements of a grid, ranked, with where they were clicked.
with clicks as (

    select
        clicks.*,
        segments.segment,
        segments.attribute
    from {{ ref('int_element_clicks') }} as clicks
    inner join {{ ref('int_session_segments') }} as segments
        on clicks.event_date = segments.event_date and clicks.session_id = segments.session_id
    where
        clicks.band <> 'unknown'
        and {{ in_window('clicks.event_date') }}
        and {{ in_window('segments.event_date') }}

),

named as (

    select
        event_date,
        feature,
        element_key
    from clicks
    where segment = 'all'
    group by event_date, feature, element_key
    having count(distinct user_key) >= {{ var('minimum_users') }}

),

elements as (

    select
        event_date,
        feature,
        segment,
        band,
        element_key,
        max(attribute) as attribute,
        coalesce(max(element_label), element_key) as label,
        {{ place_of_element() }},
        count(*) as click_count,
        count(*) as amount,
        count(distinct user_key) as user_count,
        count(distinct user_key) < {{ var('minimum_cell_users') }} as is_small
    from clicks
    group by event_date, feature, segment, band, element_key

),

grids as (

    select
        event_date,
        feature,
        segment,
        band,
        click_count
    from {{ ref('heatmap_grids') }}
    where
        kind = 'clicks'
        and not is_suppressed
        and {{ in_window('event_date') }}

),

{{ elements_ranked() }}

select
    {{ columns_of_elements() }},
    event_date
from ranked
