{#
    Use of the features in whole weeks or months, whose people are counted once in each. What adds up is the sum of the
    days, and withstands being compared with them: see sums_withheld.
-#}
{% macro feature_usage_of(period) -%}
with days as (

    select
        date_trunc('{{ period }}', event_date)::date as period_date,
        event_date,
        feature,
        segment,
        attribute,
        user_key,
        account_key,
        session_count,
        event_count,
        page_view_count,
        click_count,
        engaged_us
    from {{ ref('int_feature_user_days') }}
    where {{ in_whole_periods('event_date', period, amends=1) }}

),

accounts as (

    select
        period_date,
        feature,
        segment,
        count(distinct account_key) as account_count
    from days
    where account_key is not null
    group by period_date, feature, segment

),

shown_days as (

    select
        event_date,
        feature,
        segment,
        is_suppressed,
        max(case when segment = 'all' and is_suppressed then 1 else 0 end)
            over (partition by event_date, feature) as is_all_suppressed
    from {{ ref('feature_usage_daily') }}
    where {{ in_whole_periods('event_date', period, amends=1) }}

),

hidden_days as (

    select
        shown_days.event_date,
        shown_days.feature,
        shown_days.segment,
        1 - shown_days.is_all_suppressed as is_alone
    from shown_days
    {% if period == 'month' %}
    -- the sum of a week within the month has the days that are hidden in it
    left join {{ ref('feature_usage_weekly') }} as weeks
        on
            shown_days.feature = weeks.feature
            and shown_days.segment = weeks.segment
            and date_trunc('week', shown_days.event_date)::date = weeks.event_date
            and date_trunc('month', weeks.event_date) = date_trunc('month', weeks.event_date + 6)
            and weeks.event_count is not null
            and {{ in_whole_periods('weeks.event_date', period, amends=1) }}
    {% endif %}
    where
        shown_days.is_suppressed
        {% if period == 'month' %}and weeks.feature is null{% endif %}

),

people as (

    select
        days.period_date,
        days.feature,
        days.segment,
        days.user_key,
        max(days.attribute) as attribute,
        count(*) as day_count,
        sum(days.session_count)::bigint as session_count,
        sum(days.event_count)::bigint as event_count,
        sum(days.page_view_count)::bigint as page_view_count,
        sum(days.click_count)::bigint as click_count,
        sum(days.engaged_us)::bigint as engaged_us,
        count(hidden_days.feature) as hidden_day_count,
        coalesce(max(hidden_days.is_alone), 0) as is_alone
    from days
    left join hidden_days
        on
            days.event_date = hidden_days.event_date
            and days.feature = hidden_days.feature
            and days.segment = hidden_days.segment
    group by days.period_date, days.feature, days.segment, days.user_key

),

groups as (

    select
        people.period_date,
        people.feature,
        people.segment,
        max(people.attribute) as attribute,
        count(people.user_key) as user_count,
        count(case when firsts.first_date >= people.period_date then people.user_key end) as new_user_count,
        sum(case when people.user_key is not null then people.day_count else 0 end)::bigint as user_day_count,
        sum(people.session_count)::bigint as session_count,
        sum(people.event_count)::bigint as event_count,
        sum(people.page_view_count)::bigint as page_view_count,
        sum(people.click_count)::bigint as click_count,
        sum(people.engaged_us)::bigint as engaged_us,
        count(case when people.hidden_day_count > 0 then people.user_key end) as hidden_user_count,
        max(people.is_alone) as is_alone,
        count(people.user_key) < {{ var('minimum_users') }} as is_small,
        sum(people.session_count)::bigint as amount
    from people
    left join {{ ref('int_user_first_days') }} as firsts
        on people.feature = firsts.feature and people.user_key = firsts.user_key
    group by people.period_date, people.feature, people.segment

),

judged as (

    select
        *,
        is_small
        or {{ goes_with_the_small_segments('period_date, feature', var('minimum_users')) }} as is_suppressed
    from groups

),

{{ sums_withheld('judged', 'period_date, feature', var('minimum_users')) }},

segment_people as (

    select
        date_trunc('{{ period }}', event_date)::date as period_date,
        segment,
        max(attribute) as attribute,
        count(distinct user_key) as user_count,
        count(distinct user_key) < {{ var('minimum_users') }} as is_small,
        count(*) as amount
    from {{ ref('int_session_segments') }}
    where {{ in_whole_periods('event_date', period, amends=1) }}
    group by date_trunc('{{ period }}', event_date)::date, segment

),

shown_segments as (

    select
        period_date,
        segment,
        case
            when not (is_small or {{ goes_with_the_small_segments('period_date', var('minimum_users')) }})
                then user_count
        end as segment_user_count
    from segment_people

),

measured as (

    select
        sums.*,
        case when {{ account_trait() }} <> '' then coalesce(accounts.account_count, 0) end as account_count,
        shown_segments.segment_user_count,
        case when not sums.is_suppressed then sums.user_count / nullif(shown_segments.segment_user_count, 0) end
            as reach_rate,
        case when not sums.is_sum_withheld then sums.user_day_count / nullif(sums.user_count, 0) end as days_per_user
    from sums
    left join shown_segments
        on sums.period_date = shown_segments.period_date and sums.segment = shown_segments.segment
    left join accounts
        on
            sums.period_date = accounts.period_date
            and sums.feature = accounts.feature
            and sums.segment = accounts.segment

),

compared as (

    -- of features with both numbers
    select
        *,
        median(case when days_per_user is not null then reach_rate end) over (partition by period_date, segment)
            as median_reach_rate,
        median(case when reach_rate is not null then days_per_user end) over (partition by period_date, segment)
            as median_days_per_user
    from measured

)

select
    feature,
    segment,
    case when not is_suppressed then user_count end as user_count,
    case when not is_suppressed then account_count end as account_count,
    case when not is_suppressed then segment_user_count end as segment_user_count,
    reach_rate,
    case when not is_suppressed then new_user_count end as new_user_count,
    case when not is_sum_withheld then user_day_count end as user_day_count,
    days_per_user,
    days_per_user / nullif({{ '7' if period == 'week' else 'day(last_day(period_date))' }}, 0) as stickiness_rate,
    case
        when reach_rate is null or days_per_user is null then null
        when reach_rate >= median_reach_rate and days_per_user >= median_days_per_user then 'core'
        when days_per_user >= median_days_per_user then 'niche'
        when reach_rate >= median_reach_rate then 'habitual'
        else 'neglected'
    end as quadrant,
    case when not is_sum_withheld then session_count end as session_count,
    case when not is_sum_withheld then event_count end as event_count,
    case when not is_sum_withheld then page_view_count end as page_view_count,
    case when not is_sum_withheld then click_count end as click_count,
    case when not is_sum_withheld then engaged_us / 1e6 end as engaged_seconds,
    is_suppressed,
    period_date as event_date
from compared
{%- endmacro %}

{#-
    A query: each person of a week's newcomers, who first came in it, in each segment of that first day. Only weeks that
    are over.
-#}
{% macro newcomers() -%}
    select
        date_trunc('week', firsts.first_date)::date as cohort_date,
        firsts.first_date,
        firsts.user_key,
        segments.segment,
        max(segments.attribute) as attribute,
        count(*) as session_count
    from {{ ref('int_user_first_days') }} as firsts
    inner join {{ ref('int_session_segments') }} as segments
        on firsts.first_date = segments.event_date and firsts.user_key = segments.user_key
    where
        firsts.feature is null
        and {{ is_of_past_period('firsts.first_date', 'week') }}
    group by date_trunc('week', firsts.first_date)::date, firsts.first_date, firsts.user_key, segments.segment
{%- endmacro %}
