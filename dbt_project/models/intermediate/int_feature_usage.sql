{{ config(materialized='days', day='event_date', amends=1) }}

with accounts as (

    -- accounts are counted in two steps
    select
        event_date,
        feature,
        segment,
        account_key,
        max(attribute) as attribute,
        count(user_key) as user_count,
        count(case when page_view_count + click_count > 0 then user_key end) as grid_user_count,
        sum(session_count)::bigint as session_count,
        sum(event_count)::bigint as event_count,
        sum(page_view_count)::bigint as page_view_count,
        sum(click_count)::bigint as click_count,
        sum(engaged_us)::bigint as engaged_us
    from {{ ref('int_feature_user_days') }}
    where {{ in_window('event_date', before=1) }}
    group by event_date, feature, segment, account_key

),

groups as (

    select
        event_date,
        feature,
        segment,
        max(attribute) as attribute,
        sum(user_count)::bigint as user_count,
        case when {{ account_trait() }} <> '' then count(account_key) end as account_count,
        sum(grid_user_count)::bigint as grid_user_count,
        sum(session_count)::bigint as session_count,
        sum(event_count)::bigint as event_count,
        sum(page_view_count)::bigint as page_view_count,
        sum(click_count)::bigint as click_count,
        sum(engaged_us)::bigint as engaged_us,
        sum(user_count) < {{ var('minimum_users') }} as is_small,
        sum(session_count)::bigint as amount
    from accounts
    group by event_date, feature, segment

)

select
    event_date,
    feature,
    segment,
    attribute,
    user_count,
    account_count,
    grid_user_count,
    session_count,
    event_count,
    page_view_count,
    click_count,
    engaged_us,
    is_small
    or {{ goes_with_the_small_segments('event_date, feature', var('minimum_users')) }} as is_withheld
from groups
