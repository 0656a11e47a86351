{{ config(day='event_date', amends=1) }}

with solved as (

    {{ totals_withheld(before=1) }}

),

usage as (

    select
        usage.*,
        usage.is_withheld or solved.feature is not null as is_suppressed
    from {{ ref('int_feature_usage') }} as usage
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
    case when not is_suppressed then session_count end as session_count,
    case when not is_suppressed then event_count end as event_count,
    case when not is_suppressed then page_view_count end as page_view_count,
    case when not is_suppressed then click_count end as click_count,
    case when not is_suppressed then engaged_us / 1e6 end as engaged_seconds,
    is_suppressed,
    event_date
from usage
