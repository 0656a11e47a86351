{{ config(day='event_date', amends=1) }}

with metrics_of_features as (

    select
        'users' as metric,
        true as is_by_segment
    union all
    select
        'reach_rate' as metric,
        true as is_by_segment
    union all
    select
        'sessions' as metric,
        false as is_by_segment
    union all
    select
        'page_views' as metric,
        false as is_by_segment
    union all
    select
        'clicks_per_page_view' as metric,
        false as is_by_segment
    union all
    select
        'engaged_seconds_per_page_view' as metric,
        false as is_by_segment
    union all
    select
        'rage_session_rate' as metric,
        false as is_by_segment

),

features as (

    select
        usage.*,
        users.user_count as segment_user_count,
        -- without a row there was no rage click
        case when friction.feature is null then 0 else friction.session_count end as rage_session_count
    from {{ ref('feature_usage_daily') }} as usage
    left join {{ ref('users_daily') }} as users
        on
            usage.event_date = users.event_date
            and usage.segment = users.segment
            and {{ in_window('users.event_date', before=1) }}
    left join {{ ref('friction_daily') }} as friction
        on
            usage.event_date = friction.event_date
            and usage.feature = friction.feature
            and usage.segment = friction.segment
            and friction.signal = 'rage_click'
            and friction.preset = 'posthog'
            and {{ in_window('friction.event_date', before=1) }}
    where {{ in_window('usage.event_date', before=1) }}

),

raged as (

    select distinct
        event_date,
        session_id
    from {{ ref('int_friction_signals') }}
    where
        signal = 'rage_click'
        and preset = 'posthog'
        and {{ in_window('event_date', before=1) }}

),

session_groups as (

    -- as goals_daily counts and withholds them
    select
        segments.event_date,
        segments.segment,
        max(segments.attribute) as attribute,
        count(*) as session_count,
        count(*) as amount,
        count(raged.session_id) as rage_session_count,
        count(distinct segments.user_key) as user_count,
        count(distinct case when raged.session_id is not null then segments.user_key end) as rage_user_count,
        count(distinct segments.user_key) < {{ var('minimum_users') }} as is_small
    from {{ ref('int_session_segments') }} as segments
    inner join {{ ref('int_session_starts') }} as starts
        on segments.event_date = starts.event_date and segments.session_id = starts.session_id
    left join raged
        on segments.event_date = raged.event_date and segments.session_id = raged.session_id
    where
        {{ in_window('segments.event_date', before=1) }}
        and {{ in_window('starts.event_date', before=1) }}
    group by segments.event_date, segments.segment

),

sessions as (

    select
        *,
        is_small or {{ goes_with_the_small_segments('event_date', var('minimum_users')) }} as is_withheld
    from session_groups

),

funnels as (

    select
        funnel,
        max(step) as last_step
    from {{ ref('funnels') }}
    group by funnel

),

counted as (

    select
        features.event_date,
        metrics_of_features.metric,
        features.feature,
        features.segment,
        case metrics_of_features.metric
            when 'users' then features.user_count
            when 'reach_rate' then features.user_count
            when 'sessions' then features.session_count
            when 'page_views' then features.page_view_count
            when 'clicks_per_page_view' then features.click_count
            when 'engaged_seconds_per_page_view' then features.engaged_seconds
            else features.rage_session_count
        end::double as numerator,
        case metrics_of_features.metric
            when 'reach_rate' then features.segment_user_count
            when 'clicks_per_page_view' then features.page_view_count
            when 'engaged_seconds_per_page_view' then features.page_view_count
            when 'rage_session_rate' then features.session_count
        end::bigint as denominator,
        features.user_count
    from features
    cross join metrics_of_features
    where metrics_of_features.is_by_segment or features.segment = 'all'

    union all

    select
        event_date,
        'users' as metric,
        '(all)' as feature,
        segment,
        user_count::double as numerator,
        null::bigint as denominator,
        user_count
    from {{ ref('users_daily') }}
    where {{ in_window('event_date', before=1) }}

    union all

    select
        event_date,
        'sessions' as metric,
        '(all)' as feature,
        segment,
        case when not is_withheld then session_count end::double as numerator,
        null::bigint as denominator,
        case when not is_withheld then user_count end as user_count
    from sessions

    union all

    select
        event_date,
        'rage_session_rate' as metric,
        '(all)' as feature,
        segment,
        case
            when not is_withheld and (rage_user_count >= {{ var('minimum_users') }} or rage_session_count = 0)
                then rage_session_count
        end::double as numerator,
        case when not is_withheld then session_count end as denominator,
        case when not is_withheld then user_count end as user_count
    from sessions
    where segment = 'all'

    union all

    select
        event_date,
        'bounce_rate' as metric,
        page as feature,
        segment,
        bounce_count::double as numerator,
        entry_count as denominator,
        user_count
    from {{ ref('page_flow_daily') }}
    where
        segment = 'all'
        and {{ in_window('event_date', before=1) }}

    union all

    select
        event_date,
        'goal_conversion_rate' as metric,
        goal as feature,
        segment,
        converted_session_count::double as numerator,
        session_count as denominator,
        user_count
    from {{ ref('goals_daily') }}
    where {{ in_window('event_date', before=1) }}

    union all

    select
        steps.event_date,
        'funnel_conversion_rate' as metric,
        steps.funnel as feature,
        steps.segment,
        steps.user_count::double as numerator,
        steps.entered_user_count as denominator,
        steps.entered_user_count as user_count
    from {{ ref('funnel_steps_daily') }} as steps
    inner join funnels
        on steps.funnel = funnels.funnel and steps.step = funnels.last_step
    where {{ in_window('steps.event_date', before=1) }}

),

judged as (

    select
        *,
        metric in ('users', 'sessions', 'page_views') as is_count,
        numerator is null or (denominator is null and metric not in ('users', 'sessions', 'page_views'))
            as is_suppressed
    from counted

)

select
    metric,
    feature,
    segment,
    case
        when is_suppressed then null
        when is_count then numerator
        else numerator / nullif(denominator, 0)
    end as value,
    case when not is_suppressed then numerator end as numerator,
    case when not is_suppressed then denominator end as denominator,
    case when not is_suppressed then user_count end as user_count,
    is_suppressed,
    event_date
from judged
