{{ config(materialized='days', day='event_date', amends=1) }}

with views as (

    select
        views.event_date,
        views.page_view_id,
        views.session_id,
        views.user_key,
        views.band,
        views.started_at,
        coalesce(activities.shown_page, '(none)') as page,
        case
            when
                coalesce(views.scroll_depth_px, views.scroll_depth_fraction * views.document_height)
                between 0 and 1000000
                then floor(coalesce(views.scroll_depth_px, views.scroll_depth_fraction * views.document_height))
        end::integer as depth_px
    from {{ ref('int_page_views') }} as views
    inner join {{ ref('int_activities') }} as activities
        on views.event_date = activities.event_date and views.activity_id = activities.activity_id
    where
        {{ in_window('views.event_date', before=1) }}
        and {{ in_window('activities.event_date', before=1) }}

),

clicks as (

    select
        clicks.event_date,
        activities.element_id,
        coalesce(activities.shown_page, '(none)') as page,
        activities.element_key,
        clicks.page_view_id,
        clicks.band,
        clicks.event_at,
        -- what is fixed is always on the screen
        case
            when clicks.position = 'located' and clicks.layer = 'fixed' then 0
            when clicks.position = 'located' then coalesce(clicks.box_middle_y, clicks.page_y)
        end as middle_y
    from {{ ref('int_clicks') }} as clicks
    inner join {{ ref('int_activities') }} as activities
        on clicks.event_date = activities.event_date and clicks.activity_id = activities.activity_id
    where
        activities.element_id is not null
        and {{ in_window('clicks.event_date', before=1) }}
        and {{ in_window('activities.event_date', before=1) }}

),

middles as (

    -- where an element is in a band: the middle of its box, else of its clicks
    select
        event_date,
        element_id,
        band,
        max(page) as page,
        floor(median(middle_y) + 0.5)::integer as middle_px
    from clicks
    where middle_y is not null
    group by event_date, element_id, band

),

scrolled as (

    select
        views.event_date,
        segments.segment,
        segments.attribute,
        views.page,
        views.band,
        views.user_key,
        views.depth_px
    from views
    inner join {{ ref('int_session_segments') }} as segments
        on views.event_date = segments.event_date and views.session_id = segments.session_id
    where
        views.depth_px is not null
        and {{ in_window('segments.event_date', before=1) }}

),

scrolled_groups as (

    select
        event_date,
        segment,
        page,
        band,
        max(attribute) as attribute,
        count(*) as view_count,
        count(*) as amount,
        count(distinct user_key) as user_count,
        count(distinct user_key) < {{ var('minimum_users') }} as is_small
    from scrolled
    group by event_date, segment, page, band

),

visible_bands as (

    -- without rules a page is a feature: what scroll_reach_daily does not show of it must not be left here
    {{ without_withheld_bands('scrolled_groups', feature='page') }}

),

bands as (

    select
        *,
        is_small
        or {{ goes_with_the_small_segments('event_date, page, band', var('minimum_users')) }} as is_withheld
    from visible_bands

),

marks as (

    -- how far down page views got, and where the elements are
    select
        event_date,
        segment,
        page,
        band,
        depth_px,
        count(*) as stopped_count,
        null::bigint as view_count,
        null::bigint as element_id
    from scrolled
    group by event_date, segment, page, band, depth_px

    union all

    select
        bands.event_date,
        bands.segment,
        bands.page,
        bands.band,
        middles.middle_px as depth_px,
        0 as stopped_count,
        bands.view_count,
        middles.element_id
    from bands
    inner join middles
        on
            bands.event_date = middles.event_date
            and bands.page = middles.page
            and bands.band = middles.band
    where not bands.is_withheld

),

reached as (

    select
        event_date,
        segment,
        element_id,
        view_count,
        sum(stopped_count) over (
            partition by event_date, segment, page, band
            order by depth_px desc
        ) as reaching_count
    from marks

),

exposures as (

    select
        event_date,
        segment,
        element_id,
        sum(view_count)::bigint as with_scroll_count,
        sum(reaching_count)::bigint as reaching_count
    from reached
    where element_id is not null
    group by event_date, segment, element_id

),

first_clicks as (

    -- in page views of the same day and page
    select
        clicks.event_date,
        clicks.element_id,
        clicks.page,
        views.band,
        views.session_id,
        views.user_key,
        views.depth_px,
        greatest(
            {{ microseconds('min(clicks.event_at)') }} - {{ microseconds('views.started_at') }}, 0
        ) as us_to_click
    from clicks
    inner join views
        on
            clicks.event_date = views.event_date
            and clicks.page_view_id = views.page_view_id
            and clicks.page = views.page
    group by
        clicks.event_date,
        clicks.element_id,
        clicks.page,
        clicks.page_view_id,
        views.band,
        views.session_id,
        views.user_key,
        views.depth_px,
        views.started_at

),

segmented_clicks as (

    select
        clicks.event_date,
        segments.segment,
        clicks.element_id,
        clicks.user_key,
        clicks.us_to_click,
        bands.is_withheld = false and clicks.depth_px is not null and middles.middle_px is not null as is_exposed,
        clicks.depth_px < middles.middle_px as is_unreached
    from first_clicks as clicks
    inner join {{ ref('int_session_segments') }} as segments
        on clicks.event_date = segments.event_date and clicks.session_id = segments.session_id
    left join middles
        on
            clicks.event_date = middles.event_date
            and clicks.element_id = middles.element_id
            and clicks.band = middles.band
    left join bands
        on
            clicks.event_date = bands.event_date
            and segments.segment = bands.segment
            and clicks.page = bands.page
            and clicks.band = bands.band
    where {{ in_window('segments.event_date', before=1) }}

),

clicked as (

    select
        event_date,
        segment,
        element_id,
        count(distinct user_key) as user_count,
        median(us_to_click) as median_us,
        {{ quantile('us_to_click', 0.75) }} as p75_us,
        count(case when is_exposed then 1 end) as exposed_count,
        count(case when is_exposed and is_unreached then 1 end) as unreached_count
    from segmented_clicks
    group by event_date, segment, element_id

),

elements as (

    select
        event_date,
        element_id,
        max(page) as page,
        max(element_key) as element_key
    from clicks
    group by event_date, element_id

)

select
    elements.event_date,
    elements.page,
    elements.element_key,
    coalesce(exposures.segment, clicked.segment) as segment,
    exposures.with_scroll_count,
    -- whoever clicked an element saw it, also where it is higher than its middle of the day
    exposures.reaching_count + coalesce(clicked.unreached_count, 0) as exposed_page_view_count,
    case when exposures.with_scroll_count is not null then coalesce(clicked.exposed_count, 0) end
        as exposed_clicked_page_view_count,
    case when clicked.user_count >= {{ var('minimum_users') }} then clicked.median_us end as median_us_to_click,
    case when clicked.user_count >= {{ var('minimum_users') }} then clicked.p75_us end as p75_us_to_click
from exposures
full outer join clicked
    on
        exposures.event_date = clicked.event_date
        and exposures.segment = clicked.segment
        and exposures.element_id = clicked.element_id
inner join elements
    on
        coalesce(exposures.event_date, clicked.event_date) = elements.event_date
        and coalesce(exposures.element_id, clicked.element_id) = elements.element_id
