{{ config(day='event_date', amends=1) }}

with targets as (

    -- an element as a number, for there are far more clicks than elements
    select
        event_date,
        activity_id,
        coalesce(shown_page, '(none)') as page,
        element_key,
        is_interactive,
        {{ key_of(['shown_page', 'element_key']) }} as element_id
    from {{ ref('int_activities') }}
    where
        element_key is not null
        and {{ in_window('event_date', before=1) }}

),

named as (

    -- one row per element
    select
        targets.event_date,
        targets.element_id,
        targets.page,
        targets.element_key,
        max(labels.element_label) as element_label,
        bool_or(targets.is_interactive) as is_interactive
    from targets
    left join {{ ref('int_element_labels') }} as labels
        on
            targets.event_date = labels.event_date
            and targets.page = labels.page
            and targets.element_key = labels.element_key
            and {{ in_window('labels.event_date', before=1) }}
    group by targets.event_date, targets.element_id, targets.page, targets.element_key

),

views as (

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

visits as (

    select
        event_date,
        page,
        session_id,
        user_key,
        count(*) as page_view_count
    from views
    group by event_date, page, session_id, user_key

),

viewed_pages as (

    select
        visits.event_date,
        segments.segment,
        visits.page,
        sum(visits.page_view_count)::bigint as page_view_count,
        count(*) as session_count,
        count(distinct visits.user_key) as user_count
    from visits
    inner join {{ ref('int_session_segments') }} as segments
        on visits.event_date = segments.event_date and visits.session_id = segments.session_id
    where {{ in_window('segments.event_date', before=1) }}
    group by visits.event_date, segments.segment, visits.page

),

clicks as (

    select
        clicks.event_date,
        targets.element_id,
        clicks.session_id,
        clicks.user_key,
        clicks.page_view_id,
        max(targets.page) as page,
        count(*) as click_count,
        min(clicks.event_at) as first_at
    from {{ ref('int_clicks') }} as clicks
    inner join targets
        on clicks.event_date = targets.event_date and clicks.activity_id = targets.activity_id
    where {{ in_window('clicks.event_date', before=1) }}
    group by clicks.event_date, targets.element_id, clicks.session_id, clicks.user_key, clicks.page_view_id

),

counted as (

    select
        clicks.event_date,
        segments.segment,
        clicks.element_id,
        max(segments.attribute) as attribute,
        sum(clicks.click_count)::bigint as click_count,
        sum(case when clicks.page_view_id is not null then clicks.click_count end)::bigint as page_view_click_count,
        count(distinct clicks.user_key) as user_count,
        count(distinct clicks.page_view_id) as clicked_page_view_count
    from clicks
    inner join {{ ref('int_session_segments') }} as segments
        on clicks.event_date = segments.event_date and clicks.session_id = segments.session_id
    where {{ in_window('segments.event_date', before=1) }}
    group by clicks.event_date, segments.segment, clicks.element_id

),

clicking_sessions as (

    select
        clicks.event_date,
        clicks.element_id,
        clicks.session_id
    from clicks
    inner join visits
        on
            clicks.event_date = visits.event_date
            and clicks.session_id = visits.session_id
            and clicks.page = visits.page
    group by clicks.event_date, clicks.element_id, clicks.session_id

),

clicked_sessions as (

    select
        clicking_sessions.event_date,
        segments.segment,
        clicking_sessions.element_id,
        count(*) as clicked_session_count
    from clicking_sessions
    inner join {{ ref('int_session_segments') }} as segments
        on
            clicking_sessions.event_date = segments.event_date
            and clicking_sessions.session_id = segments.session_id
    where {{ in_window('segments.event_date', before=1) }}
    group by clicking_sessions.event_date, segments.segment, clicking_sessions.element_id

),

middles as (

    -- where an element is in a band: the middle of its box, else of its clicks; what is fixed is always on the screen
    select
        clicks.event_date,
        targets.element_id,
        clicks.band,
        max(targets.page) as page,
        floor(
            median(case when clicks.layer = 'fixed' then 0 else coalesce(clicks.box_middle_y, clicks.page_y) end) + 0.5
        )::integer as middle_px
    from {{ ref('int_clicks') }} as clicks
    inner join targets
        on clicks.event_date = targets.event_date and clicks.activity_id = targets.activity_id
    where
        clicks.position = 'located'
        and {{ in_window('clicks.event_date', before=1) }}
    group by clicks.event_date, targets.element_id, clicks.band

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

scrolled_bands as (

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
    from scrolled_bands as bands
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
            {{ microseconds('min(clicks.first_at)') }} - {{ microseconds('views.started_at') }}, 0
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

placed_clicks as (

    select
        first_clicks.*,
        middles.middle_px
    from first_clicks
    left join middles
        on
            first_clicks.event_date = middles.event_date
            and first_clicks.element_id = middles.element_id
            and first_clicks.band = middles.band

),

times as (

    select
        clicks.event_date,
        segments.segment,
        clicks.element_id,
        count(distinct clicks.user_key) as timed_user_count,
        median(clicks.us_to_click) as median_us,
        {{ quantile('clicks.us_to_click', 0.75) }} as p75_us
    from placed_clicks as clicks
    inner join {{ ref('int_session_segments') }} as segments
        on clicks.event_date = segments.event_date and clicks.session_id = segments.session_id
    where {{ in_window('segments.event_date', before=1) }}
    group by clicks.event_date, segments.segment, clicks.element_id

),

clicked_bands as (

    select
        clicks.event_date,
        segments.segment,
        clicks.element_id,
        clicks.page,
        clicks.band,
        count(*) as exposed_count,
        count(case when clicks.depth_px < clicks.middle_px then 1 end) as unreached_count
    from placed_clicks as clicks
    inner join {{ ref('int_session_segments') }} as segments
        on clicks.event_date = segments.event_date and clicks.session_id = segments.session_id
    where
        clicks.depth_px is not null
        and clicks.middle_px is not null
        and {{ in_window('segments.event_date', before=1) }}
    group by clicks.event_date, segments.segment, clicks.element_id, clicks.page, clicks.band

),

clicked_views as (

    -- whoever clicked an element saw it, also where it is higher than its middle of the day
    select
        clicked_bands.event_date,
        clicked_bands.segment,
        clicked_bands.element_id,
        sum(clicked_bands.exposed_count)::bigint as exposed_count,
        sum(clicked_bands.unreached_count)::bigint as unreached_count
    from clicked_bands
    inner join scrolled_bands
        on
            clicked_bands.event_date = scrolled_bands.event_date
            and clicked_bands.segment = scrolled_bands.segment
            and clicked_bands.page = scrolled_bands.page
            and clicked_bands.band = scrolled_bands.band
    where not scrolled_bands.is_withheld
    group by clicked_bands.event_date, clicked_bands.segment, clicked_bands.element_id

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

elements as (

    select
        counted.event_date,
        counted.segment,
        counted.attribute,
        named.page,
        named.element_key,
        named.element_label,
        named.is_interactive,
        counted.click_count,
        counted.page_view_click_count,
        counted.user_count,
        counted.clicked_page_view_count,
        coalesce(clicked_sessions.clicked_session_count, 0) as clicked_session_count,
        exposures.with_scroll_count,
        exposures.reaching_count + coalesce(clicked_views.unreached_count, 0) as exposed_page_view_count,
        case when exposures.with_scroll_count is not null then coalesce(clicked_views.exposed_count, 0) end
            as exposed_clicked_page_view_count,
        case when times.timed_user_count >= {{ var('minimum_users') }} then times.median_us end as median_us,
        case when times.timed_user_count >= {{ var('minimum_users') }} then times.p75_us end as p75_us
    from counted
    inner join named
        on counted.event_date = named.event_date and counted.element_id = named.element_id
    left join exposures
        on
            counted.event_date = exposures.event_date
            and counted.segment = exposures.segment
            and counted.element_id = exposures.element_id
    left join clicked_views
        on
            counted.event_date = clicked_views.event_date
            and counted.segment = clicked_views.segment
            and counted.element_id = clicked_views.element_id
    left join clicked_sessions
        on
            counted.event_date = clicked_sessions.event_date
            and counted.segment = clicked_sessions.segment
            and counted.element_id = clicked_sessions.element_id
    left join times
        on
            counted.event_date = times.event_date
            and counted.segment = times.segment
            and counted.element_id = times.element_id

),

clicked_pages as (

    select
        clicks.event_date,
        segments.segment,
        clicks.page,
        max(segments.attribute) as attribute,
        sum(clicks.click_count)::bigint as click_count,
        count(distinct clicks.user_key) as user_count
    from clicks
    inner join {{ ref('int_session_segments') }} as segments
        on clicks.event_date = segments.event_date and clicks.session_id = segments.session_id
    where {{ in_window('segments.event_date', before=1) }}
    group by clicks.event_date, segments.segment, clicks.page

),

pages as (

    select
        clicked.event_date,
        clicked.segment,
        clicked.page,
        clicked.attribute,
        coalesce(viewed.page_view_count, 0) as page_view_count,
        coalesce(viewed.session_count, 0) as session_count,
        clicked.click_count + coalesce(viewed.page_view_count, 0) as amount,
        greatest(clicked.user_count, coalesce(viewed.user_count, 0)) as user_count,
        greatest(clicked.user_count, coalesce(viewed.user_count, 0)) < {{ var('minimum_users') }} as is_small
    from clicked_pages as clicked
    left join viewed_pages as viewed
        on
            clicked.event_date = viewed.event_date
            and clicked.segment = viewed.segment
            and clicked.page = viewed.page

),

solved as (

    {{ totals_withheld(before=1) }}

),

solved_pages as (

    select
        pages.event_date,
        pages.segment,
        pages.page,
        pages.attribute,
        pages.page_view_count,
        pages.session_count,
        pages.amount,
        pages.user_count,
        pages.is_small or solved.feature is not null as is_small
    from pages
    left join solved
        on
            pages.event_date = solved.event_date
            and pages.segment = solved.segment
            and pages.page = solved.feature

),

visible_pages as (

    select
        *,
        is_small
        or {{ goes_with_the_small_segments('event_date, page', var('minimum_users')) }} as is_withheld
    from solved_pages

),

small_elements as (

    select
        elements.*,
        elements.click_count as amount,
        pages.page_view_count,
        pages.session_count,
        pages.is_withheld,
        pages.is_withheld or elements.user_count < {{ var('minimum_cell_users') }} as is_small
    from elements
    inner join visible_pages as pages
        on
            elements.event_date = pages.event_date
            and elements.segment = pages.segment
            and elements.page = pages.page

),

judged as (

    select
        *,
        -- what fewer people clicked may be content, such as a name
        {{ of_all('user_count', 'event_date, page, element_key') }} < {{ var('minimum_users') }}
        or is_small
        or {{ goes_with_the_small_segments('event_date, page, element_key', var('minimum_cell_users')) }}
            as is_suppressed
    from small_elements

),

shown as (

    -- elements that may not be shown are one row, so that nothing is lost and nobody shown
    select
        event_date,
        segment,
        page,
        case when is_suppressed then '(suppressed)' else element_key end as element_key,
        is_suppressed,
        max(case when not is_suppressed then coalesce(element_label, element_key) end) as element_label,
        bool_or(case when not is_suppressed then is_interactive end) as is_interactive,
        sum(case when not is_withheld then click_count end)::bigint as click_count,
        sum(case when not is_suppressed then page_view_click_count end)::bigint as page_view_click_count,
        sum(case when not is_suppressed then user_count end)::bigint as user_count,
        sum(case when not is_suppressed then clicked_page_view_count end)::bigint as clicked_page_view_count,
        sum(case when not is_suppressed then clicked_session_count end)::bigint as clicked_session_count,
        max(case when not is_withheld then page_view_count end) as page_view_count,
        max(case when not is_withheld then session_count end) as session_count,
        sum(case when not is_suppressed then with_scroll_count end)::bigint as with_scroll_count,
        sum(case when not is_suppressed then exposed_page_view_count end)::bigint as exposed_page_view_count,
        sum(case when not is_suppressed then exposed_clicked_page_view_count end)::bigint
            as exposed_clicked_page_view_count,
        max(case when not is_suppressed then median_us end) as median_us,
        max(case when not is_suppressed then p75_us end) as p75_us
    from judged
    group by
        event_date,
        segment,
        page,
        case when is_suppressed then '(suppressed)' else element_key end,
        is_suppressed

)

select
    page,
    element_key,
    element_label,
    is_interactive,
    segment,
    click_count,
    click_count / nullif(sum(click_count) over (partition by event_date, segment, page), 0) as click_share,
    case
        when not is_suppressed then row_number() over (
            partition by event_date, segment, page, is_suppressed
            order by click_count desc, user_count desc, element_key asc
        )
    end::bigint as rank,
    user_count,
    clicked_page_view_count,
    page_view_count,
    clicked_page_view_count / nullif(page_view_count, 0) as click_through_rate,
    page_view_click_count / nullif(clicked_page_view_count, 0) as click_recurrence,
    clicked_session_count,
    session_count,
    clicked_session_count / nullif(session_count, 0) as session_click_through_rate,
    with_scroll_count,
    exposed_page_view_count,
    exposed_page_view_count / nullif(with_scroll_count, 0) as exposure_rate,
    exposed_clicked_page_view_count,
    exposed_clicked_page_view_count / nullif(exposed_page_view_count, 0) as attractiveness_rate,
    floor(median_us + 0.5) / 1e6 as median_seconds_to_click,
    floor(p75_us + 0.5) / 1e6 as p75_seconds_to_click,
    is_suppressed,
    event_date
from shown
