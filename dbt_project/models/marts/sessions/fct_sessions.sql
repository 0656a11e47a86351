{{ config(day='event_date', amends=1) }}

with sessions as (

    select
        session_id,
        max(session_date) as session_date,
        max(user_key) as user_key,
        min(export) as export,
        min(first_at) as started_at,
        max(last_at) as ended_at,
        min_by(first_page_view_id, event_date) filter (where first_page_view_id is not null) as first_page_view_id,
        max_by(last_page_view_id, event_date) filter (where last_page_view_id is not null) as last_page_view_id,
        min_by(viewport_width, event_date) filter (where viewport_width is not null) as viewport_width,
        min_by(country, event_date) filter (where country is not null) as country,
        min_by(referrer_host, event_date) filter (where referrer_host is not null) as referrer_host,
        sum(event_count)::bigint as event_count,
        sum(page_view_count)::bigint as page_view_count,
        sum(click_count)::bigint as click_count,
        sum(interaction_count)::bigint as interaction_count,
        sum(engaged_us) / 1e6 as engaged_seconds
    from {{ ref('int_session_days') }}
    where
        {{ in_window('session_date', before=1) }}
        -- sessions of the last day go on in the day after, which is read if it was built before
        and {{ in_window('event_date', before=1, after=1) }}
    group by session_id

)

select
    {{ public_key('sessions.session_id') }} as session_id,
    {{ public_key('sessions.user_key') }} as user_key,
    sessions.export,
    entry.host as entry_host,
    entry.page as entry_page,
    exit.page as exit_page,
    coalesce(bands.band, 'unknown') as band,
    sessions.country,
    sessions.referrer_host,
    sessions.event_count,
    sessions.page_view_count,
    sessions.click_count,
    ({{ microseconds('sessions.ended_at') }} - {{ microseconds('sessions.started_at') }}) / 1e6 as duration_seconds,
    sessions.engaged_seconds,
    sessions.engaged_seconds > {{ var('engaged_session_seconds') }} or sessions.page_view_count >= 2 as is_engaged,
    sessions.page_view_count = 1
    and sessions.interaction_count = 0
    and sessions.engaged_seconds < {{ var('engaged_session_seconds') }} as is_bounce,
    {{ opaque_id('starts.vendor_session_id') }} as vendor_session_id,
    sessions.session_date as event_date,
    sessions.started_at,
    sessions.ended_at
from sessions
left join {{ ref('int_session_starts') }} as starts
    on
        sessions.session_id = starts.session_id
        and {{ in_window('starts.event_date', before=1) }}
left join {{ ref('viewport_bands') }} as bands
    on sessions.viewport_width between bands.min_width and bands.max_width
left join {{ ref('int_pages_viewed') }} as entry
    on sessions.first_page_view_id = entry.page_view_id
left join {{ ref('int_pages_viewed') }} as exit
    on sessions.last_page_view_id = exit.page_view_id
