{{ config(day='event_date') }}

with targets as (

    -- an element as a number, for there are far more clicks than elements
    select
        event_date,
        activity_id,
        coalesce(shown_page, '(none)') as page,
        element_key,
        {{ key_of(['shown_page', 'element_key']) }} as element_id
    from {{ ref('int_activities') }}
    where
        element_key is not null
        and {{ in_window('event_date') }}

),

clicks as (

    select
        clicks.event_date,
        targets.element_id,
        clicks.session_id,
        clicks.user_key,
        clicks.page_view_id,
        count(*) as click_count
    from {{ ref('int_clicks') }} as clicks
    inner join targets
        on clicks.event_date = targets.event_date and clicks.activity_id = targets.activity_id
    where {{ in_window('clicks.event_date') }}
    group by clicks.event_date, targets.element_id, clicks.session_id, clicks.user_key, clicks.page_view_id

),

named as (

    -- one row per element
    select distinct
        targets.event_date,
        targets.element_id,
        targets.page,
        targets.element_key,
        labels.element_label
    from targets
    left join {{ ref('int_element_labels') }} as labels
        on
            targets.event_date = labels.event_date
            and targets.page = labels.page
            and targets.element_key = labels.element_key
            and {{ in_window('labels.event_date') }}

),

counted as (

    select
        clicks.event_date,
        segments.segment,
        clicks.element_id,
        max(segments.attribute) as attribute,
        sum(clicks.click_count)::bigint as click_count,
        count(distinct clicks.user_key) as user_count,
        count(distinct clicks.page_view_id) as clicked_page_view_count
    from clicks
    inner join {{ ref('int_session_segments') }} as segments
        on clicks.event_date = segments.event_date and clicks.session_id = segments.session_id
    where {{ in_window('segments.event_date') }}
    group by clicks.event_date, segments.segment, clicks.element_id

),

elements as (

    select
        counted.event_date,
        counted.segment,
        counted.attribute,
        named.page,
        named.element_key,
        named.element_label,
        counted.click_count,
        counted.user_count,
        counted.clicked_page_view_count
    from counted
    inner join named
        on counted.event_date = named.event_date and counted.element_id = named.element_id

),

page_views as (

    select
        views.event_date,
        segments.segment,
        coalesce(activities.shown_page, '(none)') as page,
        max(segments.attribute) as attribute,
        count(*) as page_view_count,
        count(distinct views.user_key) as user_count
    from {{ ref('int_page_views') }} as views
    inner join {{ ref('int_activities') }} as activities
        on views.event_date = activities.event_date and views.activity_id = activities.activity_id
    inner join {{ ref('int_session_segments') }} as segments
        on views.event_date = segments.event_date and views.session_id = segments.session_id
    where
        {{ in_window('views.event_date') }}
        and {{ in_window('activities.event_date') }}
        and {{ in_window('segments.event_date') }}
    group by views.event_date, segments.segment, coalesce(activities.shown_page, '(none)')

),

clicked_pages as (

    select
        clicks.event_date,
        segments.segment,
        named.page,
        max(segments.attribute) as attribute,
        sum(clicks.click_count)::bigint as click_count,
        count(distinct clicks.user_key) as user_count
    from clicks
    inner join named
        on clicks.event_date = named.event_date and clicks.element_id = named.element_id
    inner join {{ ref('int_session_segments') }} as segments
        on clicks.event_date = segments.event_date and clicks.session_id = segments.session_id
    where {{ in_window('segments.event_date') }}
    group by clicks.event_date, segments.segment, named.page

),

pages as (

    select
        clicked.event_date,
        clicked.segment,
        clicked.page,
        clicked.attribute,
        coalesce(viewed.page_view_count, 0) as page_view_count,
        clicked.click_count + coalesce(viewed.page_view_count, 0) as amount,
        greatest(clicked.user_count, coalesce(viewed.user_count, 0)) as user_count,
        greatest(clicked.user_count, coalesce(viewed.user_count, 0)) < {{ var('minimum_users') }} as is_small
    from clicked_pages as clicked
    left join page_views as viewed
        on
            clicked.event_date = viewed.event_date
            and clicked.segment = viewed.segment
            and clicked.page = viewed.page

),

solved as (

    {{ totals_withheld() }}

),

solved_pages as (

    select
        pages.event_date,
        pages.segment,
        pages.page,
        pages.attribute,
        pages.page_view_count,
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

)

-- elements that may not be shown are one row, so that nothing is lost and nobody shown
select
    page,
    case when is_suppressed then '(suppressed)' else element_key end as element_key,
    max(case when not is_suppressed then coalesce(element_label, element_key) end) as element_label,
    segment,
    sum(case when not is_withheld then click_count end)::bigint as click_count,
    sum(case when not is_suppressed then user_count end)::bigint as user_count,
    sum(case when not is_suppressed then clicked_page_view_count end)::bigint as clicked_page_view_count,
    max(case when not is_withheld then page_view_count end) as page_view_count,
    sum(case when not is_suppressed then clicked_page_view_count end)
    / nullif(max(page_view_count), 0) as click_through_rate,
    is_suppressed,
    event_date
from judged
group by
    event_date,
    segment,
    page,
    case when is_suppressed then '(suppressed)' else element_key end,
    is_suppressed
