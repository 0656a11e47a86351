{{ config(day='event_date', amends=1) }}

with shown as (

    -- elements that element_clicks_daily shows
    select
        event_date,
        page,
        element_key,
        segment
    from {{ ref('element_clicks_daily') }}
    where
        not is_suppressed
        and page <> '(none)'
        and (select count(*) from {{ ref('goals') }}) > 0
        and {{ in_window('event_date', before=1) }}

),

goals as (

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
        activities.shown_page in (select shown.page from shown)
        and {{ in_window('views.event_date', before=1) }}
        and {{ in_window('activities.event_date', before=1) }}

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
        and activities.shown_page in (select shown.page from shown)
        and {{ in_window('clicks.event_date', before=1) }}
        and {{ in_window('activities.event_date', before=1) }}

),

sessions as (

    -- every session that saw the page, with whether it clicked the element and whether it converted
    select
        shown.event_date,
        goals.goal,
        shown.page,
        shown.element_key,
        shown.segment,
        segments.attribute,
        views.user_key,
        clicks.session_id is not null as is_clicked,
        conversions.session_id is not null as is_converted,
        floor(conversions.value * 1e6 + 0.5)::bigint as value_millionths
    from shown
    inner join views
        on shown.event_date = views.event_date and shown.page = views.page
    inner join {{ ref('int_session_segments') }} as segments
        on
            views.event_date = segments.event_date
            and views.session_id = segments.session_id
            and shown.segment = segments.segment
            and {{ in_window('segments.event_date', before=1) }}
    cross join goals
    left join clicks
        on
            views.event_date = clicks.event_date
            and views.session_id = clicks.session_id
            and shown.page = clicks.page
            and shown.element_key = clicks.element_key
    left join {{ ref('fct_conversions') }} as conversions
        on
            goals.goal = conversions.goal
            and {{ public_key('views.session_id') }} = conversions.session_id
            and {{ in_window('conversions.event_date', before=2) }}

),

groups as (

    select
        event_date,
        goal,
        page,
        element_key,
        segment,
        max(attribute) as attribute,
        count(*) as amount,
        count(distinct case when is_clicked then user_key end) as clicked_user_count,
        count(distinct case when not is_clicked then user_key end) as other_user_count,
        count(case when is_clicked then 1 end) as clicked_session_count,
        count(case when is_clicked and is_converted then 1 end) as clicked_converted_count,
        count(case when not is_clicked then 1 end) as other_session_count,
        count(case when not is_clicked and is_converted then 1 end) as other_converted_count,
        sum(case when is_clicked then value_millionths end)::bigint as clicked_value_millionths
    from sessions
    group by event_date, goal, page, element_key, segment

),

sides as (

    -- as small as the smaller of its two sides
    select
        *,
        least(clicked_user_count, other_user_count) as user_count,
        least(clicked_user_count, other_user_count) < {{ var('minimum_users') }} as is_small
    from groups

),

rated as (

    select
        *,
        is_small
        or {{ goes_with_the_small_segments('event_date, goal, page, element_key', var('minimum_users')) }}
            as is_suppressed,
        clicked_converted_count / nullif(clicked_session_count, 0) as clicked_rate,
        other_converted_count / nullif(other_session_count, 0) as other_rate,
        {{ wilson('clicked_converted_count', 'clicked_session_count', '-') }} as clicked_low,
        {{ wilson('clicked_converted_count', 'clicked_session_count', '+') }} as clicked_high,
        {{ wilson('other_converted_count', 'other_session_count', '-') }} as other_low,
        {{ wilson('other_converted_count', 'other_session_count', '+') }} as other_high
    from sides

),

compared as (

    -- the interval of a difference from those of its two shares: Newcombe 1998, method 10
    select
        *,
        clicked_rate - other_rate
        - sqrt(
            (clicked_rate - clicked_low) * (clicked_rate - clicked_low)
            + (other_high - other_rate) * (other_high - other_rate)
        ) as difference_low,
        clicked_rate - other_rate
        + sqrt(
            (clicked_high - clicked_rate) * (clicked_high - clicked_rate)
            + (other_rate - other_low) * (other_rate - other_low)
        ) as difference_high
    from rated

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
    case when not is_suppressed then clicked_value_millionths / 1e6 / nullif(clicked_session_count, 0) end
        as value_per_clicked_session,
    case
        when is_suppressed then 'too few to say'
        when difference_low > 0 then 'converts more'
        when difference_high < 0 then 'converts less'
        else 'no difference seen'
    end as reading,
    is_suppressed,
    event_date
from compared
