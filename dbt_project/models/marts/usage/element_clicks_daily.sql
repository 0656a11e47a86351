{{ config(day='event_date', amends=1) }}

with clicks as (

    -- one row per element and session
    select
        clicks.event_date,
        activities.element_id,
        clicks.session_id,
        max(coalesce(activities.shown_page, '(none)')) as page,
        max(activities.element_key) as element_key,
        bool_or(activities.is_interactive) as is_interactive,
        max(clicks.user_key) as user_key,
        count(*) as click_count,
        count(clicks.page_view_id) as page_view_click_count,
        count(distinct clicks.page_view_id) as clicked_page_view_count,
        sum(floor(clicks.hesitation_seconds * 1e6))::bigint as hesitation_us,
        count(clicks.hesitation_seconds) as hesitation_count
    from {{ ref('int_clicks') }} as clicks
    inner join {{ ref('int_activities') }} as activities
        on clicks.event_date = activities.event_date and clicks.activity_id = activities.activity_id
    where
        activities.element_id is not null
        and {{ in_window('clicks.event_date', before=1) }}
        and {{ in_window('activities.event_date', before=1) }}
    group by clicks.event_date, activities.element_id, clicks.session_id

),

visits as (

    -- one row per page and session
    select
        views.event_date,
        coalesce(activities.shown_page, '(none)') as page,
        views.session_id,
        max(views.user_key) as user_key,
        count(*) as page_view_count
    from {{ ref('int_page_views') }} as views
    inner join {{ ref('int_activities') }} as activities
        on views.event_date = activities.event_date and views.activity_id = activities.activity_id
    where
        {{ in_window('views.event_date', before=1) }}
        and {{ in_window('activities.event_date', before=1) }}
    group by views.event_date, coalesce(activities.shown_page, '(none)'), views.session_id

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

counted as (

    select
        clicks.event_date,
        segments.segment,
        clicks.element_id,
        max(clicks.page) as page,
        max(clicks.element_key) as element_key,
        bool_or(clicks.is_interactive) as is_interactive,
        max(segments.attribute) as attribute,
        sum(clicks.click_count)::bigint as click_count,
        sum(clicks.page_view_click_count)::bigint as page_view_click_count,
        count(distinct clicks.user_key) as user_count,
        sum(clicks.clicked_page_view_count)::bigint as clicked_page_view_count,
        count(visits.session_id) as clicked_session_count,
        sum(clicks.hesitation_us)::bigint as hesitation_us,
        sum(clicks.hesitation_count)::bigint as hesitation_count
    from clicks
    inner join {{ ref('int_session_segments') }} as segments
        on clicks.event_date = segments.event_date and clicks.session_id = segments.session_id
    left join visits
        on
            clicks.event_date = visits.event_date
            and clicks.session_id = visits.session_id
            and clicks.page = visits.page
    where {{ in_window('segments.event_date', before=1) }}
    group by clicks.event_date, segments.segment, clicks.element_id

),

elements as (

    select
        counted.event_date,
        counted.segment,
        counted.attribute,
        counted.page,
        counted.element_key,
        counted.click_count,
        counted.page_view_click_count,
        counted.user_count,
        counted.clicked_page_view_count,
        counted.clicked_session_count,
        counted.hesitation_us,
        counted.hesitation_count,
        labels.element_label,
        bool_or(counted.is_interactive) over (partition by counted.event_date, counted.element_id) as is_interactive,
        exposures.with_scroll_count,
        exposures.exposed_page_view_count,
        exposures.exposed_clicked_page_view_count,
        exposures.median_us_to_click,
        exposures.p75_us_to_click
    from counted
    left join {{ ref('int_element_labels') }} as labels
        on
            counted.event_date = labels.event_date
            and counted.page = labels.page
            and counted.element_key = labels.element_key
            and {{ in_window('labels.event_date', before=1) }}
    left join {{ ref('int_element_exposures') }} as exposures
        on
            counted.event_date = exposures.event_date
            and counted.segment = exposures.segment
            and counted.page = exposures.page
            and counted.element_key = exposures.element_key
            and {{ in_window('exposures.event_date', before=1) }}

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
        max(case when not is_suppressed then median_us_to_click end) as median_us_to_click,
        max(case when not is_suppressed then p75_us_to_click end) as p75_us_to_click,
        sum(case when not is_suppressed then hesitation_us end)::bigint as hesitation_us,
        sum(case when not is_suppressed then hesitation_count end)::bigint as hesitation_count
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
    floor(median_us_to_click + 0.5) / 1e6 as median_seconds_to_click,
    floor(p75_us_to_click + 0.5) / 1e6 as p75_seconds_to_click,
    hesitation_us / nullif(hesitation_count, 0) / 1e6 as mean_hesitation_seconds,
    is_suppressed,
    event_date
from shown
