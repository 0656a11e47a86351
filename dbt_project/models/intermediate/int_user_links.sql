{{ config(materialized='days', day='event_date') }}

{#
    A link holds from the first event of the visit in which it became known until the end of the next day, so that what
    an event can change stays bounded: of its day and the day before, and of the day after in a visit over midnight.
#}
with events as (

    select
        event_date,
        anonymous_id,
        merged_id,
        coalesce(person_id, user_id) as user_key,
        event_at
    from {{ ref('stg_raw__events') }}
    where {{ in_window('event_date', before=1, after=1) }}

),

statements as (

    -- what is said of a device: by its own events, some of which do not know whose it is, or by one that merges it
    select
        event_date,
        anonymous_id,
        user_key,
        event_at,
        false as is_merged
    from events
    where anonymous_id is not null

    union all

    select
        event_date,
        merged_id as anonymous_id,
        coalesce(user_key, anonymous_id) as user_key,
        event_at,
        true as is_merged
    from events
    where
        merged_id is not null
        and coalesce(user_key, anonymous_id) <> merged_id

),

summed as (

    select
        event_date,
        anonymous_id,
        min(user_key) as first_key,
        max(user_key) as last_key,
        min(case when user_key is not null then event_at end) as known_at,
        min(case when user_key is null then event_at end) as unknown_at,
        bool_or(is_merged) as is_merged
    from statements
    group by event_date, anonymous_id

),

around as (

    {{ with_neighbours('summed') }}

),

devices as (

    -- those whose events do not all say whose they are; of one person who was known before is most that there is
    select
        day,
        anonymous_id,
        max(last_key) filter (where event_date <= day) as user_key,
        not bool_or(is_merged)
        and coalesce(
            min(first_key) filter (where event_date <= day) = max(last_key) filter (where event_date <= day)
            and min(known_at) filter (where event_date <= day) <= min(unknown_at) filter (where event_date = day),
            false
        ) as is_simple
    from around
    group by day, anonymous_id
    having
        bool_or(event_date = day)
        and min(first_key) is not null
        and (bool_or(is_merged) or min(unknown_at) filter (where event_date = day) is not null)

),

unclear as (

    select
        day,
        anonymous_id
    from devices
    where not is_simple

),

unclear_events as (

    select *
    from statements
    where anonymous_id in (select unclear.anonymous_id from unclear)

),

unclear_around as (

    {{ with_neighbours('unclear_events') }}

),

unclear_days as (

    select unclear_around.*
    from unclear_around
    inner join unclear
        on unclear_around.day = unclear.day and unclear_around.anonymous_id = unclear.anonymous_id

),

in_visits as (

    {{ with_visits('unclear_days') }}

),

merged as (

    select
        *,
        min(case when is_merged then visit_at end) over (partition by day, anonymous_id) as merged_from
    from in_visits

),

followed as (

    -- once it is merged, what its events say of themselves is older
    select
        *,
        lag(user_key) over statement_order as previous_key,
        lag(visit_at) over statement_order as previous_visit_at
    from merged
    where
        user_key is not null
        and (is_merged or merged_from is null or event_at < merged_from)
    window statement_order as (partition by day, anonymous_id order by event_at, is_merged, user_key)

),

changes as (

    select
        day,
        anonymous_id,
        user_key,
        is_merged,
        case when previous_visit_at = visit_at then event_at else visit_at end as holds_from
    from followed
    where previous_key is null or previous_key <> user_key

),

links as (

    select
        day as event_date,
        anonymous_id,
        user_key,
        is_merged,
        holds_from,
        lead(holds_from) over (partition by day, anonymous_id order by holds_from, is_merged, user_key) as holds_until
    from changes

)

select
    event_date,
    anonymous_id,
    user_key,
    is_merged,
    holds_from,
    coalesce(holds_until, timestamp '9999-12-31 00:00:00') as holds_until
from links
where coalesce(links.holds_from < links.holds_until, true)  -- of several from one instant on, the last one

union all

select
    day as event_date,
    anonymous_id,
    user_key,
    false as is_merged,
    timestamp '0001-01-01 00:00:00' as holds_from,
    timestamp '9999-12-31 00:00:00' as holds_until
from devices
where is_simple
