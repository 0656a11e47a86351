{{ config(day='event_date', amends=1) }}

select
    feature,
    segment,
    case when not is_withheld then user_count end as user_count,
    case when not is_withheld then session_count end as session_count,
    case when not is_withheld then event_count end as event_count,
    case when not is_withheld then page_view_count end as page_view_count,
    case when not is_withheld then click_count end as click_count,
    case when not is_withheld then engaged_us / 1e6 end as engaged_seconds,
    is_withheld as is_suppressed,
    event_date
from {{ ref('int_feature_usage') }}
where {{ in_window('event_date', before=1) }}
