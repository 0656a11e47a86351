-- The marts of one day as one script, written for speed by hand: what dbt, layers, history and rules in seeds cost is
-- measured against it. Events are read from their files twice: as numbers, and once more for the few distinct texts.
-- Pages and segments are numbers until the last step; `all` is a grouping set. Thresholds stand in the text. It withholds
-- nothing, keeps no history, and leaves out what the invented events have nothing of: errors, vendors' own friction,
-- boxes of elements, positions of scrolling; of the presets for rage clicks it has the one that maps and timelines show.

-- texts, distinct

create temp table visitors as
select
    *,
    is_robot(user_agent) as is_excluded
from (
    select distinct
        hash(user_agent, url_host, traits, country, referrer_host, viewport_width) as visitor_id,
        user_agent, url_host, traits, country, referrer_host, viewport_width
    from raw.events
);

create temp table texts as
select
    activity_id,
    host,
    page,
    dense_rank() over (order by page) as page_number,
    without_personal_data(page_title) as page_title,
    without_personal_data(event_name) as event_name,
    element_key_of(element_tag, element_id, element_text, element_path, element_attributes) as element_key,
    element_tag,
    without_personal_data(element_text) as element_label
from (
    select distinct
        hash(
            url_host, url_path, event_name, page_title, element_tag, element_id, element_text, element_path,
            element_attributes
        ) as activity_id,
        url_host as host,
        page_of(url_path) as page,
        event_name, page_title, element_tag, element_id, element_text, element_path, element_attributes
    from raw.events
);

create temp table pages as select distinct page_number, page from texts;

-- events as numbers: once each, nobody's bots, with the person

create temp table repeated as
select file_id, line_number
from raw.events
semi join (select event_id from raw.events group by event_id having count(*) > 1) using (event_id)
qualify row_number() over (
    partition by event_id order by received_at desc nulls last, event_at desc, file_id desc, line_number desc
) > 1;

create temp table links as
select anonymous_id, min(coalesce(person_id, user_id)) as user_key
from raw.events
where anonymous_id is not null and coalesce(person_id, user_id) is not null
group by anonymous_id
having min(coalesce(person_id, user_id)) = max(coalesce(person_id, user_id));

create temp table activity as
select
    event.event_id,
    event.event_at,
    event.event_date,
    coalesce(event.person_id, event.user_id, links.user_key, event.anonymous_id) as user_key,
    event.export,
    event.kind,
    event.visitor_id,
    event.activity_id,
    case
        when event.kind <> 'page_view' and event.scroll_page_view_id is not null then hash(event.scroll_page_view_id)
        when event.vendor_page_view_id is not null then hash(event.vendor_page_view_id)
        else hash(event.url_host, event.url_path)
    end as view_group,
    case when event.kind = 'page_view' then hash(event.url_host, event.url_path) end as path_group,
    case when event.kind = 'page_view' then hash(event.scroll_page_view_id) end as scrolled_group,
    case when event.kind like '%click' then hash(event.url_host, event.url_path, event.kind) end as place_id,
    event.url_fragment is not null as has_fragment,
    event.vendor_session_id, event.vendor_page_view_id,
    event.page_x, event.page_y,
    coalesce(event.coord_precision_px, 1) as precision_px,
    coalesce(event.is_fixed_target, false) as is_fixed,
    event.viewport_width, event.viewport_height, event.document_height,
    event.scroll_max, event.scroll_depth_px, event.scroll_depth_fraction, event.duration_seconds
from (
    select
        *,
        hash(user_agent, url_host, traits, country, referrer_host, viewport_width) as visitor_id,
        hash(
            url_host, url_path, event_name, page_title, element_tag, element_id, element_text, element_path,
            element_attributes
        ) as activity_id
    from raw.events
) as event
anti join repeated on event.file_id = repeated.file_id and event.line_number = repeated.line_number
anti join (select visitor_id from visitors where is_excluded) as excluded on event.visitor_id = excluded.visitor_id
left join links on event.anonymous_id = links.anonymous_id
where not coalesce(event.is_bot, false) and not coalesce(event.is_internal, false);

-- sessions, page views, the time between

create temp table starts as
select
    user_key, event_at as started_at, vendor_session_id,
    md5_number_lower(user_key || ' ' || event_id)::bit::bigint as session_id
from (
    select
        user_key, event_at, event_id, vendor_session_id,
        lag(event_at) over (partition by user_key order by event_at, event_id) as previous_at
    from activity
)
where previous_at is null or event_at > previous_at + interval 30 minute;

create temp table view_starts as
select user_key, view_group, event_at, min(event_id) as view_id
from (
    select user_key, view_group, event_at, event_id from activity where kind = 'page_view'
    union all
    select user_key, path_group, case when has_fragment then event_at + interval 1 microsecond else event_at end, event_id
    from activity where kind = 'page_view'
)
group by user_key, view_group, event_at;

create temp table paced as
with narrow as (
    select event_id, user_key, event_at, view_group, kind = 'page_view' as is_view, export in (
        select export from activity where kind = 'ping'
    ) as is_measured_by_pings
    from activity
),
sessionised as (
    select narrow.*, starts.session_id, starts.started_at
    from narrow
    asof join starts on narrow.user_key = starts.user_key and narrow.event_at >= starts.started_at
),
viewed as (
    select
        sessionised.event_id, sessionised.event_at, sessionised.session_id, sessionised.is_view,
        sessionised.is_measured_by_pings,
        case when sessionised.is_view then sessionised.event_id else view_starts.view_id end as view_id,
        -- the same, if it is a page view of this session
        case
            when sessionised.is_view then sessionised.event_id
            when view_starts.event_at >= sessionised.started_at then view_starts.view_id
        end as own_view_id
    from sessionised
    asof left join view_starts
        on
            sessionised.user_key = view_starts.user_key and sessionised.view_group = view_starts.view_group
            and sessionised.event_at >= view_starts.event_at
)
select
    event_id, session_id, view_id,
    case
        when not is_measured_by_pings
            then least(epoch_us(event_at) - epoch_us(lag(event_at) over in_session), 30000000)
    end as engaged_us,
    case when is_view then lag(own_view_id) over in_session else own_view_id end as engaged_view_id
from viewed
window in_session as (partition by session_id order by event_at, event_id);

create temp table places as
select user_key, place_id, min(export) as first_export, max(export) as last_export
from activity
where place_id is not null and page_x is not null
group by user_key, place_id;

create temp table steps as
select
    activity.* exclude (view_group, path_group, place_id, has_fragment),
    paced.session_id, paced.view_id, paced.engaged_us, paced.engaged_view_id,
    (epoch_us(activity.event_at)::hugeint << 64) + activity.event_id::hugeint as place_in_time,
    coalesce(places.first_export = activity.export and places.last_export = activity.export, true) as is_counted
from activity
inner join paced on activity.event_id = paced.event_id
left join places
    on
        case when activity.page_x is null then activity.place_id end = places.place_id
        and activity.user_key = places.user_key;

drop table activity;
drop table paced;

-- time by pauses or, of exports that send pings, by the ten seconds of a page view that have one
create temp table engagement as
select session_id, user_key, engaged_view_id as view_id, case when engaged_view_id is null then activity_id end as activity_id,
    sum(engaged_us)::bigint as engaged_us
from steps
where engaged_us is not null
group by all
union all
select session_id, user_key, engaged_view_id, case when engaged_view_id is null then min(activity_id) end,
    10000000 * count(distinct epoch_us(event_at) // 10000000) - 5000000
from steps
where kind = 'ping'
group by session_id, user_key, engaged_view_id;

create temp table people as
select
    steps.user_key,
    'plan=' || coalesce(left(arg_max(
        visitors.traits ->> '/plan', steps.told_at
    ) filter (where visitors.traits ->> '/plan' is not null), 100), '(none)') as plan
from (select user_key, visitor_id, max(place_in_time) as told_at from steps group by user_key, visitor_id) as steps
inner join visitors on steps.visitor_id = visitors.visitor_id
group by steps.user_key;

create temp table sessions as
select
    visits.session_id, visits.user_key,
    min(visits.export) as export,
    min(visits.started_at) as started_at,
    max(visits.ended_at) as ended_at,
    arg_min(visits.entry_id, visits.entry_order) as entry_id,
    arg_max(visits.exit_id, visits.exit_order) as exit_id,
    sum(visits.event_count)::bigint as event_count,
    sum(visits.page_view_count)::bigint as page_view_count,
    sum(visits.click_count)::bigint as click_count,
    sum(visits.interaction_count)::bigint as interaction_count,
    coalesce(any_value(engagement.engaged_us), 0)::bigint as engaged_us,
    arg_min(visitors.viewport_width, visits.started_at) as viewport_width,
    arg_min(visitors.country, visits.started_at) as country,
    arg_min(visitors.referrer_host, visits.started_at) as referrer_host
from (
    select
        session_id, user_key, visitor_id,
        min(export) as export, min(event_at) as started_at, max(event_at) as ended_at,
        arg_min(event_id, place_in_time) filter (where kind = 'page_view') as entry_id,
        min(place_in_time) filter (where kind = 'page_view') as entry_order,
        arg_max(event_id, place_in_time) filter (where kind = 'page_view') as exit_id,
        max(place_in_time) filter (where kind = 'page_view') as exit_order,
        count(*) as event_count,
        count(*) filter (where kind = 'page_view') as page_view_count,
        count(*) filter (where kind = 'click' and is_counted) as click_count,
        count(*) filter (
            where kind not in ('page_view', 'page_leave', 'ping', 'identify', 'move', 'exposure', 'error')
        ) as interaction_count
    from steps
    group by session_id, user_key, visitor_id
) as visits
inner join visitors on visits.visitor_id = visitors.visitor_id
left join (
    select session_id, sum(engaged_us) as engaged_us from engagement group by session_id
) as engagement on visits.session_id = engagement.session_id
group by visits.session_id, visits.user_key;

create temp table views as
with told as (
    select
        coalesce(scrolled.view_id, steps.view_id) as view_id,
        steps.* exclude (view_id)
    from steps
    left join view_starts as scrolled
        on steps.scrolled_group = scrolled.view_group and steps.user_key = scrolled.user_key
),
measured as (
    select
        view_id,
        coalesce(max(viewport_width) filter (where precision_px = 1), max(viewport_width)) as viewport_width,
        coalesce(max(viewport_height) filter (where precision_px = 1), max(viewport_height)) as viewport_height,
        max(document_height) as document_height,
        coalesce(max(scroll_max) filter (where precision_px = 1), max(scroll_max)) as scroll_max_px,
        coalesce(max(scroll_depth_px) filter (where precision_px = 1), max(scroll_depth_px)) as scroll_depth_px,
        max(scroll_depth_fraction) as scroll_depth_fraction,
        max(duration_seconds) as vendor_seconds
    from told
    group by view_id
),
seen as (
    select
        view_id,
        any_value(session_id) filter (where kind = 'page_view') as session_id,
        any_value(user_key) filter (where kind = 'page_view') as user_key,
        any_value(export) filter (where kind = 'page_view') as export,
        any_value(activity_id) filter (where kind = 'page_view') as activity_id,
        any_value(vendor_session_id) filter (where kind = 'page_view') as vendor_session_id,
        any_value(vendor_page_view_id) filter (where kind = 'page_view') as vendor_page_view_id,
        any_value(event_at) filter (where kind = 'page_view') as started_at,
        max(event_at) filter (where kind = 'page_view' or engaged_view_id is not null) as last_at,
        max(event_at) filter (where kind = 'page_leave' and engaged_view_id is not null) as left_at,
        count(*) as event_count,
        count(*) filter (where kind = 'click' and is_counted) as click_count
    from steps
    where view_id is not null
    group by view_id
),
engaged as (
    select view_id, sum(engaged_us)::bigint as engaged_us from engagement where view_id is not null group by view_id
)
select
    seen.*,
    measured.* exclude (view_id) replace (
        coalesce(measured.scroll_depth_px, measured.scroll_max_px + measured.viewport_height) as scroll_depth_px,
        coalesce(
            measured.scroll_depth_fraction,
            (measured.scroll_max_px + measured.viewport_height) / nullif(measured.document_height, 0)
        ) as scroll_depth_fraction
    ),
    texts.page_number,
    -- neither longer than the rest of the session
    least(
        coalesce(
            measured.vendor_seconds,
            (epoch_us(coalesce(seen.left_at, greatest(
                seen.last_at,
                lead(seen.started_at) over (partition by seen.session_id order by seen.started_at, seen.view_id)
            ))) - epoch_us(seen.started_at)) / 1e6
        ),
        (epoch_us(sessions.ended_at) - epoch_us(seen.started_at)) / 1e6
    ) as time_on_page_seconds,
    least(coalesce(engaged.engaged_us, 0) / 1e6, time_on_page_seconds) as engaged_seconds,
    coalesce(bands.band, 'unknown') as band
from seen
inner join measured on seen.view_id = measured.view_id
inner join sessions on seen.session_id = sessions.session_id
inner join texts on seen.activity_id = texts.activity_id
left join engaged on seen.view_id = engaged.view_id
left join bands
    on coalesce(measured.viewport_width, sessions.viewport_width) between bands.min_width and bands.max_width;

create temp table pointed as
select
    steps.kind, steps.event_id, steps.event_at, steps.event_date, steps.place_in_time, steps.session_id, steps.view_id, steps.user_key,
    steps.export, steps.activity_id, steps.is_counted, steps.is_fixed, steps.page_x, steps.page_y, steps.precision_px,
    steps.viewport_width, steps.viewport_height, steps.vendor_session_id, steps.vendor_page_view_id,
    texts.page_number, texts.element_key, texts.element_label, people.plan, bands.band, bands.drawn_width,
    steps.page_x * bands.drawn_width / steps.viewport_width as drawn_x,
    case
        when steps.page_x is null or steps.page_y is null or bands.band is null then 'unlocated'
        when
            steps.page_x < 0 or steps.page_y < 0
            or steps.page_x >= steps.viewport_width + (steps.precision_px > 1)::integer
            or steps.page_y
            >= if(steps.is_fixed, steps.viewport_height, steps.document_height)
            + if(steps.precision_px > 1, steps.precision_px / 2, 0)
            then 'out_of_range'
        else 'located'
    end as position
from steps
inner join texts on steps.activity_id = texts.activity_id
inner join people on steps.user_key = people.user_key
left join bands on steps.viewport_width between bands.min_width and bands.max_width
where steps.kind in ('click', 'move');

create temp table clicks as
select * exclude (kind) from pointed where kind = 'click';

-- pages in their order, friction, and clicks of which a map of their own is drawn

create temp table flows as
with followed as (
    select
        session_id, user_key, view_id, page_number, started_at, floor(time_on_page_seconds * 1000 + 0.5)::bigint as shown_ms,
        lag(page_number) over in_session as previous_page,
        lead(page_number) over in_session as next_page
    from views
    window in_session as (partition by session_id order by started_at, view_id)
)
select
    followed.* exclude (view_id, started_at), people.plan,
    sum((page_number is distinct from previous_page)::integer) over (
        partition by session_id order by started_at, view_id rows between unbounded preceding and current row
    ) as place,
    sum((page_number is distinct from next_page)::integer) over (
        partition by session_id order by started_at, view_id rows between current row and unbounded following
    ) as place_from_end
from followed
inner join people on followed.user_key = people.user_key;

create temp table dead_clicks as
with repeated as (
    select distinct session_id
    from (
        select session_id, epoch_us(event_at) - epoch_us(lag(event_at) over (
            partition by session_id, page_number, element_key order by event_at, event_id
        )) as pause_us
        from clicks
        where element_key is not null
    )
    where pause_us <= 2750000
),
paged as (
    select
        steps.event_id, steps.session_id, steps.view_id, steps.activity_id, steps.kind, steps.event_at,
        texts.page_number, (texts.page_number, texts.element_key) as element, texts.element_key is not null as is_element,
        lag(texts.page_number) over (partition by steps.session_id order by steps.event_at, steps.event_id) as previous_page
    from steps
    semi join repeated on steps.session_id = repeated.session_id
    inner join texts on steps.activity_id = texts.activity_id
),
moves as (
    select
        *,
        is_element and coalesce(element = lag(case when is_element then element end) over in_session, false) as is_again
    from paged
    where is_element or kind = 'page_view' or page_number <> previous_page
    window in_session as (partition by session_id order by event_at, event_id)
),
runs as (
    select
        *,
        sum((not is_again)::integer) over (partition by session_id order by event_at, event_id) as run,
        min(case when not is_again then event_at end) over (
            partition by session_id order by event_at, event_id rows between 1 following and unbounded following
        ) as left_at
    from moves
),
judged as (
    select
        *,
        lead(event_at) over in_run as next_at,
        coalesce(
            lead(event_at) over in_run <= event_at + interval 2750000 microsecond
            and (left_at is null or left_at > event_at + interval 2750000 microsecond),
            false
        ) as is_dead
    from runs
    where kind = 'click' and is_element
    window in_run as (partition by session_id, run order by event_at, event_id)
),
streaks as (
    select *, sum((not is_dead)::integer) over (partition by session_id, run order by event_at, event_id) as streak
    from judged
)
select 'suspected_dead_click' as step, arg_min(event_id, (event_at, event_id)) as event_id, max(next_at) as ended_at
from streaks
where is_dead
group by session_id, run, streak;

create temp table rage_clicks as
with linked as (
    select
        *,
        coalesce(
            event_at < lag(event_at) over on_page + interval 1 second
            and abs(page_x - lag(page_x) over on_page) + abs(page_y - lag(page_y) over on_page) < 30,
            false
        ) as is_linked
    from clicks
    window on_page as (partition by session_id, view_id, page_number order by event_at, event_id)
),
runs as (
    select
        *,
        sum((not is_linked)::integer) over (
            partition by session_id, view_id, page_number order by event_at, event_id
        ) as run
    from linked
)
select 'rage_click' as step, arg_min(event_id, (event_at, event_id)) as event_id, max(event_at) as ended_at
from runs
group by session_id, view_id, page_number, run
having count(*) >= 3;

create temp table returns as
with paced as (
    select
        view_id, session_id, activity_id, started_at,
        lag(started_at) over in_session as previous_at, lead(started_at) over in_session as next_at,
        lag(view_id) over in_session as previous_view,
        lag(activity_id) over in_session as previous_activity, lag(activity_id, 2) over in_session as activity_before
    from views
    window in_session as (partition by session_id order by started_at, view_id)
),
quick as (
    select
        *,
        row_number() over of_url as place,
        lag(started_at, 2) over of_url >= started_at - interval 15 second as is_loop
    from paced
    where started_at <= previous_at + interval 15 second or next_at <= started_at + interval 15 second
    window of_url as (partition by session_id, activity_id order by started_at, view_id)
),
loops as (
    select *, place - row_number() over (partition by session_id, activity_id order by place) as loop
    from quick
    where is_loop
)
select 'quick_back' as step, previous_view as event_id, started_at as ended_at
from quick
where
    activity_id = activity_before and activity_id <> previous_activity
    and started_at <= previous_at + interval 10 second
union all
select 'page_loop', arg_min(view_id, (started_at, view_id)), max(started_at)
from loops
group by session_id, activity_id, loop;

create temp table signals as
from dead_clicks union all from rage_clicks union all from returns;

create temp table rests as
with followed as (
    select
        kind, event_id, event_at, session_id,
        lead(event_at) over (partition by session_id, export order by event_at, event_id) as next_at
    from steps
    where kind in ('move', 'page_view', 'page_leave')
)
select followed.event_id
from followed
inner join sessions on followed.session_id = sessions.session_id
where
    followed.kind = 'move'
    and epoch_us(coalesce(followed.next_at, sessions.ended_at)) - epoch_us(followed.event_at) >= 500000;

create temp table mapped_clicks as
with kinds as (
    select 'first_clicks' as kind, arg_min(event_id, place_in_time) as event_id
    from clicks
    where is_counted and view_id is not null
    group by view_id
    union all
    select step || 's', event_id from signals where step in ('suspected_dead_click', 'rage_click')
),
mapped as (
    select 'clicks' as kind, * from clicks where is_counted
    union all
    select kinds.kind, clicks.* from clicks inner join kinds using (event_id) where clicks.is_counted
    union all
    select 'moves' as kind, pointed.* exclude (kind)
    from pointed
    semi join rests using (event_id)
    where pointed.kind = 'move' and pointed.page_x is not null
)
select
    kind, event_date, page_number, plan, band, is_fixed, user_key, position,
    page_x, page_y, drawn_x, precision_px, viewport_width, viewport_height, drawn_width
from mapped;

-- marts

create table marts_file.marts.fct_sessions as
select
    key_of(sessions.session_id) as session_id, key_of(sessions.user_key) as user_key, sessions.export,
    entry_text.host as entry_host, entry_page.page as entry_page, exit_page.page as exit_page, coalesce(bands.band, 'unknown') as band,
    sessions.country, sessions.referrer_host, sessions.event_count, sessions.page_view_count, sessions.click_count,
    (epoch_us(sessions.ended_at) - epoch_us(sessions.started_at)) / 1e6 as duration_seconds,
    coalesce(sessions.engaged_us, 0) / 1e6 as engaged_seconds,
    coalesce(sessions.engaged_us, 0) > 10e6 or sessions.page_view_count >= 2 as is_engaged,
    sessions.page_view_count = 1 and sessions.interaction_count = 0 and coalesce(sessions.engaged_us, 0) < 10e6
        as is_bounce,
    starts.vendor_session_id,
    sessions.started_at::date as event_date, sessions.started_at, sessions.ended_at
from sessions
left join bands on sessions.viewport_width between bands.min_width and bands.max_width
left join starts on sessions.session_id = starts.session_id
left join views as entry_view on sessions.entry_id = entry_view.view_id
left join texts as entry_text on entry_view.activity_id = entry_text.activity_id
left join pages as entry_page on entry_view.page_number = entry_page.page_number
left join views as exit_view on sessions.exit_id = exit_view.view_id
left join pages as exit_page on exit_view.page_number = exit_page.page_number;

create table marts_file.marts.fct_page_views as
select
    key_of(views.view_id) as page_view_id, key_of(views.session_id) as session_id, key_of(views.user_key) as user_key,
    views.export, texts.host, texts.page, texts.page_title, views.band, views.event_count, views.click_count,
    views.time_on_page_seconds, views.engaged_seconds,
    views.viewport_width, views.viewport_height, views.document_height, views.scroll_max_px, views.scroll_depth_px,
    case when views.scroll_depth_fraction is not null then greatest(0, least(1, views.scroll_depth_fraction)) end
        as scroll_depth_fraction,
    coalesce(views.scroll_depth_px, views.scroll_depth_fraction) is not null as has_scroll,
    views.vendor_session_id, views.vendor_page_view_id,
    views.started_at::date as event_date, views.started_at
from views
inner join texts on views.activity_id = texts.activity_id;

create table marts_file.marts.fct_clicks as
select
    key_of(clicks.event_id) as click_id, key_of(clicks.session_id) as session_id, key_of(clicks.view_id) as page_view_id,
    key_of(clicks.user_key) as user_key, clicks.export, texts.host, texts.page, texts.element_key, texts.element_tag,
    texts.element_label, clicks.band, case when clicks.is_fixed then 'fixed' else 'page' end as layer,
    clicks.position, clicks.page_x, clicks.page_y, clicks.precision_px, clicks.viewport_width, clicks.viewport_height,
    clicks.is_counted, clicks.vendor_session_id, clicks.vendor_page_view_id,
    clicks.event_date, clicks.event_at as clicked_at
from clicks
inner join texts on clicks.activity_id = texts.activity_id;

create table marts_file.marts.feature_usage_daily as
with by_session as (
    select session_id, user_key, page_number,
        sum(event_count)::bigint as event_count, sum(page_view_count)::bigint as page_view_count,
        sum(click_count)::bigint as click_count, sum(engaged_us)::bigint as engaged_us
    from (
        select steps.session_id, steps.user_key, texts.page_number, count(*) as event_count,
            count(*) filter (where steps.kind = 'page_view') as page_view_count,
            count(*) filter (where steps.kind = 'click' and steps.is_counted) as click_count, 0 as engaged_us
        from steps
        inner join texts on steps.activity_id = texts.activity_id
        group by steps.session_id, steps.user_key, texts.page_number
        union all
        select engagement.session_id, engagement.user_key, coalesce(views.page_number, texts.page_number), 0, 0, 0,
            engagement.engaged_us
        from engagement
        left join views on engagement.view_id = views.view_id
        left join texts on engagement.activity_id = texts.activity_id
    )
    group by session_id, user_key, page_number
),
by_user as (
    select by_session.user_key, by_session.page_number, people.plan, count(*) as session_count,
        sum(event_count)::bigint as event_count, sum(page_view_count)::bigint as page_view_count,
        sum(click_count)::bigint as click_count, sum(engaged_us)::bigint as engaged_us
    from by_session
    inner join people on by_session.user_key = people.user_key
    group by by_session.user_key, by_session.page_number, people.plan
),
summed as (
    select page_number, coalesce(plan, 'all') as segment, count(*) as user_count,
        sum(session_count)::bigint as session_count, sum(event_count)::bigint as event_count,
        sum(page_view_count)::bigint as page_view_count, sum(click_count)::bigint as click_count,
        sum(engaged_us) / 1e6 as engaged_seconds
    from by_user
    group by grouping sets ((page_number), (page_number, plan))
)
select pages.page as feature, summed.segment, columns(summed.* exclude (page_number, segment)),
    coalesce(seen.without_scroll_count, 0) as without_scroll_count, columns(
        seen.* exclude (page_number, segment, without_scroll_count)
    ),
    summed.user_count < 1 as is_suppressed
from summed
inner join pages on summed.page_number = pages.page_number
left join (
    select views.page_number, coalesce(people.plan, 'all') as segment,
        count(*) filter (where coalesce(views.scroll_depth_px, views.scroll_depth_fraction) is null) as without_scroll_count,
        median(views.time_on_page_seconds) as median_time_on_page_seconds,
        quantile_cont(views.time_on_page_seconds, 0.75) as p75_time_on_page_seconds,
        median(views.engaged_seconds) as median_engaged_seconds,
        quantile_cont(views.engaged_seconds, 0.75) as p75_engaged_seconds
    from views
    inner join people on views.user_key = people.user_key
    group by grouping sets ((views.page_number), (views.page_number, people.plan))
) as seen on summed.page_number = seen.page_number and summed.segment = seen.segment
where pages.page is not null;

-- an element was seen in a page view that scrolled to the middle of its clicks, or in which it was clicked
create temp table depths as
select views.view_id, views.page_number, views.band, views.session_id, views.started_at, people.plan,
    floor(coalesce(views.scroll_depth_px, views.scroll_depth_fraction * views.document_height)) as depth_px
from views
inner join people on views.user_key = people.user_key;

create temp table middles as
select page_number, element_key, band, floor(median(if(is_fixed, 0, page_y)) + 0.5)::integer as middle_px
from clicks
where element_key is not null and position = 'located'
group by page_number, element_key, band;

create table marts_file.marts.element_clicks_daily as
with by_session as (
    select page_number, element_key, plan, user_key, session_id, count(*) as click_count,
        count(view_id) as page_view_click_count, count(distinct view_id) as clicked_page_view_count,
        arg_max(element_label, place_in_time) as element_label, max(place_in_time) as labelled_at
    from clicks
    where element_key is not null
    group by page_number, element_key, plan, user_key, session_id
),
visits as (
    select page_number, session_id, any_value(plan) as plan, count(*) as page_view_count
    from depths
    group by page_number, session_id
),
elements as (
    select clicked.page_number, clicked.element_key, coalesce(clicked.plan, 'all') as segment,
        arg_max(clicked.element_label, clicked.labelled_at) as element_label,
        sum(clicked.click_count)::bigint as click_count,
        sum(clicked.page_view_click_count)::bigint as page_view_click_count,
        count(distinct clicked.user_key) as user_count,
        sum(clicked.clicked_page_view_count)::bigint as clicked_page_view_count,
        count(visits.session_id) as clicked_session_count
    from by_session as clicked
    left join visits on clicked.page_number = visits.page_number and clicked.session_id = visits.session_id
    group by grouping sets (
        (clicked.page_number, clicked.element_key), (clicked.page_number, clicked.element_key, clicked.plan)
    )
),
by_view as (
    select page_number, element_key, view_id, min(event_at) as first_at
    from clicks
    where element_key is not null and view_id is not null
    group by page_number, element_key, view_id
),
followed as (
    select by_view.page_number, by_view.element_key, coalesce(depths.plan, 'all') as segment,
        count(*) filter (where depths.depth_px between 0 and 1000000 and middles.middle_px is not null)
            as exposed_clicked_page_view_count,
        count(*) filter (where depths.depth_px between 0 and 1000000 and depths.depth_px < middles.middle_px)
            as unreached_count,
        median(greatest(epoch_us(by_view.first_at) - epoch_us(depths.started_at), 0) / 1e6) as median_seconds_to_click,
        quantile_cont(greatest(epoch_us(by_view.first_at) - epoch_us(depths.started_at), 0) / 1e6, 0.75)
            as p75_seconds_to_click
    from by_view
    inner join depths on by_view.view_id = depths.view_id and by_view.page_number = depths.page_number
    left join middles
        on
            depths.page_number = middles.page_number and by_view.element_key = middles.element_key
            and depths.band = middles.band
    group by grouping sets (
        (by_view.page_number, by_view.element_key), (by_view.page_number, by_view.element_key, depths.plan)
    )
),
stopped as (
    select page_number, band, coalesce(plan, 'all') as segment, depth_px, count(*) as view_count
    from depths
    where depth_px between 0 and 1000000
    group by grouping sets ((page_number, band, depth_px), (page_number, band, plan, depth_px))
),
reached as (
    select page_number, band, segment, depth_px, sum(view_count) over (partition by page_number, band, segment) as view_count,
        sum(view_count) over (partition by page_number, band, segment order by depth_px desc) as reaching_count
    from stopped
),
exposures as (
    select middles.page_number, middles.element_key, whole.segment, sum(whole.view_count)::bigint as with_scroll_count,
        sum(coalesce(reached.reaching_count, 0))::bigint as reaching_count
    from middles
    inner join (
        select page_number, band, segment, sum(view_count) as view_count from stopped group by all
    ) as whole on middles.page_number = whole.page_number and middles.band = whole.band
    asof left join reached
        on
            middles.page_number = reached.page_number and middles.band = reached.band and whole.segment = reached.segment
            and middles.middle_px <= reached.depth_px
    group by middles.page_number, middles.element_key, whole.segment
),
viewed as (
    select page_number, coalesce(plan, 'all') as segment, sum(page_view_count)::bigint as page_view_count,
        count(*) as session_count
    from visits
    group by grouping sets ((page_number), (page_number, plan))
)
select pages.page, elements.element_key, elements.* exclude (page_number, element_key),
    followed.* exclude (page_number, element_key, segment, unreached_count),
    elements.click_count / sum(elements.click_count) over (partition by elements.page_number, elements.segment) as click_share,
    row_number() over (
        partition by elements.page_number, elements.segment
        order by elements.click_count desc, elements.user_count desc, elements.element_key asc
    ) as rank,
    coalesce(viewed.page_view_count, 0) as page_view_count,
    elements.clicked_page_view_count / nullif(viewed.page_view_count, 0) as click_through_rate,
    elements.page_view_click_count / nullif(elements.clicked_page_view_count, 0) as click_recurrence,
    coalesce(viewed.session_count, 0) as session_count,
    elements.clicked_session_count / nullif(viewed.session_count, 0) as session_click_through_rate,
    exposures.with_scroll_count,
    exposures.reaching_count + coalesce(followed.unreached_count, 0) as exposed_page_view_count,
    (exposures.reaching_count + coalesce(followed.unreached_count, 0)) / nullif(exposures.with_scroll_count, 0) as exposure_rate,
    followed.exposed_clicked_page_view_count / nullif(exposures.reaching_count + coalesce(followed.unreached_count, 0), 0)
        as attractiveness_rate,
    elements.user_count < 1 as is_suppressed
from elements
inner join pages on elements.page_number = pages.page_number
left join viewed on elements.page_number = viewed.page_number and elements.segment = viewed.segment
left join followed
    on
        elements.page_number = followed.page_number and elements.element_key = followed.element_key
        and elements.segment = followed.segment
left join exposures
    on
        elements.page_number = exposures.page_number and elements.element_key = exposures.element_key
        and elements.segment = exposures.segment;

create table marts_file.marts.scroll_reach_daily as
with stopped as (
    select views.page_number, people.plan, views.band, views.user_key,
        floor(views.scroll_depth_px / 100)::integer as bucket,
        count(*) as stopped_count
    from views
    inner join people on views.user_key = people.user_key
    where views.scroll_depth_px between 0 and 1000000
    group by all
),
measured as (
    select page_number, coalesce(plan, 'all') as segment, band,
        sum(stopped_count)::bigint as page_view_count, max(bucket) as deepest
    from stopped
    group by grouping sets ((page_number, band), (page_number, plan, band))
    having count(distinct user_key) >= 1
),
by_bucket as (
    select page_number, coalesce(plan, 'all') as segment, band, bucket, sum(stopped_count)::bigint as stopped_count
    from stopped
    group by grouping sets ((page_number, band, bucket), (page_number, plan, band, bucket))
)
select pages.page as feature, depths.segment, depths.band, depths.bucket * 100 as depth_px, depths.page_view_count,
    sum(coalesce(by_bucket.stopped_count, 0)) over (
        partition by depths.page_number, depths.segment, depths.band order by depths.bucket desc
    )::bigint as reaching_count
from (select *, unnest(range(deepest + 1)) as bucket from measured) as depths
inner join pages on depths.page_number = pages.page_number
left join by_bucket
    on
        depths.page_number = by_bucket.page_number and depths.segment = by_bucket.segment
        and depths.band = by_bucket.band and depths.bucket = by_bucket.bucket
where pages.page is not null;

create temp table masses as
with exact as (
    select kind, event_date, page_number, plan, band, is_fixed, user_key,
        floor(drawn_x / 8)::integer as x_bin, floor(page_y / 8)::integer as y_bin, 1000000 as mass
    from mapped_clicks
    where position = 'located' and precision_px = 1
),
boxes as (
    select kind, event_date, page_number, plan, band, is_fixed, user_key,
        greatest(page_x - precision_px / 2, 0) * drawn_width / viewport_width as left_px,
        least(page_x + precision_px / 2, viewport_width) * drawn_width / viewport_width as right_px,
        greatest(page_y - precision_px / 2, 0) as top_px, page_y + precision_px / 2 as bottom_px
    from mapped_clicks
    where position = 'located' and precision_px > 1
),
columns_of_boxes as (
    select *, unnest(range(floor(left_px / 8)::bigint, ceil(right_px / 8)::bigint)) as x_bin from boxes
),
rows_of_boxes as (
    select *, unnest(range(floor(top_px / 8)::bigint, ceil(bottom_px / 8)::bigint)) as y_bin from columns_of_boxes
)
select kind, event_date, page_number, plan, band, is_fixed, user_key, x_bin, y_bin, sum(mass)::bigint as mass
from (
    select * from exact
    union all
    select kind, event_date, page_number, plan, band, is_fixed, user_key, x_bin, y_bin,
        (
            round(1000 * least((x_bin * 8 + 8 - left_px) / (right_px - left_px), 1))
            - round(1000 * greatest((x_bin * 8 - left_px) / (right_px - left_px), 0))
        ) * (
            round(1000 * least((y_bin * 8 + 8 - top_px) / (bottom_px - top_px), 1))
            - round(1000 * greatest((y_bin * 8 - top_px) / (bottom_px - top_px), 0))
        ) as mass
    from rows_of_boxes
)
where mass > 0
group by all;

create temp table cells as
select kind, event_date, page_number, segment, band, is_fixed, x_bin, y_bin, count(*) as user_count, sum(mass)::bigint as mass
from (
    select *, plan as segment from masses where plan is not null
    union all
    select *, 'all' as segment from masses
)
group by all;

create temp table grids as
with clicked as (
    select kind, event_date, page_number, coalesce(plan, 'all') as segment, coalesce(band, 'unknown') as band,
        count(*) as click_count,
        count(*) filter (where position = 'located') as located_count,
        count(*) filter (where position = 'out_of_range') as out_of_range_count,
        count(*) filter (where position = 'unlocated') as unlocated_count,
        count(distinct user_key) as clicking_user_count,
        count(*) filter (where position = 'located' and not is_fixed and page_y > viewport_height) as below_fold_count
    from mapped_clicks
    group by grouping sets ((kind, event_date, page_number, band), (kind, event_date, page_number, plan, band))
),
viewed as (
    select views.started_at::date as event_date, views.page_number, coalesce(people.plan, 'all') as segment, views.band,
        count(*) as page_view_count,
        count(*) filter (where coalesce(views.scroll_depth_px, views.scroll_depth_fraction) is null) as without_scroll_count,
        count(distinct views.user_key) as viewing_user_count,
        floor(median(views.viewport_height) + 0.5)::integer as fold_px,
        floor(median(views.document_height) + 0.5)::integer as document_height_px
    from views
    inner join people on views.user_key = people.user_key
    group by grouping sets (
        (views.started_at::date, views.page_number, views.band),
        (views.started_at::date, views.page_number, people.plan, views.band)
    )
),
shown as (
    select kind, event_date, page_number, segment, band, sum(mass)::bigint as shown_mass
    from cells
    group by kind, event_date, page_number, segment, band
)
select grids.*, coalesce(shown.shown_mass, 0) as shown_mass,
    greatest(grids.clicking_user_count, grids.viewing_user_count) < 1 as is_suppressed
from (
    select * from clicked left join viewed using (event_date, page_number, segment, band)
    union all by name
    select 'clicks' as kind, viewed.*
    from viewed
    anti join (select * from clicked where kind = 'clicks') as clicks using (event_date, page_number, segment, band)
) as grids
left join shown using (kind, event_date, page_number, segment, band);

create table marts_file.marts.heatmap_grids as
select pages.page as feature, grids.segment, grids.band, grids.kind, bands.drawn_width as drawn_width_px, grids.fold_px,
    grids.document_height_px, grids.click_count, grids.shown_mass / 1e6 as cell_click_count, grids.out_of_range_count,
    grids.unlocated_count, grids.located_count - grids.shown_mass / 1e6 as suppressed_click_count, grids.below_fold_count,
    grids.below_fold_count / nullif(grids.located_count, 0) as below_fold_rate,
    grids.clicking_user_count as user_count, grids.page_view_count, grids.without_scroll_count, grids.is_suppressed,
    grids.event_date
from grids
left join bands using (band)
inner join pages using (page_number)
where pages.page is not null;

create table marts_file.marts.heatmap_cells as
select pages.page as feature, cells.segment, cells.band, cells.kind, case when cells.is_fixed then 'fixed' else 'page' end as layer,
    8 as cell_px, cells.x_bin * 8 as x_px, cells.y_bin * 8 as y_px,
    heights.page_height_px - cells.y_bin * 8 as y_up_px, cells.user_count, cells.mass / 1e6 as clicks,
    cells.mass / 1e3 / nullif(heights.page_view_count, 0) as clicks_per_1000_page_views, cells.event_date
from cells
inner join (
    select *, max(document_height_px) over (partition by page_number, band) as page_height_px from grids
) as heights using (kind, page_number, segment, band)
inner join pages using (page_number)
where pages.page is not null;

-- weeks and months: the days of each, of which there is one here, and people once

create temp macro cells_of(period) as table
with grids_of as (
    select *, max(document_height_px) over (partition by event_date, page_number, band) as page_height_px
    from (
        select kind, date_trunc(period, event_date)::date as event_date, page_number, segment, band,
            sum(page_view_count)::bigint as page_view_count,
            floor(median(document_height_px) + 0.5)::integer as document_height_px
        from grids
        group by all
    )
),
by_person as (
    select kind, date_trunc(period, event_date)::date as event_date, page_number, plan, band, is_fixed, user_key, x_bin, y_bin,
        sum(mass)::bigint as mass
    from masses
    group by all
),
by_cell as (
    select kind, event_date, page_number, segment, band, is_fixed, x_bin, y_bin, count(*) as user_count,
        sum(mass)::bigint as mass
    from (
        select *, plan as segment from by_person where plan is not null
        union all
        select *, 'all' as segment from by_person
    )
    group by all
)
select pages.page as feature, by_cell.segment, by_cell.band, by_cell.kind,
    case when by_cell.is_fixed then 'fixed' else 'page' end as layer,
    8 as cell_px, by_cell.x_bin * 8 as x_px, by_cell.y_bin * 8 as y_px, grids_of.page_height_px - by_cell.y_bin * 8 as y_up_px,
    by_cell.user_count, by_cell.mass / 1e6 as clicks,
    by_cell.mass / 1e3 / nullif(grids_of.page_view_count, 0) as clicks_per_1000_page_views, by_cell.event_date
from by_cell
inner join grids_of using (kind, event_date, page_number, segment, band)
inner join pages using (page_number)
where pages.page is not null;

create temp macro grids_of(period) as table
with people_of as (
    select kind, date_trunc(period, event_date)::date as event_date, page_number, coalesce(plan, 'all') as segment,
        coalesce(band, 'unknown') as band, count(distinct user_key) as user_count
    from mapped_clicks
    group by grouping sets (
        (kind, date_trunc(period, event_date)::date, page_number, band),
        (kind, date_trunc(period, event_date)::date, page_number, plan, band)
    )
),
summed as (
    select kind, date_trunc(period, event_date)::date as event_date, page_number, segment, band,
        floor(median(fold_px) + 0.5)::integer as fold_px,
        floor(median(document_height_px) + 0.5)::integer as document_height_px,
        sum(click_count)::bigint as click_count, sum(shown_mass) / 1e6 as cell_click_count,
        sum(out_of_range_count)::bigint as out_of_range_count, sum(unlocated_count)::bigint as unlocated_count,
        sum(below_fold_count)::bigint as below_fold_count, sum(located_count)::bigint as located_count,
        sum(page_view_count)::bigint as page_view_count, count(distinct event_date) as day_count,
        max(event_date) as last_date
    from grids
    group by all
)
select pages.page as feature, summed.segment, summed.band, summed.kind, bands.drawn_width as drawn_width_px,
    summed.* exclude (kind, event_date, page_number, segment, band), people_of.user_count, summed.event_date
from summed
left join people_of using (kind, event_date, page_number, segment, band)
left join bands using (band)
inner join pages using (page_number)
where pages.page is not null;

create table marts_file.marts.heatmap_cells_weekly as from cells_of('week');
create table marts_file.marts.heatmap_cells_monthly as from cells_of('month');
create table marts_file.marts.heatmap_grids_weekly as from grids_of('week');
create table marts_file.marts.heatmap_grids_monthly as from grids_of('month');

create table marts_file.marts.heatmap_elements as
with located as (
    select
        clicks.page_number, clicks.element_key, clicks.plan, bands.band, clicks.user_key,
        coalesce(clicks.element_label, clicks.element_key) as label, clicks.place_in_time, clicks.is_fixed, clicks.position,
        clicks.drawn_x, clicks.page_y
    from clicks
    inner join sessions on clicks.session_id = sessions.session_id
    inner join bands
        on coalesce(clicks.viewport_width, sessions.viewport_width) between bands.min_width and bands.max_width
    where clicks.element_key is not null
),
elements as (
    select page_number, element_key, coalesce(plan, 'all') as segment, band,
        arg_max(label, place_in_time) as label,
        arg_max(is_fixed::integer, place_in_time) filter (where position = 'located') as is_fixed,
        floor(median(drawn_x) filter (where position = 'located') + 0.5)::integer as x_px,
        floor(median(page_y) filter (where position = 'located') + 0.5)::integer as y_px,
        count(*) as click_count,
        count(distinct user_key) as user_count
    from located
    group by grouping sets ((page_number, element_key, band), (page_number, element_key, plan, band))
)
select pages.page as feature, elements.segment, elements.band, elements.element_key, elements.label,
    case elements.is_fixed when 1 then 'fixed' when 0 then 'page' end as layer,
    elements.x_px, elements.y_px, elements.click_count, elements.user_count,
    elements.click_count / greatest(grids.click_count, sum(elements.click_count) over in_grid) as click_share,
    row_number() over (
        in_grid order by elements.click_count desc, elements.user_count desc, elements.element_key asc
    ) as rank
from elements
inner join pages on elements.page_number = pages.page_number
left join marts_file.marts.heatmap_grids as grids
    on
        pages.page = grids.feature and elements.segment = grids.segment and elements.band = grids.band
        and grids.kind = 'clicks'
where pages.page is not null
window in_grid as (partition by elements.page_number, elements.segment, elements.band)
qualify elements.user_count >= 1;

create table marts_file.marts.fct_events as
select
    key_of(steps.event_id) as event_id, key_of(steps.session_id) as session_id, key_of(steps.view_id) as page_view_id,
    key_of(steps.user_key) as user_key, steps.export, coalesce(texts.event_name, '(none)') as event_name,
    texts.host, texts.page, steps.event_date, steps.event_at as occurred_at
from steps
inner join texts on steps.activity_id = texts.activity_id
where steps.kind = 'custom';

create table marts_file.marts.events_daily as
with named as (
    select coalesce(texts.event_name, '(none)') as event_name, texts.page_number, steps.user_key, steps.session_id,
        people.plan, count(*) as event_count
    from steps
    inner join texts on steps.activity_id = texts.activity_id
    inner join people on steps.user_key = people.user_key
    where steps.kind = 'custom'
    group by all
),
groups as (
    select event_name, page_number, plan, grouping(page_number) as is_of_all_pages, sum(event_count)::bigint as event_count,
        count(distinct user_key) as user_count, count(distinct session_id) as session_count
    from named
    group by grouping sets ((event_name), (event_name, plan), (event_name, page_number))
)
select groups.event_name, case when groups.is_of_all_pages = 1 then '(all)' else coalesce(pages.page, '(none)') end as feature,
    coalesce(groups.plan, 'all') as segment, groups.event_count, groups.user_count, groups.session_count,
    groups.user_count < 1 as is_suppressed
from groups
left join pages on groups.page_number = pages.page_number;

-- without history everybody is new
create table marts_file.marts.users_daily as
select coalesce(plan, 'all') as segment, count(*) as user_count, count(*) as new_user_count, 0 as returning_user_count,
    count(*) as user_count_7_days, count(*) as user_count_28_days, count(*) < 1 as is_suppressed
from people
group by grouping sets ((), (plan));

create table marts_file.marts.feature_hours_daily as
with used as (
    select hour(steps.event_at) as hour, texts.page_number, steps.user_key, people.plan
    from (select distinct date_trunc('hour', event_at) as event_at, activity_id, user_key from steps) as steps
    inner join texts on steps.activity_id = texts.activity_id
    inner join people on steps.user_key = people.user_key
    group by all
),
counted as (
    select hour, page_number, plan, grouping(page_number) as is_of_all_pages, count(distinct user_key) as user_count
    from used
    group by grouping sets ((hour), (hour, plan), (hour, page_number), (hour, page_number, plan))
)
select case when counted.is_of_all_pages = 1 then '(all)' else pages.page end as feature,
    coalesce(counted.plan, 'all') as segment, counted.hour, counted.user_count, counted.user_count < 1 as is_suppressed
from counted
left join pages on counted.page_number = pages.page_number
where counted.is_of_all_pages = 1 or pages.page is not null;

create table marts_file.marts.page_flow_daily as
with visits as (
    select flows.page_number, flows.plan, flows.user_key, flows.session_id, count(*) as page_view_count,
        count(*) filter (where flows.previous_page is null) as entry_count,
        count(*) filter (where flows.next_page is null) as exit_count
    from flows
    group by all
),
counted as (
    select visits.page_number, coalesce(visits.plan, 'all') as segment, sum(visits.page_view_count)::bigint as page_view_count,
        count(*) as session_count, count(distinct visits.user_key) as user_count,
        sum(visits.entry_count)::bigint as entry_count, sum(visits.exit_count)::bigint as exit_count,
        coalesce(sum(visits.entry_count) filter (
            where sessions.page_view_count = 1 and sessions.interaction_count = 0 and sessions.engaged_us < 10e6
        ), 0)::bigint as bounce_count
    from visits
    inner join sessions on visits.session_id = sessions.session_id
    group by grouping sets ((visits.page_number), (visits.page_number, visits.plan))
)
select pages.page, counted.* exclude (page_number),
    counted.entry_count / counted.page_view_count as entry_rate, counted.exit_count / counted.page_view_count as exit_rate,
    counted.bounce_count / nullif(counted.entry_count, 0) as bounce_rate, counted.user_count < 1 as is_suppressed
from counted
inner join pages on counted.page_number = pages.page_number;

create table marts_file.marts.transitions_daily as
with moves as (
    select page_number as line, coalesce(next_page, -1) as member, plan, user_key, session_id, shown_ms from flows
    union all
    select -1, page_number, plan, user_key, session_id, null from flows where previous_page is null
),
counted as (
    select line, member, coalesce(plan, 'all') as segment, count(*) as transition_count,
        count(distinct session_id) as session_count, count(distinct user_key) as user_count, median(shown_ms) as median_ms
    from moves
    group by grouping sets ((line, member), (line, member, plan))
)
select coalesce(from_page.page, '(entry)') as from_page, coalesce(to_page.page, '(exit)') as to_page, counted.segment,
    counted.transition_count, counted.session_count, counted.user_count,
    counted.transition_count / sum(counted.transition_count) over (partition by counted.line, counted.segment) as probability,
    floor(counted.median_ms + 0.5) / 1000 as median_seconds
from counted
left join pages as from_page on counted.line = from_page.page_number
left join pages as to_page on counted.member = to_page.page_number;

create table marts_file.marts.paths_daily as
with ends as (
    select user_key, plan,
        max(page_number) filter (where place = 1) as first_1, max(page_number) filter (where place = 2) as first_2,
        max(page_number) filter (where place = 3) as first_3, max(page_number) filter (where place = 4) as first_4,
        max(page_number) filter (where place_from_end = 4) as last_4, max(page_number) filter (where place_from_end = 3) as last_3,
        max(page_number) filter (where place_from_end = 2) as last_2, max(page_number) filter (where place_from_end = 1) as last_1
    from flows
    group by session_id, user_key, plan
),
walked as (
    select 'entry' as anchor, first_1 as one, first_2 as two, first_3 as three, first_4 as four, plan, user_key from ends
    union all
    select 'exit', last_4, last_3, last_2, last_1, plan, user_key from ends
),
counted as (
    select anchor, one, two, three, four, coalesce(plan, 'all') as segment, count(*) as session_count,
        count(distinct user_key) as user_count
    from walked
    group by grouping sets ((anchor, one, two, three, four), (anchor, one, two, three, four, plan))
),
names as (select list(page order by page_number) as page from pages)
select counted.anchor, concat_ws(' > ', page[one], page[two], page[three], page[four]) as path, counted.segment,
    counted.session_count, counted.user_count,
    counted.session_count / sum(counted.session_count) over (partition by counted.anchor, counted.segment) as session_share
from counted
cross join names;

create table marts_file.marts.session_timelines as
with happened as (
    select event_id, session_id, view_id, activity_id, kind as step, event_at as happened_at,
        case kind when 'page_view' then 1 when 'click' then 2 else 3 end as turn
    from steps
    where kind in ('page_view', 'click', 'input', 'error', 'custom')
    union all
    select signals.event_id, steps.session_id, steps.view_id, steps.activity_id, signals.step, signals.ended_at, 4
    from signals
    inner join steps on signals.event_id = steps.event_id
)
select
    key_of(happened.session_id) as session_id,
    row_number() over (
        partition by happened.session_id order by happened.happened_at, happened.turn, happened.event_id
    )::integer as step_number,
    happened.step,
    case happened.step
        when 'page_view' then 'viewed ' || coalesce(texts.page, 'no known page')
        when 'click' then 'clicked ' || coalesce(texts.element_label, texts.element_key, 'no known element')
        when 'input' then 'filled in ' || coalesce(texts.element_key, 'a field')
        when 'error' then 'met an error'
        when 'custom' then 'sent ' || coalesce(texts.event_name, 'an event')
        else replace(happened.step, '_', ' ')
    end as what,
    texts.page, texts.element_label, key_of(happened.view_id) as page_view_id, starts.vendor_session_id,
    happened.happened_at::date as event_date, happened.happened_at,
    (epoch_us(happened.happened_at) - epoch_us(starts.started_at)) / 1e6 as seconds_since_start
from happened
inner join texts on happened.activity_id = texts.activity_id
inner join starts on happened.session_id = starts.session_id;

create table marts_file.marts.page_view_histograms_daily as
with edges as (
    select unnest(['scroll_depth_fraction', 'time_on_page_seconds', 'engaged_seconds']) as measure,
        unnest([
            [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1],
            [0, 1, 2, 3, 5, 7, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300, 450, 600, 900, 1200, 1800, 3600],
            [0, 1, 2, 3, 5, 7, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300, 450, 600, 900, 1200, 1800, 3600]
        ]::double[][]) as edges
),
bounds as (
    select measure, at_least, lead(at_least) over (partition by measure order by at_least) as below
    from (select measure, unnest(edges) as at_least from edges)
),
measured as (
    unpivot (
        select views.page_number, people.plan, views.band,
            case when views.scroll_depth_fraction < 0 then 0 else views.scroll_depth_fraction end as scroll_depth_fraction,
            views.time_on_page_seconds::double as time_on_page_seconds,
            views.engaged_seconds::double as engaged_seconds
        from views
        inner join people on views.user_key = people.user_key
    )
    on scroll_depth_fraction, time_on_page_seconds, engaged_seconds into name measure value value
),
stepped as (
    select measured.page_number, measured.plan, measured.band, measured.measure, bounds.at_least, count(*) as step_count
    from measured
    asof join bounds on measured.measure = bounds.measure and measured.value >= bounds.at_least
    group by all
),
counted as (
    select page_number, coalesce(plan, 'all') as segment, band, measure, at_least, sum(step_count)::bigint as step_count
    from stepped
    group by grouping sets ((page_number, band, measure, at_least), (page_number, plan, band, measure, at_least))
),
groups as (
    select page_number, segment, band, measure, sum(step_count)::bigint as page_view_count
    from counted
    group by page_number, segment, band, measure
)
select pages.page as feature, groups.segment, groups.band, groups.measure, bounds.at_least, bounds.below,
    groups.page_view_count, coalesce(counted.step_count, 0) as step_count,
    sum(coalesce(counted.step_count, 0)) over (
        partition by groups.page_number, groups.segment, groups.band, groups.measure order by bounds.at_least desc
    )::bigint as reaching_count
from groups
inner join bounds on groups.measure = bounds.measure
inner join pages on groups.page_number = pages.page_number
left join counted
    on
        groups.page_number = counted.page_number and groups.segment = counted.segment and groups.band = counted.band
        and groups.measure = counted.measure and bounds.at_least = counted.at_least
where pages.page is not null;
