{{ config(day='event_date') }}

-- What people actually read: the elements of a grid, ranked, with where they were clicked.
with clicks as (

    select
        clicks.event_date,
        features.feature,
        segments.segment,
        segments.attribute,
        bands.band,
        activities.element_key,
        labels.element_label,
        activities.element_tag,
        clicks.user_key,
        clicks.event_at,
        clicks.event_id,
        clicks.drawn_x,
        clicks.page_y,
        clicks.box_x * bands.drawn_width / nullif(clicks.viewport_width, 0) as drawn_left,
        clicks.box_y,
        clicks.box_width * bands.drawn_width / nullif(clicks.viewport_width, 0) as drawn_width,
        clicks.box_height,
        clicks.layer,
        clicks.position
    from {{ ref('int_clicks') }} as clicks
    inner join {{ ref('int_session_days') }} as sessions
        on clicks.event_date = sessions.event_date and clicks.session_id = sessions.session_id
    inner join {{ ref('viewport_bands') }} as bands
        on coalesce(clicks.viewport_width, sessions.viewport_width) between bands.min_width and bands.max_width
    inner join {{ ref('int_activities') }} as activities
        on clicks.event_date = activities.event_date and clicks.activity_id = activities.activity_id
    left join {{ ref('int_element_labels') }} as labels
        on
            activities.event_date = labels.event_date
            and coalesce(activities.page, '(none)') = labels.page
            and activities.element_key = labels.element_key
            and {{ in_window('labels.event_date') }}
    inner join {{ ref('int_activity_features') }} as features
        on clicks.event_date = features.event_date and clicks.activity_id = features.activity_id
    inner join {{ ref('int_session_segments') }} as segments
        on clicks.event_date = segments.event_date and clicks.session_id = segments.session_id
    where
        activities.element_key is not null
        and features.feature <> {{ rare() }}
        and {{ in_window('clicks.event_date') }}
        and {{ in_window('sessions.event_date') }}
        and {{ in_window('activities.event_date') }}
        and {{ in_window('features.event_date') }}
        and {{ in_window('segments.event_date') }}

),

named as (

    -- what fewer people clicked may be content, such as a name: it has no row
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
        floor(median(box_height) filter (where position = 'located') + 0.5)::integer as height_px,
        count(*) as click_count,
        count(*) as amount,
        count(distinct user_key) as user_count,
        count(distinct user_key) < {{ var('minimum_cell_users') }} as is_small
    from clicks
    group by event_date, feature, segment, band, element_key

),

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
    inner join {{ ref('heatmap_grids') }} as grids
        on
            elements.event_date = grids.event_date
            and elements.feature = grids.feature
            and elements.segment = grids.segment
            and elements.band = grids.band
            and grids.kind = 'clicks'
            and not grids.is_suppressed
            and {{ in_window('grids.event_date') }}

),

shown as (

    select
        *,
        is_small
        or {{ goes_with_the_small_segments(
            'event_date, feature, band, element_key', var('minimum_cell_users')
        ) }} as is_hidden
    from shared

)

select
    shown.feature,
    shown.segment,
    shown.band,
    shown.element_key,
    shown.label,
    shown.layer,
    shown.x_px,
    shown.y_px,
    -- the box of what is fixed on the screen is nowhere on the page
    case when shown.layer = 'page' then shown.left_px end as left_px,
    case when shown.layer = 'page' then shown.top_px end as top_px,
    shown.width_px,
    shown.height_px,
    shown.click_count,
    shown.user_count,
    shown.click_count / nullif(shown.all_click_count, 0) as click_share,
    row_number() over (
        partition by shown.event_date, shown.feature, shown.segment, shown.band
        order by shown.click_count desc, shown.user_count desc, shown.element_key asc
    )::bigint as rank,
    shown.event_date
from shown
inner join named
    on
        shown.event_date = named.event_date
        and shown.feature = named.feature
        and shown.element_key = named.element_key
where not shown.is_hidden
