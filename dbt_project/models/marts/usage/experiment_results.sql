{{ config(materialized='table') }}

with experiments as (

    select * from {{ ref('experiments') }}

),

seen as (

    select
        experiments.experiment,
        experiments.goal,
        experiments.control,
        experiments.first_day,
        experiments.last_day,
        sessions.user_key,
        sessions.value as variant,
        min(sessions.event_date) as first_date
    from {{ ref('int_session_segments') }} as sessions
    inner join experiments
        on
            sessions.attribute = experiments.attribute
            and sessions.event_date between experiments.first_day and experiments.last_day
    where
        sessions.user_key is not null
        and sessions.value <> '(none)'
    group by all

),

people as (

    -- who saw two variants says nothing of either
    select
        experiment,
        goal,
        user_key,
        max(control) as control,
        max(first_day) as first_day,
        max(last_day) as last_day,
        case when count(*) = 1 then max(variant) else '(several)' end as variant,
        min(first_date) as first_date
    from seen
    group by experiment, goal, user_key

),

named as (

    select
        people.*,
        case
            when
                variant not in (control, '(several)')
                and count(*) over (partition by experiment, goal, variant) < {{ var('minimum_users') }}
                then {{ rare() }}
            else variant
        end as shown_variant
    from people

),

converted as (

    select distinct
        people.experiment,
        people.goal,
        people.user_key
    from people
    inner join {{ ref('fct_conversions') }} as conversions
        on
            people.goal = conversions.goal
            and {{ public_key('people.user_key') }} = conversions.user_key
            and conversions.event_date between people.first_date and people.last_day

),

variants as (

    select
        named.experiment,
        named.goal,
        named.shown_variant as variant,
        named.shown_variant = max(named.control) as is_control,
        max(named.first_day) as first_day,
        max(named.last_day) as last_day,
        count(*) as user_count,
        count(converted.user_key) as converted_user_count,
        count(*) < {{ var('minimum_users') }} as is_suppressed
    from named
    left join converted
        on
            named.experiment = converted.experiment
            and named.goal = converted.goal
            and named.user_key = converted.user_key
    group by named.experiment, named.goal, named.shown_variant

),

counted as (

    -- each variant but the control is compared with it once a goal
    select
        *,
        {{ z_of_many('count(case when not is_control then 1 end) over (partition by experiment)') }} as z
    from variants
    where not is_suppressed

),

rated as (

    select
        *,
        converted_user_count / nullif(user_count, 0) as rate,
        {{ wilson('converted_user_count', 'user_count', '-') }} as low,
        {{ wilson('converted_user_count', 'user_count', '+') }} as high,
        {{ wilson('converted_user_count', 'user_count', '-', 'z') }} as lowest,
        {{ wilson('converted_user_count', 'user_count', '+', 'z') }} as highest
    from counted

),

compared as (

    {%- set sides = ['rated.rate', 'rated.low', 'rated.high', 'controls.rate', 'controls.low', 'controls.high'] %}
    {%- set surest = [
        'rated.rate', 'rated.lowest', 'rated.highest', 'controls.rate', 'controls.lowest', 'controls.highest'
    ] %}

    select
        rated.*,
        rated.rate - controls.rate as difference,
        {{ newcombe(*sides, sign='-') }} as difference_low,
        {{ newcombe(*sides, sign='+') }} as difference_high,
        {{ newcombe(*surest, sign='-') }} as difference_lowest,
        {{ newcombe(*surest, sign='+') }} as difference_highest
    from rated
    left join rated as controls
        on
            rated.experiment = controls.experiment
            and rated.goal = controls.goal
            and controls.is_control
            and not rated.is_control
            and rated.variant not in ('(several)', {{ rare() }})

)

select
    variants.experiment,
    variants.goal,
    variants.variant,
    variants.is_control,
    compared.user_count,
    compared.converted_user_count,
    compared.rate as conversion_rate,
    compared.low as conversion_rate_low,
    compared.high as conversion_rate_high,
    compared.difference,
    compared.difference_low,
    compared.difference_high,
    case
        when variants.is_control then 'control'
        when variants.variant in ('(several)', {{ rare() }}) then 'not compared'
        when compared.difference is null then 'too few to say'
        when compared.difference_lowest > 0 then 'converts more'
        when compared.difference_highest < 0 then 'converts less'
        else 'no difference seen'
    end as reading,
    variants.is_suppressed,
    variants.first_day,
    least(variants.last_day, {{ last_day_built() }}) as last_day
from variants
left join compared
    on
        variants.experiment = compared.experiment
        and variants.goal = compared.goal
        and variants.variant = compared.variant
