{{ config(materialized='table') }}

with visits as (

    select
        event_date,
        segment,
        user_key,
        max(attribute) as attribute,
        max(account_key) as account_key
    from {{ ref('int_session_segments') }}
    where user_key is not null
    group by event_date, segment, user_key

),

accounts as (

    select
        event_date,
        segment,
        count(distinct account_key) as account_count
    from visits
    where account_key is not null
    group by event_date, segment

),

returns as (

    select
        *,
        lead(event_date) over (
            partition by segment, user_key
            order by event_date
        ) as next_date
    from visits

),

spans as (

    select 1 as days
    union all
    select 7 as days
    union all
    select 28 as days

),

dates as (

    select distinct event_date from visits  -- with anybody

),

segments as (

    select
        segment,
        max(attribute) as attribute
    from visits
    group by segment

),

changes as (

    -- somebody is one of the people of a span from a visit until the next, or until it is over
    select
        returns.segment,
        spans.days,
        returns.event_date,
        count(*) as change
    from returns
    cross join spans
    group by returns.segment, spans.days, returns.event_date

    union all

    select
        returns.segment,
        spans.days,
        least(returns.next_date, returns.event_date + spans.days) as event_date,
        -count(*) as change
    from returns
    cross join spans
    group by returns.segment, spans.days, least(returns.next_date, returns.event_date + spans.days)

    union all

    select
        segments.segment,
        spans.days,
        dates.event_date,
        0 as change
    from segments
    cross join dates
    cross join spans

),

people as (

    select
        segment,
        days,
        event_date,
        sum(sum(change)) over (
            partition by segment, days
            order by event_date
        ) as user_count
    from changes
    group by segment, days, event_date

),

groups as (

    select
        people.event_date,
        people.days,
        people.segment,
        segments.attribute,
        people.user_count,
        people.user_count as amount,
        people.user_count < {{ var('minimum_users') }} as is_small
    from people
    inner join segments on people.segment = segments.segment
    inner join dates on people.event_date = dates.event_date
    where people.user_count > 0

),

judged as (

    select
        *,
        is_small or {{ goes_with_the_small_segments('event_date, days', var('minimum_users')) }} as is_withheld
    from groups

),

counted as (

    select
        event_date,
        segment,
        coalesce(max(case when days = 1 and is_withheld then 1 end), 0) = 1 as is_suppressed,
        coalesce(sum(case when days = 1 and not is_withheld then user_count end), 0)::bigint as user_count,
        sum(case when days = 7 and not is_withheld then user_count end)::bigint as user_count_7_days,
        sum(case when days = 28 and not is_withheld then user_count end)::bigint as user_count_28_days
    from judged
    group by event_date, segment

),

newcomers as (

    select
        visits.event_date,
        visits.segment,
        count(*) as new_user_count
    from visits
    inner join {{ ref('int_user_first_days') }} as firsts
        on visits.user_key = firsts.user_key and visits.event_date = firsts.first_date
    where firsts.feature is null
    group by visits.event_date, visits.segment

)

select
    counted.segment,
    case when not counted.is_suppressed then counted.user_count end as user_count,
    case when not counted.is_suppressed and {{ account_trait() }} <> '' then coalesce(accounts.account_count, 0) end
        as account_count,
    case when not counted.is_suppressed then coalesce(newcomers.new_user_count, 0) end as new_user_count,
    case when not counted.is_suppressed then counted.user_count - coalesce(newcomers.new_user_count, 0) end
        as returning_user_count,
    counted.user_count_7_days,
    counted.user_count_28_days,
    case when not counted.is_suppressed then counted.user_count / nullif(counted.user_count_28_days, 0) end
        as stickiness_rate,
    counted.is_suppressed,
    counted.event_date
from counted
left join newcomers
    on counted.event_date = newcomers.event_date and counted.segment = newcomers.segment
left join accounts
    on counted.event_date = accounts.event_date and counted.segment = accounts.segment
