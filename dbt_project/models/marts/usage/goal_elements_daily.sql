{{ config(day='event_date', amends=1) }}

with goals as (

    select distinct goal from {{ ref('goals') }}  -- a goal may have several rules

),

views as (

    select distinct  -- a session may see a page several times
        views.event_date,
        activities.shown_page as page,
        views.session_id,
        views.user_key
    from {{ ref('int_page_views') }} as views
    inner join {{ ref('int_activities') }} as activities
        on views.event_date = activities.event_date and views.activity_id = activities.activity_id
    where
        activities.shown_page is not null
        and (select count(*) from goals) > 0
        and {{ in_window('views.event_date', before=1) }}
        and {{ in_window('activities.event_date', before=1) }}

),

seen as (

    select
        views.event_date,
        goals.goal,
        views.page,
        views.session_id,
        views.user_key,
        conversions.session_id is not null as is_converted,
        {{ millionths('conversions.value') }} as value_millionths
    from views
    cross join goals
    left join {{ ref('fct_conversions') }} as conversions
        on
            goals.goal = conversions.goal
            and {{ public_key('views.session_id') }} = conversions.session_id
            and {{ in_window('conversions.event_date', before=2) }}

),

clicks as (

    select distinct  -- a session may click an element several times
        clicks.event_date,
        activities.shown_page as page,
        activities.element_key,
        clicks.session_id
    from {{ ref('int_clicks') }} as clicks
    inner join {{ ref('int_activities') }} as activities
        on clicks.event_date = activities.event_date and clicks.activity_id = activities.activity_id
    where
        activities.element_key is not null
        and activities.shown_page is not null
        and {{ in_window('clicks.event_date', before=1) }}
        and {{ in_window('activities.event_date', before=1) }}

),

pages as (

    select
        seen.event_date,
        seen.goal,
        seen.page,
        segments.segment,
        max(segments.attribute) as attribute,
        count(*) as session_count,
        count(case when seen.is_converted then 1 end) as converted_count,
        count(distinct seen.user_key) as user_count
    from seen
    inner join {{ ref('int_session_segments') }} as segments
        on seen.event_date = segments.event_date and seen.session_id = segments.session_id
    where {{ in_window('segments.event_date', before=1) }}
    group by seen.event_date, seen.goal, seen.page, segments.segment

),

people as (

    select
        seen.event_date,
        seen.goal,
        seen.page,
        clicks.element_key,
        segments.segment,
        seen.user_key,
        count(*) as session_count,
        count(case when seen.is_converted then 1 end) as converted_count,
        sum(seen.value_millionths) as value_millionths
    from seen
    inner join clicks
        on
            seen.event_date = clicks.event_date
            and seen.session_id = clicks.session_id
            and seen.page = clicks.page
    inner join {{ ref('int_session_segments') }} as segments
        on seen.event_date = segments.event_date and seen.session_id = segments.session_id
    where {{ in_window('segments.event_date', before=1) }}
    group by seen.event_date, seen.goal, seen.page, clicks.element_key, segments.segment, seen.user_key

),

clicked as (

    select
        event_date,
        goal,
        page,
        element_key,
        segment,
        sum(session_count)::bigint as session_count,
        sum(converted_count)::bigint as converted_count,
        count(user_key) as user_count,
        sum(value_millionths) as value_millionths,
        {{ paid() }}
    from people
    group by event_date, goal, page, element_key, segment

),

sides as (

    -- of elements that element_clicks_daily shows: the others are the sessions of the page less those that clicked, and
    -- at least as many people as never did
    select
        clicked.event_date,
        clicked.goal,
        clicked.page,
        clicked.element_key,
        clicked.segment,
        pages.attribute,
        pages.session_count as amount,
        clicked.session_count as clicked_session_count,
        clicked.converted_count as clicked_converted_count,
        clicked.value_millionths as clicked_value_millionths,
        clicked.paying_user_count,
        clicked.paid_millionths,
        clicked.greatest_millionths,
        pages.session_count - clicked.session_count as other_session_count,
        pages.converted_count - clicked.converted_count as other_converted_count,
        least(clicked.user_count, pages.user_count - clicked.user_count) as user_count,
        least(clicked.user_count, pages.user_count - clicked.user_count) < {{ var('minimum_users') }} as is_small
    from clicked
    inner join pages
        on
            clicked.event_date = pages.event_date
            and clicked.goal = pages.goal
            and clicked.page = pages.page
            and clicked.segment = pages.segment
    inner join {{ ref('element_clicks_daily') }} as shown
        on
            clicked.event_date = shown.event_date
            and clicked.page = shown.page
            and clicked.element_key = shown.element_key
            and clicked.segment = shown.segment
            and not shown.is_suppressed
            and {{ in_window('shown.event_date', before=1) }}

),

rated as (

    select
        *,
        is_small
        or {{ goes_with_the_small_segments('event_date, goal, page, element_key', var('minimum_users')) }}
            as is_suppressed,
        clicked_converted_count / nullif(clicked_session_count, 0) as clicked_rate,
        other_converted_count / nullif(other_session_count, 0) as other_rate
    from sides

),

{{ values_judged('rated', 'event_date, goal, page, element_key') }},

counted as (

    select
        rated.*,
        coalesce(values_judged.is_value_withheld, true) as is_value_withheld,
        {{ z_of_many('count(case when not rated.is_suppressed then 1 end) over (partition by rated.event_date)') }} as z
    from rated
    left join values_judged
        on
            rated.event_date = values_judged.event_date
            and rated.goal = values_judged.goal
            and rated.page = values_judged.page
            and rated.element_key = values_judged.element_key
            and rated.segment = values_judged.segment

),

ends as (

    select
        *,
        {{ wilson('clicked_converted_count', 'clicked_session_count', '-') }} as clicked_low,
        {{ wilson('clicked_converted_count', 'clicked_session_count', '+') }} as clicked_high,
        {{ wilson('other_converted_count', 'other_session_count', '-') }} as other_low,
        {{ wilson('other_converted_count', 'other_session_count', '+') }} as other_high,
        {{ wilson('clicked_converted_count', 'clicked_session_count', '-', 'z') }} as clicked_lowest,
        {{ wilson('clicked_converted_count', 'clicked_session_count', '+', 'z') }} as clicked_highest,
        {{ wilson('other_converted_count', 'other_session_count', '-', 'z') }} as other_lowest,
        {{ wilson('other_converted_count', 'other_session_count', '+', 'z') }} as other_highest
    from counted

),

compared as (

    {%- set sides = ['clicked_rate', 'clicked_low', 'clicked_high', 'other_rate', 'other_low', 'other_high'] %}
    {%- set surest = [
        'clicked_rate', 'clicked_lowest', 'clicked_highest', 'other_rate', 'other_lowest', 'other_highest'
    ] %}

    select
        *,
        {{ newcombe(*sides, sign='-') }} as difference_low,
        {{ newcombe(*sides, sign='+') }} as difference_high,
        {{ newcombe(*surest, sign='-') }} as difference_lowest,
        {{ newcombe(*surest, sign='+') }} as difference_highest
    from ends

)

select
    goal,
    page,
    element_key,
    segment,
    case when not is_suppressed then clicked_session_count end as clicked_session_count,
    case when not is_suppressed then clicked_converted_count end as clicked_converted_count,
    case when not is_suppressed then clicked_rate end as clicked_rate,
    case when not is_suppressed then clicked_low end as clicked_rate_low,
    case when not is_suppressed then clicked_high end as clicked_rate_high,
    case when not is_suppressed then other_session_count end as other_session_count,
    case when not is_suppressed then other_converted_count end as other_converted_count,
    case when not is_suppressed then other_rate end as other_rate,
    case when not is_suppressed then clicked_rate - other_rate end as difference,
    case when not is_suppressed then difference_low end as difference_low,
    case when not is_suppressed then difference_high end as difference_high,
    case when not is_value_withheld then clicked_value_millionths / 1e6 / nullif(clicked_session_count, 0) end
        as value_per_clicked_session,
    case
        when is_suppressed then 'too few to say'
        when difference_lowest > 0 then 'converts more'
        when difference_highest < 0 then 'converts less'
        else 'no difference seen'
    end as reading,
    is_suppressed,
    event_date
from compared
