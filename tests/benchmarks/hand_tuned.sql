-- The marts of one day as one script, written for speed by hand: what dbt, layers, history and rules in seeds cost is
-- measured against it. Events are read from their files twice: as numbers, and once more for the few distinct texts.
-- Pages and segments are numbers until the last step; `all` is a grouping set. Thresholds stand in the text.

create temp macro without_personal_data(words) as left(
    regexp_replace(
        regexp_replace(words, '[^\s@<>"'']+(@|%40)[^\s@<>"'']+\.[^\s@<>"'']+', '…@…', 'g'),
        '\+?[0-9][0-9 ().-]{7,}[0-9]', '…', 'g'
    ),
    200
);

create temp macro page_of(path) as coalesce(nullif(rtrim(array_to_string(list_transform(
    string_split(left(path, 2000), '/'),
    lambda part: case
        when regexp_full_match(
            part, '[0-9]+|(?i:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})|.*(@|%40).*'
        ) then ':id'
        when length(part) >= 12 and regexp_matches(part, '[0-9]') and (
            regexp_full_match(part, '(?i)[0-9a-f]+')
            or (
                length(part) >= 20 and regexp_full_match(part, '[A-Za-z0-9_-]+')
                and not regexp_matches(part, '[a-z]{4,}-[a-z]{2,}')
            )
        ) then ':id'
        else left(part, 200)
    end
), '/'), '/'), ''), '/');

create temp macro key_of(number) as lpad(lower(to_hex(number)), 16, '0');

create temp table bands as
select * from (values
    ('phone', 1, 480, 390), ('tablet', 481, 1024, 820), ('desktop', 1025, 1680, 1440), ('wide', 1681, 1000000, 1920)
) as band(band, min_width, max_width, drawn_width);

-- texts, distinct

create temp table visitors as
select
    *,
    regexp_matches(
        lower(user_agent), 'bot[/;]|googlebot|crawler|spider|headlesschrome|lighthouse|curl/|python-requests'
    ) as is_excluded
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
    case
        when coalesce(element_tag, element_id, element_path, element_attributes) is not null then left(coalesce(
            '[data-attr=' || nullif(coalesce(
                element_attributes ->> '/data-attr', element_attributes ->> '/data-testid',
                element_attributes ->> '/data-test', element_attributes ->> '/data-track',
                element_attributes ->> '/data-id'
            ), '') || ']',
            case
                when not regexp_matches(element_id, '[0-9]{4,}|[0-9a-f]{8,}|^:r|radix-|headlessui-')
                    then '#' || nullif(element_id, '')
            end,
            element_tag || ':' || nullif(without_personal_data(element_text), ''),
            element_path,
            element_tag
        ), 200)
    end as element_key,
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
        page_title, element_tag, element_id, element_text, element_path, element_attributes
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
    select event_id, user_key, event_at, view_group, kind = 'page_view' as is_view from activity
),
sessionised as (
    select narrow.*, starts.session_id
    from narrow
    asof join starts on narrow.user_key = starts.user_key and narrow.event_at >= starts.started_at
),
viewed as (
    select
        sessionised.event_id, sessionised.event_at, sessionised.session_id, sessionised.is_view,
        case when sessionised.is_view then sessionised.event_id else view_starts.view_id end as view_id
    from sessionised
    asof left join view_starts
        on
            sessionised.user_key = view_starts.user_key and sessionised.view_group = view_starts.view_group
            and sessionised.event_at >= view_starts.event_at
)
select
    event_id, session_id, view_id,
    case
        when lag(event_at) over in_session is not null
            then least(epoch_us(event_at) - epoch_us(lag(event_at) over in_session), 30000000)
    end as engaged_us,
    case when is_view then lag(view_id) over in_session else view_id end as engaged_view_id
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
    sum(visits.engaged_us)::bigint as engaged_us,
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
        ) as interaction_count,
        sum(engaged_us)::bigint as engaged_us
    from steps
    group by session_id, user_key, visitor_id
) as visits
inner join visitors on visits.visitor_id = visitors.visitor_id
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
        max(event_at) as last_at,
        max(event_at) filter (where kind = 'page_leave') as left_at,
        count(*) as event_count,
        count(*) filter (where kind = 'click' and is_counted) as click_count
    from steps
    where view_id is not null
    group by view_id
),
engaged as (
    select engaged_view_id as view_id, sum(engaged_us)::bigint as engaged_us
    from steps
    where engaged_view_id is not null
    group by engaged_view_id
)
select
    seen.*,
    coalesce(engaged.engaged_us, 0) as engaged_us,
    measured.* exclude (view_id) replace (
        coalesce(measured.scroll_depth_px, measured.scroll_max_px + measured.viewport_height) as scroll_depth_px,
        coalesce(
            measured.scroll_depth_fraction,
            (measured.scroll_max_px + measured.viewport_height) / nullif(measured.document_height, 0)
        ) as scroll_depth_fraction
    ),
    texts.page_number,
    lead(seen.started_at) over (partition by seen.session_id order by seen.started_at, seen.view_id) as next_at,
    coalesce(bands.band, 'unknown') as band
from seen
inner join measured on seen.view_id = measured.view_id
inner join sessions on seen.session_id = sessions.session_id
inner join texts on seen.activity_id = texts.activity_id
left join engaged on seen.view_id = engaged.view_id
left join bands
    on coalesce(measured.viewport_width, sessions.viewport_width) between bands.min_width and bands.max_width;

create temp table clicks as
select
    steps.event_id, steps.event_at, steps.event_date, steps.place_in_time, steps.session_id, steps.view_id, steps.user_key,
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
where steps.kind = 'click';

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
    coalesce(
        views.vendor_seconds,
        (epoch_us(coalesce(views.left_at, views.next_at, views.last_at)) - epoch_us(views.started_at)) / 1e6
    ) as time_on_page_seconds,
    views.engaged_us / 1e6 as engaged_seconds,
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
            count(*) filter (where steps.kind = 'click' and steps.is_counted) as click_count,
            coalesce(sum(steps.engaged_us) filter (where steps.engaged_view_id is null), 0)::bigint as engaged_us
        from steps
        inner join texts on steps.activity_id = texts.activity_id
        group by steps.session_id, steps.user_key, texts.page_number
        union all
        select steps.session_id, steps.user_key, views.page_number, 0, 0, 0, sum(steps.engaged_us)::bigint
        from steps
        inner join views on steps.engaged_view_id = views.view_id
        group by steps.session_id, steps.user_key, views.page_number
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
select pages.page as feature, summed.segment,
    columns(summed.* exclude (page_number, segment)),
    summed.user_count < 1 as is_suppressed
from summed
inner join pages on summed.page_number = pages.page_number
where pages.page is not null;

create table marts_file.marts.element_clicks_daily as
with by_view as (
    select page_number, element_key, plan, user_key, view_id, count(*) as click_count,
        arg_max(element_label, place_in_time) as element_label, max(place_in_time) as labelled_at
    from clicks
    where element_key is not null
    group by page_number, element_key, plan, user_key, view_id
),
elements as (
    select page_number, element_key, coalesce(plan, 'all') as segment,
        arg_max(element_label, labelled_at) as element_label, sum(click_count)::bigint as click_count,
        count(distinct user_key) as user_count, count(distinct view_id) as clicked_page_view_count
    from by_view
    group by grouping sets ((page_number, element_key), (page_number, element_key, plan))
),
shown as (
    select page_number, segment, case when user_count >= 1 then element_key else '(suppressed)' end as shown_key,
        max(case when user_count >= 1 then element_label end) as element_label,
        sum(click_count)::bigint as click_count,
        sum(case when user_count >= 1 then user_count end)::bigint as user_count,
        sum(case when user_count >= 1 then clicked_page_view_count end)::bigint as clicked_page_view_count,
        user_count < 1 as is_suppressed
    from elements
    group by page_number, segment, shown_key, is_suppressed
),
viewed as (
    select views.page_number, coalesce(people.plan, 'all') as segment, count(*) as page_view_count
    from views
    inner join people on views.user_key = people.user_key
    group by grouping sets ((views.page_number), (views.page_number, people.plan))
)
select pages.page, shown.shown_key as element_key, shown.* exclude (page_number, shown_key),
    coalesce(viewed.page_view_count, 0) as page_view_count,
    shown.clicked_page_view_count / nullif(viewed.page_view_count, 0) as click_through_rate
from shown
inner join pages on shown.page_number = pages.page_number
left join viewed on shown.page_number = viewed.page_number and shown.segment = viewed.segment;

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

create temp table cells_1 as
with exact as (
    select page_number, plan, band, is_fixed, user_key,
        floor(drawn_x / 8)::integer as x_bin, floor(page_y / 8)::integer as y_bin, 1000000 as mass
    from clicks
    where position = 'located' and is_counted and precision_px = 1
),
boxes as (
    select page_number, plan, band, is_fixed, user_key,
        greatest(page_x - precision_px / 2, 0) * drawn_width / viewport_width as left_px,
        least(page_x + precision_px / 2, viewport_width) * drawn_width / viewport_width as right_px,
        greatest(page_y - precision_px / 2, 0) as top_px, page_y + precision_px / 2 as bottom_px
    from clicks
    where position = 'located' and is_counted and precision_px > 1
),
columns_of_boxes as (
    select *, unnest(range(floor(left_px / 8)::bigint, ceil(right_px / 8)::bigint)) as x_bin from boxes
),
rows_of_boxes as (
    select *, unnest(range(floor(top_px / 8)::bigint, ceil(bottom_px / 8)::bigint)) as y_bin from columns_of_boxes
)
select page_number, plan, band, is_fixed, user_key, x_bin, y_bin, sum(mass)::bigint as mass
from (
    select * from exact
    union all
    select page_number, plan, band, is_fixed, user_key, x_bin, y_bin,
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

create temp table points_1 as
select page_number, segment, band, is_fixed, user_key, x_bin, y_bin, mass
from (
    select *, plan as segment from cells_1
    union all
    select *, 'all' as segment from cells_1
);

create temp table cells as
select page_number, segment, band, is_fixed, x_bin, y_bin, count(*) as user_count, sum(mass)::bigint as mass
from points_1 group by all;

create table marts_file.marts.heatmap_grids as
with clicked as (
    select page_number, coalesce(plan, 'all') as segment, coalesce(band, 'unknown') as band,
        count(*) as click_count,
        count(*) filter (where position = 'located') as located_count,
        count(*) filter (where position = 'out_of_range') as out_of_range_count,
        count(*) filter (where position = 'unlocated') as unlocated_count,
        count(distinct user_key) as clicking_user_count,
        count(*) filter (where position = 'located' and not is_fixed and page_y > viewport_height) as below_fold_count
    from clicks
    where is_counted
    group by grouping sets ((page_number, band), (page_number, plan, band))
),
viewed as (
    select views.page_number, coalesce(people.plan, 'all') as segment, views.band, count(*) as page_view_count,
        count(distinct views.user_key) as viewing_user_count,
        floor(median(views.viewport_height) + 0.5)::integer as fold_px,
        floor(median(views.document_height) + 0.5)::integer as document_height_px
    from views
    inner join people on views.user_key = people.user_key
    group by grouping sets ((views.page_number, views.band), (views.page_number, people.plan, views.band))
),
shown as (
    select page_number, segment, band, sum(mass)::bigint as shown_mass from cells group by page_number, segment, band
)
select pages.page as feature, segment, band, 'clicks' as kind, bands.drawn_width as drawn_width_px, viewed.fold_px,
    viewed.document_height_px, clicked.click_count, coalesce(shown.shown_mass, 0) / 1000000.0 as cell_click_count,
    clicked.out_of_range_count, clicked.unlocated_count,
    clicked.located_count - coalesce(shown.shown_mass, 0) / 1000000.0 as suppressed_click_count,
    clicked.below_fold_count, clicked.clicking_user_count as user_count, viewed.page_view_count,
    greatest(clicked.clicking_user_count, viewed.viewing_user_count) < 1 as is_suppressed
from clicked
full join viewed using (page_number, segment, band)
left join shown using (page_number, segment, band)
left join bands using (band)
inner join pages using (page_number)
where pages.page is not null;

create table marts_file.marts.heatmap_cells as
select pages.page as feature, cells.segment, cells.band, 'clicks' as kind, case when cells.is_fixed then 'fixed' else 'page' end as layer,
    8 as cell_px, cells.x_bin * 8 as x_px, cells.y_bin * 8 as y_px,
    grids.page_height_px - cells.y_bin * 8 as y_up_px, cells.user_count, cells.mass / 1000000.0 as clicks,
    cells.mass / 1000.0 / nullif(grids.page_view_count, 0) as clicks_per_1000_page_views
from cells
inner join pages on cells.page_number = pages.page_number
inner join (
    select *, max(document_height_px) over (partition by feature, band) as page_height_px
    from marts_file.marts.heatmap_grids
) as grids on pages.page = grids.feature and cells.segment = grids.segment and cells.band = grids.band
where pages.page is not null;

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
    on pages.page = grids.feature and elements.segment = grids.segment and elements.band = grids.band
where pages.page is not null
window in_grid as (partition by elements.page_number, elements.segment, elements.band)
qualify elements.user_count >= 1;
