{{ config(day='event_date', amends=1) }}

with solved as (

    {{ totals_withheld(before=1) }}

),

page_views as (

    select
        views.event_date,
        features.feature,
        segments.segment,
        count(distinct views.user_key) as user_count,
        count(case when coalesce(views.scroll_depth_px, views.scroll_depth_fraction) is null then 1 end)
            as without_scroll_count,
        median(floor(views.time_on_page_seconds * 1e6 + 0.5)) as median_time_on_page_us,
        {{ quantile('floor(views.time_on_page_seconds * 1e6 + 0.5)', 0.75) }} as p75_time_on_page_us,
        median(floor(views.engaged_seconds * 1e6 + 0.5)) as median_engaged_us,
        {{ quantile('floor(views.engaged_seconds * 1e6 + 0.5)', 0.75) }} as p75_engaged_us
    from {{ ref('int_page_views') }} as views
    inner join {{ ref('int_activity_features') }} as features
        on views.event_date = features.event_date and views.activity_id = features.activity_id
    inner join {{ ref('int_session_segments') }} as segments
        on views.event_date = segments.event_date and views.session_id = segments.session_id
    where
        {{ in_window('views.event_date', before=1) }}
        and {{ in_window('features.event_date', before=1) }}
        and {{ in_window('segments.event_date', before=1) }}
    group by views.event_date, features.feature, segments.segment

),

usage as (

    select
        usage.*,
        coalesce(page_views.without_scroll_count, 0) as without_scroll_count,
        page_views.median_time_on_page_us,
        page_views.p75_time_on_page_us,
        page_views.median_engaged_us,
        page_views.p75_engaged_us,
        usage.is_withheld or solved.feature is not null as is_suppressed,
        -- fewer may have seen a page of it than used it
        coalesce(page_views.user_count, 0) >= {{ var('minimum_users') }} as has_times
    from {{ ref('int_feature_usage') }} as usage
    left join page_views
        on
            usage.event_date = page_views.event_date
            and usage.feature = page_views.feature
            and usage.segment = page_views.segment
    left join solved
        on
            usage.event_date = solved.event_date
            and usage.feature = solved.feature
            and usage.segment = solved.segment
    where {{ in_window('usage.event_date', before=1) }}

)

select
    feature,
    segment,
    case when not is_suppressed then user_count end as user_count,
    case when not is_suppressed then account_count end as account_count,
    case when not is_suppressed then session_count end as session_count,
    case when not is_suppressed then event_count end as event_count,
    case when not is_suppressed then page_view_count end as page_view_count,
    case when not is_suppressed then without_scroll_count end as without_scroll_count,
    case when not is_suppressed then click_count end as click_count,
    case when not is_suppressed then engaged_us / 1e6 end as engaged_seconds,
    case when not is_suppressed and has_times then floor(median_time_on_page_us + 0.5) / 1e6 end
        as median_time_on_page_seconds,
    case when not is_suppressed and has_times then floor(p75_time_on_page_us + 0.5) / 1e6 end
        as p75_time_on_page_seconds,
    case when not is_suppressed and has_times then floor(median_engaged_us + 0.5) / 1e6 end as median_engaged_seconds,
    case when not is_suppressed and has_times then floor(p75_engaged_us + 0.5) / 1e6 end as p75_engaged_seconds,
    is_suppressed,
    event_date
from usage
