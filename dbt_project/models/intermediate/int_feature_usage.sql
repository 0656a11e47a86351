{{ config(materialized='days', day='event_date', amends=1) }}

with groups as (

    select
        event_date,
        feature,
        segment,
        max(attribute) as attribute,
        count(user_key) as user_count,
        count(case when page_view_count + click_count > 0 then user_key end) as grid_user_count,
        sum(session_count)::bigint as session_count,
        sum(event_count)::bigint as event_count,
        sum(page_view_count)::bigint as page_view_count,
        sum(click_count)::bigint as click_count,
        sum(engaged_us)::bigint as engaged_us,
        count(user_key) < {{ var('minimum_users') }} as is_small,
        sum(session_count)::bigint as amount
    from {{ ref('int_feature_user_days') }}
    where {{ in_window('event_date', before=1) }}
    group by event_date, feature, segment

)

select
    event_date,
    feature,
    segment,
    attribute,
    user_count,
    grid_user_count,
    session_count,
    event_count,
    page_view_count,
    click_count,
    engaged_us,
    is_small
    or {{ goes_with_the_small_segments('event_date, feature', var('minimum_users')) }} as is_withheld
from groups
