{{ config(day='event_date', amends=1, period='week') }}

with expectations as (

    select
        feature,
        coalesce(segment, 'all') as segment,
        max(expected_rate) as expected_rate,
        coalesce(max(tolerance), 0.05e0) as tolerance
    from {{ ref('expectations') }}
    where expected_rate is not null
    group by feature, coalesce(segment, 'all')

),

used as (

    select
        event_date,
        feature,
        segment,
        user_count,
        is_suppressed,
        max(segment_user_count) over (partition by event_date, segment) as segment_user_count
    from {{ ref('feature_usage_weekly') }}
    where {{ is_written('event_date', amends=1, period='week') }}

),

segments as (

    select distinct
        event_date,
        segment,
        segment_user_count
    from used

),

weeks as (

    select distinct event_date from used

),

expected as (

    -- a feature that nobody used has its row too
    select
        weeks.event_date,
        expectations.feature,
        expectations.segment,
        expectations.expected_rate,
        expectations.tolerance,
        segments.segment_user_count,
        case when used.feature is null then 0 else used.user_count end as user_count,
        segments.segment_user_count is null or coalesce(used.is_suppressed, false) as is_suppressed
    from expectations
    cross join weeks
    left join segments
        on weeks.event_date = segments.event_date and expectations.segment = segments.segment
    left join used
        on
            weeks.event_date = used.event_date
            and expectations.segment = used.segment
            and expectations.feature = used.feature

),

measured as (

    select
        *,
        user_count / nullif(segment_user_count, 0) as reach_rate,
        {{ wilson('user_count', 'segment_user_count', '-') }} as reach_rate_low,
        {{ wilson('user_count', 'segment_user_count', '+') }} as reach_rate_high
    from expected

)

select
    feature,
    segment,
    expected_rate,
    tolerance,
    case when not is_suppressed then user_count end as user_count,
    case when not is_suppressed then segment_user_count end as segment_user_count,
    case when not is_suppressed then reach_rate end as reach_rate,
    case when not is_suppressed then reach_rate_low end as reach_rate_low,
    case when not is_suppressed then reach_rate_high end as reach_rate_high,
    case
        when is_suppressed then 'too few to say'
        when reach_rate_low > expected_rate + tolerance then 'more'
        when reach_rate_high < expected_rate - tolerance then 'less'
        when reach_rate_low >= expected_rate - tolerance and reach_rate_high <= expected_rate + tolerance
            then 'as assumed'
        else 'too few to say'
    end as verdict,
    is_suppressed,
    event_date
from measured
