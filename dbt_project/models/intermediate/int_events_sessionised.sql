{{ config(materialized='days', day='event_date') }}

{%- set clicks = "('click', 'rage_click', 'dead_click')" %}
{%- set place = key_of(['user_key', 'url_host', 'url_path', 'kind']) %}
{%- set of_page_view = ['event_at', 'event_date', 'page_view_id', 'session_group', 'left_at'] %}

{#- A browser or phone, as far as an export shows them: pages of one are not those of another. -#}
{%- set device -%}
    case
        when vendor_session_id is not null then {{ key_of(["'session'", 'vendor_session_id']) }}
        else {{ key_of(["'device'", 'anonymous_id']) }}
    end
{%- endset %}

{#- The name of the page view that an event belongs to: the vendor's id, or else its page on its device. -#}
{%- set page_view_name -%}
    case
        when kind <> 'page_view' and vendor_page_view_id is not null and scroll_page_view_id is null
            then {{ key_of(["'id'", 'vendor_page_view_id']) }}
        when scroll_page_view_id is not null then {{ key_of(["'id'", 'scroll_page_view_id']) }}
        else {{ key_of(["'path'", 'session_group', device, 'url_host', 'coalesce(scroll_url_path, url_path)']) }}
    end
{%- endset %}

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
        scroll_page_view_id is not null or (kind <> 'page_view' and vendor_page_view_id is not null) as is_named,
        -- in single-page apps a page view reports the scroll of the one before it
        kind = 'page_view' and coalesce(scroll_page_view_id, scroll_url_path) is not null as is_about_another,
        case when kind = 'page_view' then event_at - interval 1 microsecond else event_at end as looked_back_from,
        {{ page_view_name }} as page_view_group
    from {{ ref('int_events_counted') }}
    where {{ in_window_with_edge(ref('int_events_counted')) }}

),

page_views as (

    select
        user_key,
        session_group,
        event_at,
        event_date,
        event_id,
        vendor_page_view_id,
        {{ key_of(["'path'", 'session_group', device, 'url_host', 'url_path']) }} as path_group,
        -- a change of the fragment begins just after what happened at that instant: the click on its link, the leave
        case when url_fragment is null then event_at else event_at + interval 1 microsecond end as path_shown_at
    from {{ ref('int_events_counted') }}
    where
        kind = 'page_view'
        and {{ in_window('event_date', before=1) }}

),

page_view_starts as (

    -- an event names its page view by the vendor's id, or else by its page; of two at one instant the first id counts
    select
        user_key,
        {{ key_of(["'id'", 'vendor_page_view_id']) }} as page_view_group,
        event_at,
        event_date,
        min_by(session_group, event_id) filter (where session_group is not null) as session_group,
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
        session_group,
        min(event_id) as page_view_id
    from page_views
    group by user_key, path_group, path_shown_at, session_group

),

leaves as (

    select
        user_key,
        event_at,
        {{ page_view_name }} as page_view_group
    from {{ ref('int_events_counted') }}
    where
        kind = 'page_leave'
        and {{ in_window('event_date', before=1) }}

),

leaves_of_page_views as (

    {{ with_last_start('leaves', 'page_view_starts', ['user_key', 'page_view_group'], ['event_at', 'page_view_id']) }}

),

left_page_views as (

    select
        start_page_view_id as page_view_id,
        min(event_at) as left_at
    from leaves_of_page_views
    where event_at > start_event_at
    group by start_page_view_id

),

starts as (

    select
        page_view_starts.user_key,
        page_view_starts.page_view_group,
        page_view_starts.event_at,
        page_view_starts.event_date,
        page_view_starts.session_group,
        page_view_starts.page_view_id,
        left_page_views.left_at
    from page_view_starts
    left join left_page_views
        on page_view_starts.page_view_id = left_page_views.page_view_id

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
    from {{ ref('int_events_counted') }}
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

heartbeats as (

    select distinct  -- a ping says that its export sends heartbeats that day
        event_date,
        export
    from events
    where kind = 'ping'

),

viewed as (

    {{ with_last_start('events', 'starts', ['user_key', 'page_view_group'], of_page_view, at='looked_back_from') }}

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
        is_about_another,
        -- a page view is known on its own day and the day after; without a name it is found until it was left, by its
        -- scroll until a second later, for Countly sends that after the leave
        case
            when
                start_event_date >= event_date - 1
                and (
                    is_named
                    or start_left_at is null
                    or start_left_at >= case when kind = 'scroll' then event_at - interval 1 second else event_at end
                )
                then start_page_view_id
        end as found_page_view_id,
        case when start_session_group = session_group then start_event_at end as found_at,
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
        null::boolean as is_about_another,
        null::bigint as found_page_view_id,
        null::timestamp as found_at,
        true as is_session_start,
        session_id,
        event_date as session_date
    from {{ ref('int_session_starts') }}
    -- a session ends with the day after the one it began on
    where {{ in_window('event_date', before=2) }}

),

sessionised as (

    -- a session's start sorts just before its first event: one sort finds session, pause and page before
    select
        *,
        {{ last_known('session_id') }} over session_order as running_session_id,
        {{ last_known('session_date') }} over session_order as running_session_date,
        {{ last_known('case when is_session_start then event_at end') }} over session_order as session_started_at,
        lag(is_session_start) over session_order as is_first_of_session,
        lag(event_at) over session_order as previous_at,
        lag(event_date) over session_order as previous_date,
        lag(case when kind = 'page_view' then event_id else found_page_view_id end) over session_order
            as previous_page_view_id,
        lag(case when kind = 'page_view' then event_at else found_at end) over session_order as previous_page_view_at
    from starts_and_events
    window session_order as (
        partition by user_key, session_group
        order by event_at, not is_session_start, event_id
    )

),

resolved as (

    select
        *,
        -- null for what has no name and finds only a page view of a session before
        case when is_named or found_at >= session_started_at then found_page_view_id end as page_view_before_id
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
    case when resolved.kind = 'page_view' then resolved.event_id else resolved.page_view_before_id end as page_view_id,
    case
        when resolved.kind = 'page_view' and not resolved.is_about_another then resolved.event_id
        else resolved.page_view_before_id
    end as scrolled_page_view_id,
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
    -- the pause before an event was spent on the page seen until then, and on the day it began
    case
        when not resolved.is_first_of_session and heartbeats.export is null then least(
            {{ microseconds('resolved.event_at') }} - {{ microseconds('resolved.previous_at') }},
            {{ var('engaged_gap_seconds') }} * 1000000
        )
    end as engaged_us,
    case when not resolved.is_first_of_session then resolved.previous_date end as engaged_date,
    case
        when resolved.kind <> 'page_view' and resolved.found_at >= resolved.session_started_at
            then resolved.found_page_view_id
        when
            resolved.kind = 'page_view'
            and not resolved.is_first_of_session
            and resolved.previous_page_view_at >= resolved.session_started_at
            then resolved.previous_page_view_id
    end as engaged_page_view_id
from resolved
left join located
    on
        resolved.event_date = located.event_date
        and case when resolved.kind in {{ clicks }} then resolved.place_id end = located.place_id
-- an export that sends heartbeats is measured by them
left join heartbeats
    on resolved.event_date = heartbeats.event_date and resolved.export = heartbeats.export
