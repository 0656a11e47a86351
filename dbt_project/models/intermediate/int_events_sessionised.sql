{{ config(materialized='days', day='event_date') }}

-- Narrow on purpose: ids and numbers only. Text waits in stg_raw__activities, coordinates in the events.
with events as (

    select
        event_date,
        event_id,
        export,
        user_key,
        session_group,
        activity_id,
        visitor_id,
        kind,
        event_at,
        hash(user_key, url_path, kind) as place_id,
        page_x is not null as is_located,
        coalesce(scroll_page_view_id, vendor_page_view_id) is not null as is_named,
        case
            when kind <> 'page_view' and scroll_page_view_id is not null
                then hash('id', scroll_page_view_id)
            when vendor_page_view_id is not null then hash('id', vendor_page_view_id)
            else hash('path', url_host, url_path)
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
        hash('path', url_host, url_path) as path_group,
        url_fragment is not null as has_fragment
    from {{ ref('int_events_identified') }}
    where
        kind = 'page_view'
        and {{ in_window('event_date', before=2) }}

),

page_view_starts as (

    -- an event names its page view by the vendor's id, or else by its page; of two at one instant the first id counts
    select
        user_key,
        hash('id', vendor_page_view_id) as page_view_group,
        event_at,
        event_date,
        min(event_id) as page_view_id
    from page_views
    where vendor_page_view_id is not null
    group by user_key, vendor_page_view_id, event_at, event_date

    union all

    -- a change of the fragment begins just after what happened at that instant: the click on the link, and the leave
    select
        user_key,
        path_group as page_view_group,
        case when has_fragment then event_at + interval 1 microsecond else event_at end as event_at,
        event_date,
        min(event_id) as page_view_id
    from page_views
    group by user_key, path_group, has_fragment, event_at, event_date

),

located as (

    -- clicks whose position one export holds, and whose element perhaps another
    select distinct  -- a place is located once, however many clicks it has
        event_date,
        export,
        place_id
    from events
    where is_located and kind in ('click', 'rage_click', 'dead_click')

),

sessionised as (

    select
        events.*,
        starts.session_id,
        starts.session_date,
        starts.started_at as session_started_at
    from events
    asof left join {{ ref('int_session_starts') }} as starts
        on
            events.user_key = starts.user_key
            and events.session_group = starts.session_group
            and events.event_at >= starts.started_at

),

left_pages as (

    select
        user_key,
        hash('path', url_host, url_path) as page_view_group,
        event_at
    from {{ ref('int_events_identified') }}
    where
        kind = 'page_leave'
        and {{ in_window('event_date', before=2) }}

),

viewing as (

    select
        sessionised.*,
        starts.page_view_id as open_page_view_id,
        starts.event_date as page_view_date,
        starts.event_at as page_view_at,
        not sessionised.is_named and starts.event_at < sessionised.session_started_at as is_of_earlier_session
    from sessionised
    asof left join page_view_starts as starts
        on
            sessionised.user_key = starts.user_key
            and sessionised.page_view_group = starts.page_view_group
            and sessionised.event_at >= starts.event_at

),

closed as (

    -- what comes after an idle gap and names no page view is of one still open, and never of one left before the gap
    select distinct viewing.event_id
    from viewing
    inner join left_pages
        on
            viewing.user_key = left_pages.user_key
            and viewing.page_view_group = left_pages.page_view_group
            and viewing.page_view_at <= left_pages.event_at
            and viewing.session_started_at > left_pages.event_at
    where viewing.is_of_earlier_session

),

viewed as (

    select
        viewing.* exclude (page_view_date),
        case
            when viewing.kind = 'page_view' then viewing.event_id
            when viewing.page_view_date >= viewing.event_date - 1 and closed.event_id is null
                then viewing.open_page_view_id
        end as page_view_id,
        case
            when viewing.kind = 'page_view' then viewing.event_date
            else viewing.page_view_date
        end as page_view_date
    from viewing
    left join closed on viewing.event_id = closed.event_id

),

paced as (

    select
        *,
        lag(event_at) over (
            partition by session_id
            order by event_at, event_id
        ) as previous_at,
        lag(page_view_id) over (
            partition by session_id
            order by event_at, event_id
        ) as previous_page_view_id,
        lag(page_view_date) over (
            partition by session_id
            order by event_at, event_id
        ) as previous_page_view_date
    from viewed

)

select
    paced.event_date,
    paced.event_id,
    paced.export,
    paced.user_key,
    paced.session_id,
    paced.session_date,
    paced.page_view_id,
    paced.activity_id,
    paced.visitor_id,
    paced.kind,
    paced.event_at,
    -- a click that another export of the same person and page holds with its position is counted there; the vendor's
    -- session does not tell, for positions sent after an idle gap may come under the session that follows it
    not(
        paced.kind in ('click', 'rage_click', 'dead_click')
        and not paced.is_located
        and exists (
            select 1
            from located
            where
                located.event_date = paced.event_date
                and located.place_id = paced.place_id
                and located.export <> paced.export
        )
    ) as is_counted,
    -- the pause before an event was spent on the page seen until then
    case
        when paced.previous_at is not null then least(
            epoch_us(paced.event_at) - epoch_us(paced.previous_at),
            {{ var('engaged_gap_seconds') }} * 1000000
        )
    end as engaged_us,
    case
        when paced.kind <> 'page_view' then paced.page_view_id
        -- a page view is told of on its own day and the day after, and never later
        when paced.previous_page_view_date >= paced.event_date - 1 then paced.previous_page_view_id
    end as engaged_page_view_id
from paced
where {{ in_window('event_date') }}
