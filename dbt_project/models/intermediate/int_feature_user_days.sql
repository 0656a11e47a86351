{{ config(materialized='days', day='event_date', amends=1) }}

-- People are counted in two steps over narrow keys; on a day without an event of it there is no use of a feature.
select
    features.usage_date as event_date,
    features.feature,
    segments.segment,
    features.user_key,
    max(segments.attribute) as attribute,
    max(segments.account_key) as account_key,
    count(*) filter (where features.event_count > 0) as session_count,
    sum(features.event_count)::bigint as event_count,
    sum(features.page_view_count)::bigint as page_view_count,
    sum(features.click_count)::bigint as click_count,
    sum(features.engaged_us)::bigint as engaged_us
from {{ ref('int_feature_sessions') }} as features
inner join {{ ref('int_session_segments') }} as segments
    on features.usage_date = segments.event_date and features.session_id = segments.session_id
where
    {{ in_window('features.usage_date', before=1) }}
    -- a pause that the first event of a day ended began the day before
    and {{ in_window('features.event_date', before=1, after=1) }}
    and {{ in_window('segments.event_date', before=1) }}
group by features.usage_date, features.feature, segments.segment, features.user_key
having sum(features.event_count) > 0
