{{ config(materialized='days', day='event_date') }}

{%- set reach = var('duplicate_days') %}

with events as (

    select
        event_date,
        export,
        file_id,
        line_number,
        row_id,
        event_id,
        undated_id,
        visitor_id,
        anonymous_id,
        event_at,
        received_at,
        kind,
        is_first_kept,
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

versions as (

    -- of the rows of one event the newest counts, or the first: by received time, then event time, then place in the
    -- exports
    select
        events.row_id,
        row_number() over (
            partition by events.event_date, events.event_id
            order by
                case when events.is_first_kept then events.received_at end asc nulls last,
                case when events.is_first_kept then events.event_at end asc nulls last,
                case when events.is_first_kept then files.path end asc nulls last,
                case when events.is_first_kept then events.line_number end asc nulls last,
                events.received_at desc nulls last,
                events.event_at desc,
                files.path desc,
                events.line_number desc
        ) as version
    from events
    inner join repeated
        on events.event_date = repeated.event_date and events.event_id = repeated.event_id
    left join {{ ref('stg_raw__files') }} as files
        on events.file_id = files.file_id

),

undated as (

    select
        event_date,
        undated_id,
        row_id,
        event_at,
        is_first_kept,
        coalesce(received_at, timestamp '0001-01-01 00:00:00') as received_at,
        {{ key_of(['kind', 'event_name', 'user_id', 'anonymous_id', 'url_path', 'page_x', 'page_y']) }} as content
    from {{ ref('stg_raw__events') }}
    where
        undated_id is not null
        and {{ in_window('event_date', before=reach, after=reach) }}

),

superseded as (

    -- ids may begin anew every day: only a row with the same content is the same event on another date
    select distinct undated.row_id  -- there may be several that count before it
    from undated
    inner join undated as other
        on
            undated.undated_id = other.undated_id
            and undated.content = other.content
            and other.event_date between undated.event_date - {{ reach }} and undated.event_date + {{ reach }}
    where
        undated.event_date <> other.event_date
        and {{ in_window('undated.event_date') }}
        and case
            when undated.is_first_kept
                then
                    other.received_at < undated.received_at
                    or (other.received_at = undated.received_at and other.event_at < undated.event_at)
            else
                other.received_at > undated.received_at
                or (other.received_at = undated.received_at and other.event_at > undated.event_at)
        end

),

page_views as (

    select
        event_date,
        row_id,
        event_id,
        event_at,
        {{ key_of([
            'export', 'coalesce(person_id, user_id, anonymous_id)', 'vendor_page_view_id', 'url_host', 'url_path'
        ]) }} as page_view_key
    from {{ ref('stg_raw__events') }}
    where
        kind = 'page_view'
        and vendor_page_view_id is not null
        and {{ in_window('event_date', before=1) }}

),

first_page_views as (

    select
        event_date,
        page_view_key,
        min_by(event_id, (event_at, event_id)) filter (where event_id is not null) as event_id
    from page_views
    group by event_date, page_view_key

),

sent_again as (

    -- a page view under an id that it had before, also the day before
    select distinct page_views.row_id  -- or on both days
    from page_views
    inner join first_page_views as earlier
        on
            page_views.page_view_key = earlier.page_view_key
            and earlier.event_date between page_views.event_date - 1 and page_views.event_date
    where
        page_views.event_id <> earlier.event_id
        and {{ in_window('page_views.event_date') }}

),

flags as (

    select
        event_date,
        visitor_id,
        is_bot
    from {{ ref('stg_raw__visitors') }}
    where
        (is_bot or is_internal)
        and {{ in_window('event_date', before=1, after=1) }}

),

flagged as (

    select
        events.event_date,
        events.anonymous_id,
        events.event_at,
        coalesce(events.is_bot, false) or coalesce(flags.is_bot, false) as is_bot,
        true as is_flagged
    from {{ ref('stg_raw__events') }} as events
    left join flags
        on events.event_date = flags.event_date and events.visitor_id = flags.visitor_id
    where
        events.anonymous_id is not null
        and (events.is_bot or events.is_internal or flags.visitor_id is not null)
        and {{ in_window('events.event_date', before=1, after=1) }}

),

devices as (

    -- some exports of a visitor, such as heatmap tables, have no column that shows a bot or staff
    select * from flagged

    union all

    select
        event_date,
        anonymous_id,
        event_at,
        false as is_bot,
        false as is_flagged
    from {{ ref('stg_raw__events') }}
    where
        anonymous_id in (select flagged.anonymous_id from flagged)
        and {{ in_window('event_date', before=1, after=1) }}

),

days as (

    {{ with_neighbours('devices') }}

),

in_visits as (

    {{ with_visits('days') }}

),

visits as (

    select
        day,
        anonymous_id,
        min(event_at) as first_at,
        max(event_at) as last_at,
        bool_or(is_bot) as is_bot
    from in_visits
    group by day, anonymous_id, visit_at
    having bool_or(is_flagged)

),

reasons as (

    select
        events.event_date,
        events.export,
        events.file_id,
        events.row_id,
        case
            when
                versions.version > 1
                or superseded.row_id is not null
                or sent_again.row_id is not null
                then 'duplicate'
            when events.is_bot or visitors.is_bot or visits.is_bot then 'bot'
            when events.is_internal or visitors.is_internal or visits.anonymous_id is not null then 'internal'
            -- what is known of a person, or counted of a day, at no visit
            when events.kind in ('profile', 'summary') then events.kind
        end as reason
    from events
    left join versions
        on events.row_id = versions.row_id
    left join superseded
        on events.row_id = superseded.row_id
    left join sent_again
        on events.row_id = sent_again.row_id
    left join {{ ref('stg_raw__visitors') }} as visitors
        on events.event_date = visitors.event_date and events.visitor_id = visitors.visitor_id
    left join visits
        on
            events.event_date = visits.day
            and events.anonymous_id = visits.anonymous_id
            and events.event_at >= visits.first_at
            and events.event_at <= visits.last_at

)

select * from reasons
where reason is not null
