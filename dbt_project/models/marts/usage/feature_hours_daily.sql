{{ config(day='event_date') }}

with activities as (

    select
        event_date,
        session_id,
        user_key,
        activity_id,
        floor({{ microseconds('event_at') }} / 900000000)::bigint as quarter,
        min(event_at) as event_at
    from {{ ref('int_events_sessionised') }}
    where
        user_key is not null
        and {{ in_window('event_date') }}
    group by
        event_date, session_id, user_key, activity_id, floor({{ microseconds('event_at') }} / 900000000)::bigint

),

clocks as (

    -- to read a clock costs; zones are whole quarters of an hour apart, so it is read once for each
    select
        quarter,
        {{ hour_in(time_zone(), 'min(event_at)') }} as hour
    from activities
    group by quarter

),

uses as (

    select distinct
        activities.event_date,
        clocks.hour,
        features.feature,
        activities.session_id,
        activities.user_key
    from activities
    inner join clocks on activities.quarter = clocks.quarter
    inner join {{ ref('int_activity_features') }} as features
        on activities.event_date = features.event_date and activities.activity_id = features.activity_id
    where {{ in_window('features.event_date') }}

    union all

    -- the product as a whole
    select distinct
        activities.event_date,
        clocks.hour,
        '(all)' as feature,
        activities.session_id,
        activities.user_key
    from activities
    inner join clocks on activities.quarter = clocks.quarter

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
