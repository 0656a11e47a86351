{{ config(materialized='days', day='event_date') }}

-- What each person clicked on each page: people are counted once in a day, a week and a month.
with clicks as (

    select
        'clicks' as kind,
        event_id,
        event_date,
        session_id,
        user_key,
        activity_id,
        band,
        layer,
        position,
        is_in_scroller,
        page_y,
        viewport_height
    from {{ ref('int_clicks') }}
    where
        is_counted
        and {{ in_window('event_date') }}

    union all

    select
        kind,
        event_id,
        event_date,
        session_id,
        user_key,
        activity_id,
        band,
        layer,
        position,
        is_in_scroller,
        page_y,
        viewport_height
    from {{ ref('int_click_kinds') }}
    where {{ in_window('event_date') }}

),

placed as (

    select
        clicks.event_date,
        coalesce(features.feature, '(none)') as feature,
        clicks.session_id,
        coalesce(clicks.band, 'unknown') as band,
        clicks.kind,
        clicks.user_key,
        -- clicks of no feature, and those of many pages, are in a grid without cells
        case
            when coalesce(features.feature, {{ rare() }}) = {{ rare() }} then 'unlocated' else clicks.position
        end as position,
        clicks.position = 'located'
        and clicks.layer = 'page'
        and clicks.page_y > clicks.viewport_height as is_below_fold,
        anchored.event_id is not null as is_anchored,
        clicks.is_in_scroller
    from clicks
    left join {{ ref('int_anchored_clicks') }} as anchored
        on
            clicks.event_date = anchored.event_date
            and clicks.event_id = anchored.event_id
            and {{ in_window('anchored.event_date') }}
    left join {{ ref('int_activity_features') }} as features
        on
            clicks.event_date = features.event_date
            and clicks.activity_id = features.activity_id
            and {{ in_window('features.event_date') }}

)

select
    placed.event_date,
    placed.feature,
    segments.segment,
    placed.band,
    placed.kind,
    placed.user_key,
    max(segments.attribute) as attribute,
    count(*) as click_count,
    count(*) filter (where placed.position = 'located') as located_count,
    count(*) filter (where placed.position = 'out_of_range') as out_of_range_count,
    count(*) filter (where placed.position = 'unlocated') as unlocated_count,
    count(*) filter (where placed.is_below_fold) as below_fold_count,
    count(*) filter (where placed.position = 'located' and placed.is_anchored) as anchored_count,
    count(*) filter (where placed.position = 'located' and placed.is_in_scroller) as in_scroller_count
from placed
inner join {{ ref('int_session_segments') }} as segments
    on placed.event_date = segments.event_date and placed.session_id = segments.session_id
where {{ in_window('segments.event_date') }}
group by placed.event_date, placed.feature, segments.segment, placed.band, placed.kind, placed.user_key
