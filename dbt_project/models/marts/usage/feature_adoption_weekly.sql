{{ config(materialized='table') }}

with newcomers as (

    {{ newcomers() }}

),

uses as (

    select
        newcomers.cohort_date,
        newcomers.segment,
        firsts.feature,
        {{ days_between('newcomers.first_date', 'firsts.first_date') }} as days_to_first_use
    from newcomers
    inner join {{ ref('int_user_first_days') }} as firsts
        on newcomers.user_key = firsts.user_key and firsts.feature is not null

),

counted as (

    select
        cohort_date,
        segment,
        feature,
        count(*) as user_count,
        count(case when days_to_first_use < 7 then 1 end) as user_count_7_days,
        count(case when days_to_first_use < 28 then 1 end) as user_count_28_days,
        median(days_to_first_use) as median_days
    from uses
    group by cohort_date, segment, feature

),

ends as (

    select {{ last_day_built() }} as last_date

),

seen as (

    -- the last newcomers of a week came on its Sunday, their first day
    select
        counted.*,
        cohorts.cohort_size,
        case when ends.last_date >= counted.cohort_date + 6 + 6 then counted.user_count_7_days end as adopted_7,
        case when ends.last_date >= counted.cohort_date + 6 + 27 then counted.user_count_28_days end as adopted_28,
        cohorts.is_suppressed
    from counted
    inner join {{ ref('retention_weekly') }} as cohorts
        on
            counted.cohort_date = cohorts.event_date
            and counted.segment = cohorts.segment
            and cohorts.weeks_since = 0
    cross join ends

)

select
    feature,
    segment,
    cohort_size,
    case when not is_suppressed then user_count end as adopted_user_count,
    case when not is_suppressed then user_count / nullif(cohort_size, 0) end as adoption_rate,
    case when not is_suppressed then adopted_7 end as adopted_user_count_7_days,
    case when not is_suppressed then adopted_7 / nullif(cohort_size, 0) end as adoption_rate_7_days,
    case when not is_suppressed then adopted_28 end as adopted_user_count_28_days,
    case when not is_suppressed then adopted_28 / nullif(cohort_size, 0) end as adoption_rate_28_days,
    case when not is_suppressed and user_count >= {{ var('minimum_users') }} then median_days end
        as median_days_to_first_use,
    is_suppressed,
    cohort_date as event_date
from seen
