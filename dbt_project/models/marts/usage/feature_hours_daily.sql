{{ config(day='event_date') }}

with activities as (

    select distinct  -- what somebody did in a session and hour
        event_date,
        {{ hour_in(time_zone(), 'event_at') }} as hour,
        session_id,
        user_key,
        activity_id
    from {{ ref('int_events_sessionised') }}
    where
        user_key is not null
        and {{ in_window('event_date') }}

),

uses as (

    select distinct
        activities.event_date,
        activities.hour,
        activities.session_id,
        activities.user_key,
        features.feature
    from activities
    inner join {{ ref('int_activity_features') }} as features
        on activities.event_date = features.event_date and activities.activity_id = features.activity_id
    where {{ in_window('features.event_date') }}

    union all

    -- the product as a whole
    select distinct
        event_date,
        hour,
        session_id,
        user_key,
        '(all)' as feature
    from activities

),

groups as (

    select
        uses.event_date,
        uses.hour,
        uses.feature,
        segments.segment,
        max(segments.attribute) as attribute,
        count(distinct uses.user_key) as user_count,
        count(*) as amount,
        count(distinct uses.user_key) < {{ var('minimum_users') }} as is_small
    from uses
    inner join {{ ref('int_session_segments') }} as segments
        on uses.event_date = segments.event_date and uses.session_id = segments.session_id
    where {{ in_window('segments.event_date') }}
    group by uses.event_date, uses.hour, uses.feature, segments.segment

),

judged as (

    select
        *,
        is_small
        or {{ goes_with_the_small_segments('event_date, hour, feature', var('minimum_users')) }} as is_suppressed
    from groups

)

select
    feature,
    segment,
    {{ days_between("date_trunc('week', event_date)::date", 'event_date') }}::integer + 1 as weekday,
    hour::integer as hour,
    case when not is_suppressed then user_count end as user_count,
    is_suppressed,
    event_date
from judged
