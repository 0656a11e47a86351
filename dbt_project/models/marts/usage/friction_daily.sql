{{ config(day='event_date', amends=1) }}

with counted as (

    select
        signals.event_date,
        signals.signal,
        signals.preset,
        features.feature,
        segments.segment,
        max(segments.attribute) as attribute,
        count(*) as signal_count,
        count(*) as amount,
        count(distinct signals.session_id) as session_count,
        count(distinct signals.user_key) as user_count,
        count(distinct signals.page_view_id) as affected_page_view_count
    from {{ ref('int_friction_signals') }} as signals
    inner join {{ ref('int_activity_features') }} as features
        on signals.event_date = features.event_date and signals.activity_id = features.activity_id
    inner join {{ ref('int_session_segments') }} as segments
        on signals.event_date = segments.event_date and signals.session_id = segments.session_id
    where
        {{ in_window('signals.event_date', before=1) }}
        and {{ in_window('features.event_date', before=1) }}
        and {{ in_window('segments.event_date', before=1) }}
    group by signals.event_date, signals.signal, signals.preset, features.feature, segments.segment

),

solved as (

    {{ totals_withheld(before=1) }}

),

used as (

    {{ with_use('counted', 'feature', 'true') }}

),

judged as (

    select
        *,
        feature_page_view_count as page_view_count,
        -- what is withheld of the feature is withheld of its friction
        user_count < {{ var('minimum_users') }} or is_feature_withheld as is_small
    from used

),

withheld as (

    select
        *,
        is_small
        or {{ goes_with_the_small_segments('event_date, signal, preset, feature', var('minimum_users')) }}
            as is_suppressed
    from judged

)

select
    signal,
    preset,
    feature,
    segment,
    case when not is_suppressed then signal_count end as signal_count,
    case when not is_suppressed then session_count end as session_count,
    case when not is_suppressed then user_count end as user_count,
    case when not is_suppressed then affected_page_view_count end as affected_page_view_count,
    case when not is_suppressed then page_view_count end as page_view_count,
    case when not is_suppressed then affected_page_view_count / nullif(page_view_count, 0) end
        as affected_page_view_rate,
    is_suppressed,
    event_date
from withheld
