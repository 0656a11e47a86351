{{ config(materialized='days', day='event_date') }}

{%- set clicks = "('click', 'rage_click', 'dead_click')" %}
{%- set place = key_of(['user_key', 'url_path', 'kind']) %}
{%- set of_page_view = ['event_at', 'event_date', 'page_view_id'] %}

-- Narrow on purpose: ids and numbers only. Text waits in stg_raw__activities, coordinates in the events.
with events as (

    select
        event_date,
        event_id,
        export,
        user_key,
        is_nobody,
        session_group,
        activity_id,
        visitor_id,
        kind,
        event_at,
        {{ place }} as place_id,
        page_x is not null as is_located,
        coalesce(scroll_page_view_id, vendor_page_view_id) is not null as is_named,
        case
            when kind <> 'page_view' and scroll_page_view_id is not null
                then {{ key_of(["'id'", 'scroll_page_view_id']) }}
            when vendor_page_view_id is not null then {{ key_of(["'id'", 'vendor_page_view_id']) }}
            else {{ key_of(["'path'", 'url_host', 'url_path']) }}
        end as page_view_group
    from {{ ref('int_events_identified') }}
    where {{ in_window_with_edge(ref('int_events_identified')) }}

),

page_views as (

    select
        user_key,
        event_at,
        event_date,
        event_id,
        vendor_page_view_id,
        {{ key_of(["'path'", 'url_host', 'url_path']) }} as path_group,
        -- a change of the fragment begins just after what happened at that instant: the click on its link, the leave
        case when url_fragment is null then event_at else event_at + interval 1 microsecond end as path_shown_at
    from {{ ref('int_events_identified') }}
    where
        kind = 'page_view'
        and {{ in_window('event_date', before=2) }}

),

page_view_starts as (

    -- an event names its page view by the vendor's id, or else by its page; of two at one instant the first id counts
    select
        user_key,
        {{ key_of(["'id'", 'vendor_page_view_id']) }} as page_view_group,
        event_at,
        event_date,
        min(event_id) as page_view_id
    from page_views
    where vendor_page_view_id is not null
    group by user_key, vendor_page_view_id, event_at, event_date

    union all

    select
        user_key,
        path_group as page_view_group,
        path_shown_at as event_at,
        min_by(event_date, event_id) filter (where event_id is not null) as event_date,
        min(event_id) as page_view_id
    from page_views
    group by user_key, path_group, path_shown_at

),

left_pages as (

    select
        user_key,
        {{ key_of(["'path'", 'url_host', 'url_path']) }} as page_view_group,
        event_at
    from {{ ref('int_events_identified') }}
    where
        kind = 'page_leave'
        and {{ in_window('event_date', before=2) }}

),

clicks as (

    select
        event_date,
        place_id,
        export,
        is_located,
        event_at
    from events
    where kind in {{ clicks }}

    union all

    select
        event_date,
        {{ place }} as place_id,
        export,
        page_x is not null as is_located,
        event_at
    from {{ ref('int_events_identified') }}
    where
        kind in {{ clicks }}
        and {{ in_window('event_date', after=1) }}
        and not {{ in_window('event_date') }}

),

places as (

    select
        event_date,
        place_id,
        min(export) filter (where is_located) as first_export,
        max(export) filter (where is_located) as last_export,
        min(case when is_located then event_at end) as located_at,
        max(case when not is_located then event_at end) as unlocated_at
    from clicks
    group by event_date, place_id

),

located as (

    -- places with clicks that one export has with a position, and others with an element only; positions are sent
    -- some seconds later, which may be after midnight
    select
        places.event_date,
        places.place_id,
        least(places.first_export, later.first_export) as first_export,
        greatest(places.last_export, later.last_export) as last_export
    from places
    left join places as later
        on
            places.place_id = later.place_id
            and places.event_date + 1 = later.event_date
            and later.located_at <= places.unlocated_at + interval {{ var('session_gap_minutes') }} minute
    where
        places.unlocated_at is not null
        and coalesce(places.first_export, later.first_export) is not null

),

viewed as (

    {{ with_last_start('events', 'page_view_starts', ['user_key', 'page_view_group'], of_page_view) }}

),

starts_and_events as (

    select
        event_date,
        event_id,
        export,
        user_key,
        is_nobody,
        session_group,
        activity_id,
        visitor_id,
        kind,
        event_at,
        place_id,
        is_located,
        is_named,
        page_view_group,
        start_event_at as page_view_at,
        -- a page view is its own; any other event belongs to the last one of its name or page
        case
            when kind = 'page_view' then event_id
            when start_event_date >= event_date - 1 then start_page_view_id
        end as page_view_id,
        case when kind = 'page_view' then event_date else start_event_date end as page_view_date,
        false as is_session_start,
        null::bigint as session_id,
        null::date as session_date
    from viewed

    union all

    select
        null::date as event_date,
        0::bigint as event_id,
        null::string as export,
        user_key,
        null::boolean as is_nobody,
        session_group,
        null::bigint as activity_id,
        null::bigint as visitor_id,
        null::string as kind,
        started_at as event_at,
        null::bigint as place_id,
        null::boolean as is_located,
        null::boolean as is_named,
        null::bigint as page_view_group,
        null::timestamp as page_view_at,
        null::bigint as page_view_id,
        null::date as page_view_date,
        true as is_session_start,
        session_id,
        session_date
    from {{ ref('int_session_starts') }}
    -- a session ends with the day after the one it began on
    where {{ in_window('session_date', before=2) }}

),

sessionised as (

    -- a session's start sorts just before its first event: one sort finds session, pause and page before
    select
        *,
        {{ last_known('session_id') }} over session_order as running_session_id,
        {{ last_known('session_date') }} over session_order as running_session_date,
        {{ last_known('case when is_session_start then event_at end') }} over session_order as session_started_at,
        lag(is_session_start) over session_order as is_first_of_session,
        lag(event_id) over session_order as previous_event_id,
        lag(event_at) over session_order as previous_at,
        lag(page_view_id) over session_order as previous_page_view_id,
        lag(page_view_date) over session_order as previous_page_view_date
    from starts_and_events
    window session_order as (
        partition by user_key, session_group
        order by event_at, not is_session_start, event_id
    )

),

closed as (

    -- what comes after an idle gap and names no page view is of one still open, and never of one left before the gap
    select sessionised.event_id
    from sessionised
    inner join left_pages
        on
            sessionised.user_key = left_pages.user_key
            and sessionised.page_view_group = left_pages.page_view_group
            and sessionised.page_view_at <= left_pages.event_at
            and sessionised.session_started_at > left_pages.event_at
    where
        not sessionised.is_named
        and sessionised.kind <> 'page_view'
        and sessionised.page_view_at < sessionised.session_started_at

),

resolved as (

    -- `in`, not joins: a join may put the many events into its hash table, not the few closed ones
    select
        *,
        event_id in (select closed.event_id from closed) as is_closed,
        previous_event_id in (select closed.event_id from closed) as is_previous_closed
    from sessionised
    where
        not is_session_start
        and {{ in_window('event_date') }}

)

select
    resolved.event_date,
    resolved.event_id,
    resolved.export,
    case when not coalesce(resolved.is_nobody, false) then resolved.user_key end as user_key,
    resolved.running_session_id as session_id,
    resolved.running_session_date as session_date,
    case when not resolved.is_closed then resolved.page_view_id end as page_view_id,
    resolved.activity_id,
    resolved.visitor_id,
    resolved.kind,
    resolved.event_at,
    -- a click that another export of the same person and page has with its position is counted there; the vendor's
    -- session is not compared, because positions sent after an idle gap may come under the session that follows it
    coalesce(
        resolved.is_located or (
            located.first_export = resolved.export
            and located.last_export = resolved.export
        ),
        true
    ) as is_counted,
    -- the pause before an event was spent on the page seen until then
    case
        when not resolved.is_first_of_session then least(
            {{ microseconds('resolved.event_at') }} - {{ microseconds('resolved.previous_at') }},
            {{ var('engaged_gap_seconds') }} * 1000000
        )
    end as engaged_us,
    case
        when resolved.kind <> 'page_view' and not resolved.is_closed then resolved.page_view_id
        -- events of a page view count on its own day and the day after, and never later
        when
            resolved.kind = 'page_view'
            and not resolved.is_first_of_session
            and not resolved.is_previous_closed
            and resolved.previous_page_view_date >= resolved.event_date - 1
            then resolved.previous_page_view_id
    end as engaged_page_view_id
from resolved
left join located
    on
        resolved.event_date = located.event_date
        and case when resolved.kind in {{ clicks }} then resolved.place_id end = located.place_id
