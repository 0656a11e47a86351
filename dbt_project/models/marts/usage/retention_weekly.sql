{{ config(materialized='table') }}

with newcomers as (

    {{ newcomers() }}

),

weeks as (

    select distinct  -- somebody may come often in a week
        user_key,
        date_trunc('week', event_date)::date as week_date
    from {{ ref('int_session_segments') }}
    where segment = 'all'

),

came as (

    select
        newcomers.cohort_date,
        newcomers.segment,
        floor({{ days_between('newcomers.cohort_date', 'weeks.week_date') }} / 7)::integer as weeks_since,
        count(*) as user_count
    from newcomers
    inner join weeks on newcomers.user_key = weeks.user_key
    group by newcomers.cohort_date, newcomers.segment, weeks.week_date

),

groups as (

    select
        cohort_date,
        segment,
        max(attribute) as attribute,
        count(*) as user_count,
        sum(session_count)::bigint as amount,
        count(*) < {{ var('minimum_users') }} as is_small
    from newcomers
    group by cohort_date, segment

),

judged as (

    select
        *,
        is_small or {{ goes_with_the_small_segments('cohort_date', var('minimum_users')) }} as is_suppressed
    from groups

),

ends as (

    select {{ end_of_past('week') }} as end_date

),

passed as (

    -- also weeks in which nobody came
    select
        judged.*,
        {{ each(numbers('0', 'floor(' ~ days_between('judged.cohort_date', 'ends.end_date') ~ ' / 7)::bigint')) }}
            as weeks_since
    from judged
    cross join ends

)

select
    passed.segment,
    passed.weeks_since::integer as weeks_since,
    case when not passed.is_suppressed then passed.user_count end as cohort_size,
    case when not passed.is_suppressed then coalesce(came.user_count, 0) end as retained_user_count,
    case when not passed.is_suppressed then coalesce(came.user_count, 0) / nullif(passed.user_count, 0) end
        as retention_rate,
    passed.is_suppressed,
    passed.cohort_date as event_date
from passed
left join came
    on
        passed.cohort_date = came.cohort_date
        and passed.segment = came.segment
        and passed.weeks_since = came.weeks_since
