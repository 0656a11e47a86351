{{ config(materialized='days', day='event_date') }}

with events as (

    select
        event_date,
        export,
        file_id,
        line_number,
        row_id,
        event_id,
        visitor_id,
        anonymous_id,
        event_at,
        received_at,
        is_bot,
        is_internal
    from {{ ref('stg_raw__events') }}
    where {{ in_window('event_date') }}

),

repeated as (

    select
        event_date,
        event_id
    from events
    group by event_date, event_id
    having count(*) > 1

),

duplicates as (

    -- the first row of an event id stays: by received time, then event time, then place in the exports
    select
        events.row_id,
        row_number() over (
            partition by events.event_date, events.event_id
            order by
                events.received_at nulls last,
                events.event_at,
                events.file_id,
                events.line_number
        ) > 1 as is_duplicate
    from events
    inner join repeated
        on events.event_date = repeated.event_date and events.event_id = repeated.event_id

),

flagged as (

    -- some exports of a visitor, such as heatmap tables, have no column that shows a bot or staff
    select
        events.event_date,
        events.anonymous_id,
        bool_or(visitors.is_bot or coalesce(events.is_bot, false)) as is_bot,
        bool_or(visitors.is_internal or coalesce(events.is_internal, false)) as is_internal
    from events
    inner join {{ ref('stg_raw__visitors') }} as visitors
        on events.event_date = visitors.event_date and events.visitor_id = visitors.visitor_id
    where
        events.anonymous_id is not null
        and (visitors.is_bot or visitors.is_internal or events.is_bot or events.is_internal)
    group by events.event_date, events.anonymous_id

),

reasons as (

    select
        events.event_date,
        events.export,
        events.file_id,
        events.row_id,
        case
            when duplicates.is_duplicate then 'duplicate'
            when coalesce(events.is_bot, false) or visitors.is_bot or flagged.is_bot then 'bot'
            when coalesce(events.is_internal, false) or visitors.is_internal or flagged.is_internal
                then 'internal'
        end as reason
    from events
    left join duplicates
        on events.row_id = duplicates.row_id
    left join {{ ref('stg_raw__visitors') }} as visitors
        on events.event_date = visitors.event_date and events.visitor_id = visitors.visitor_id
    left join flagged
        on events.event_date = flagged.event_date and events.anonymous_id = flagged.anonymous_id

)

select * from reasons
where reason is not null
