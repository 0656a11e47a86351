-- The marts of one day as most people would write them at first: every step keeps all columns of the events, sessions
-- and page views are running sums and last values over windows, texts are cleaned in every row. Nothing is done twice
-- on purpose: the events are made once, and every mart reads them. Rules are those of hand_tuned.sql.

create temp table visits as
with latest as (
    select *
    from raw.events
    where
        not coalesce(is_bot, false)
        and not coalesce(is_internal, false)
        and not coalesce(is_robot(user_agent), false)
    qualify row_number() over (
        partition by event_id
        order by received_at desc nulls last, event_at desc, file_id desc, line_number desc
    ) = 1
),
linked as (
    select
        *,
        min(coalesce(person_id, user_id)) over (partition by anonymous_id) as first_known,
        max(coalesce(person_id, user_id)) over (partition by anonymous_id) as last_known
    from latest
),
named as (
    select
        *,
        coalesce(person_id, user_id, case when first_known = last_known then first_known end, anonymous_id) as user_key,
        page_of(url_path) as page,
        without_personal_data(page_title) as title,
        element_key_of(element_tag, element_id, element_text, element_path, element_attributes) as element_key,
        without_personal_data(element_text) as element_label
    from linked
),
paused as (
    select *, lag(event_at) over (partition by user_key order by event_at, event_id) as previous_at
    from named
),
sessionised as (
    select
        *,
        user_key || '-' || sum(case when event_at <= previous_at + interval 30 minute then 0 else 1 end) over (
            partition by user_key
            order by event_at, event_id
        ) as session_id
    from paused
),
viewed as (
    select
        *,
        last_value(case when kind = 'page_view' then event_id end ignore nulls) over (
            partition by user_key, coalesce(vendor_page_view_id, url_host || url_path)
            order by event_at, kind <> 'page_view', event_id
        ) as page_view_id
    from sessionised
),
placed as (
    select
        *,
        last_value(case when kind = 'page_view' then session_id end ignore nulls) over (
            partition by page_view_id
            order by event_at, kind <> 'page_view', event_id
        ) = session_id as is_in_own_session
    from viewed
),
timed as (
    select
        *,
        case when kind = 'page_view' then lag(page_view_id) over in_session else page_view_id end as engaged_view_id,
        epoch_us(event_at) - epoch_us(lag(event_at) over in_session) as pause_us,
        max((kind = 'ping')::integer) over (partition by export) = 1 as is_measured_by_pings,
        kind = 'ping' and row_number() over (
            partition by session_id, page_view_id, kind, epoch_us(event_at) // 10000000
            order by event_at, event_id
        ) = 1 as is_new_slot,
        kind = 'ping' and row_number() over (
            partition by session_id, page_view_id, kind
            order by event_at, event_id
        ) = 1 as is_first_slot
    from placed
    window in_session as (partition by session_id order by event_at, event_id)
),
traits_known as (
    select
        timed.*,
        case
            when is_first_slot then 5e6
            when is_new_slot then 10e6
            when not is_measured_by_pings then least(pause_us, 30e6)
            else 0
        end / 1e6 as engaged_seconds,
        'plan=' || coalesce(last_value(traits ->> '/plan' ignore nulls) over (
            partition by user_key
            order by event_at, event_id
            rows between unbounded preceding and unbounded following
        ), '(none)') as plan
    from timed
)
select
    traits_known.*,
    bands.band,
    bands.drawn_width,
    page_x * bands.drawn_width / viewport_width as drawn_x,
    case
        when page_x is null or page_y is null or bands.band is null then 'unlocated'
        when
            page_x < 0
            or page_y < 0
            or page_x >= viewport_width + case when coord_precision_px > 1 then 1 else 0 end
            or page_y
            >= case when is_fixed_target then viewport_height else document_height end
            + case when coord_precision_px > 1 then coord_precision_px / 2 else 0 end
            then 'out_of_range'
        else 'located'
    end as position
from traits_known
left join bands on viewport_width between bands.min_width and bands.max_width;

create table marts_file.marts.fct_sessions as
select
    session_id,
    min(user_key) as user_key,
    min(export) as export,
    arg_min(url_host, event_at) filter (where kind = 'page_view') as entry_host,
    arg_min(page, event_at) filter (where kind = 'page_view') as entry_page,
    arg_max(page, event_at) filter (where kind = 'page_view') as exit_page,
    coalesce(arg_min(band, event_at), 'unknown') as band,
    arg_min(country, event_at) as country,
    arg_min(referrer_host, event_at) as referrer_host,
    count(*) as event_count,
    count(*) filter (where kind = 'page_view') as page_view_count,
    count(*) filter (where kind = 'click') as click_count,
    (epoch_us(max(event_at)) - epoch_us(min(event_at))) / 1e6 as duration_seconds,
    sum(engaged_seconds) as engaged_seconds,
    sum(engaged_seconds) > 10 or count(*) filter (where kind = 'page_view') >= 2 as is_engaged,
    count(*) filter (where kind = 'page_view') = 1
    and count(*) filter (
        where kind not in ('page_view', 'page_leave', 'ping', 'identify', 'move', 'exposure', 'error')
    ) = 0
    and sum(engaged_seconds) < 10 as is_bounce,
    arg_min(vendor_session_id, event_at) as vendor_session_id,
    min(event_date) as event_date,
    min(event_at) as started_at,
    max(event_at) as ended_at
from visits
group by session_id;

create temp table page_views as
with measured as (
    select
        *,
        count(*) over on_page as event_count,
        count(*) filter (where kind = 'click') over on_page as click_count,
        max(event_at) filter (where is_in_own_session) over on_page as last_at,
        max(event_at) filter (where is_in_own_session and kind = 'page_leave') over on_page as left_at,
        max(viewport_width) over on_page as view_width,
        max(viewport_height) over on_page as view_height,
        max(document_height) over on_page as view_document_height,
        max(scroll_max) over on_page as view_scroll_max,
        max(scroll_depth_px) over on_page as view_depth_px,
        max(scroll_depth_fraction) over on_page as view_depth_fraction,
        max(duration_seconds) over on_page as vendor_seconds,
        max(event_at) over (partition by session_id) as session_ended_at
    from visits
    window on_page as (partition by page_view_id)
)
select
    measured.*,
    coalesce(engaged.view_seconds, 0) as view_seconds,
    coalesce(view_depth_px, view_scroll_max + view_height) as depth_px,
    coalesce(view_depth_fraction, (view_scroll_max + view_height) / nullif(view_document_height, 0)) as any_fraction,
    case when any_fraction > 1 then 1 else any_fraction end as depth_fraction,
    lead(event_at) over (partition by session_id order by event_at, event_id) as next_at
from measured
left join (
    select engaged_view_id, sum(engaged_seconds) as view_seconds
    from visits
    where is_in_own_session
    group by engaged_view_id
) as engaged on measured.page_view_id = engaged.engaged_view_id
where kind = 'page_view';

create table marts_file.marts.fct_page_views as
select
    page_view_id,
    session_id,
    user_key,
    export,
    url_host as host,
    page,
    title as page_title,
    band,
    event_count,
    click_count,
    least(
        coalesce(
            vendor_seconds,
            (epoch_us(coalesce(left_at, greatest(next_at, last_at))) - epoch_us(event_at)) / 1e6
        ),
        (epoch_us(session_ended_at) - epoch_us(event_at)) / 1e6
    ) as time_on_page_seconds,
    least(view_seconds, time_on_page_seconds) as engaged_seconds,
    view_width as viewport_width,
    view_height as viewport_height,
    view_document_height as document_height,
    view_scroll_max as scroll_max_px,
    depth_px as scroll_depth_px,
    depth_fraction as scroll_depth_fraction,
    vendor_session_id,
    vendor_page_view_id,
    event_date,
    event_at as started_at
from page_views;

create table marts_file.marts.fct_clicks as
select
    event_id as click_id,
    session_id,
    page_view_id,
    user_key,
    export,
    url_host as host,
    page,
    element_key,
    element_tag,
    element_label,
    band,
    case when is_fixed_target then 'fixed' else 'page' end as layer,
    position,
    page_x,
    page_y,
    coord_precision_px,
    viewport_width,
    viewport_height,
    vendor_session_id,
    vendor_page_view_id,
    event_date,
    event_at as clicked_at
from visits
where kind = 'click';

create temp table segmented as
select *, 'all' as segment from visits
union all
select *, plan as segment from visits;

create temp table segmented_views as
select page_views.*, times.time_on_page_seconds, times.engaged_seconds as view_engaged_seconds, segment.segment
from page_views
inner join marts_file.marts.fct_page_views as times on page_views.page_view_id = times.page_view_id
cross join lateral (select unnest(['all', page_views.plan]) as segment) as segment;

create table marts_file.marts.feature_usage_daily as
with counted as (
    select
        page as feature,
        segment,
        count(distinct user_key) as user_count,
        count(distinct session_id) as session_count,
        count(*) as event_count,
        count(*) filter (where kind = 'page_view') as page_view_count,
        count(*) filter (where kind = 'click') as click_count,
        sum(engaged_seconds) as engaged_seconds
    from segmented
    group by page, segment
),
viewed as (
    select
        page as feature,
        segment,
        count(*) filter (where coalesce(depth_px, depth_fraction) is null) as without_scroll_count,
        median(time_on_page_seconds) as median_time_on_page_seconds,
        quantile_cont(time_on_page_seconds, 0.75) as p75_time_on_page_seconds,
        median(view_engaged_seconds) as median_engaged_seconds,
        quantile_cont(view_engaged_seconds, 0.75) as p75_engaged_seconds
    from segmented_views
    group by page, segment
)
select *
from counted
left join viewed using (feature, segment)
where feature is not null;

create table marts_file.marts.element_clicks_daily as
with middles as (
    select page, element_key, band, median(case when is_fixed_target then 0 else page_y end) as middle_px
    from visits
    where kind = 'click' and position = 'located'
    group by page, element_key, band
),
exposures as (
    select
        middles.page,
        middles.element_key,
        views.segment,
        count(*) as with_scroll_count,
        count(*) filter (where views.depth_px >= middles.middle_px) as exposed_page_view_count
    from segmented_views as views
    inner join middles on views.page = middles.page and views.band = middles.band
    where views.depth_px is not null
    group by middles.page, middles.element_key, views.segment
),
clicked as (
    select
        clicks.page,
        clicks.element_key,
        clicks.segment,
        arg_max(clicks.element_label, clicks.event_at) as element_label,
        count(*) as click_count,
        count(distinct clicks.user_key) as user_count,
        count(distinct clicks.page_view_id) as clicked_page_view_count,
        count(distinct clicks.session_id) as clicked_session_count,
        median((epoch_us(clicks.event_at) - epoch_us(views.event_at)) / 1e6) filter (where clicks.is_first)
            as median_seconds_to_click
    from (
        select
            *,
            row_number() over (partition by segment, page, element_key, page_view_id order by event_at) = 1 as is_first
        from segmented
        where kind = 'click' and element_key is not null
    ) as clicks
    left join page_views as views on clicks.page_view_id = views.page_view_id
    group by clicks.page, clicks.element_key, clicks.segment
),
viewed as (
    select page, segment, count(*) as page_view_count, count(distinct session_id) as session_count
    from segmented_views
    group by page, segment
)
select
    *,
    clicked_page_view_count / nullif(page_view_count, 0) as click_through_rate,
    exposed_page_view_count / nullif(with_scroll_count, 0) as exposure_rate,
    click_count / sum(click_count) over (partition by page, segment) as click_share,
    row_number() over (partition by page, segment order by click_count desc, user_count desc, element_key) as rank
from clicked
left join viewed using (page, segment)
left join exposures using (page, element_key, segment);

create table marts_file.marts.scroll_reach_daily as
with deepest as (
    select page, segment, band, count(*) as page_view_count, max(floor(depth_px / 100)) as deepest_bucket
    from segmented_views
    where depth_px between 0 and 1000000
    group by page, segment, band
),
depths as (
    select *, unnest(range(deepest_bucket::bigint + 1)) * 100 as step_px from deepest
)
select
    depths.page as feature,
    depths.segment,
    depths.band,
    depths.step_px as depth_px,
    depths.page_view_count,
    count(*) as reaching_count
from depths
inner join segmented_views as views
    on
        depths.page = views.page
        and depths.segment = views.segment
        and depths.band = views.band
        and views.depth_px >= depths.step_px
where views.depth_px between 0 and 1000000
group by all;

create temp table mapped as
with moves as (
    select
        *,
        coalesce(
            element_key is not null
            and element_key = lag(element_key) over in_session
            and page = lag(page) over in_session,
            false
        ) as is_again
    from (
        select *, lag(page) over (partition by session_id order by event_at, event_id) as previous_page from visits
    )
    where element_key is not null or kind = 'page_view' or page <> previous_page
    window in_session as (partition by session_id order by event_at, event_id)
),
runs as (
    select
        *,
        sum(case when is_again then 0 else 1 end) over (partition by session_id order by event_at, event_id) as run,
        min(case when not is_again then event_at end) over (
            partition by session_id
            order by event_at, event_id
            rows between 1 following and unbounded following
        ) as answered_at
    from moves
),
judged as (
    select
        *,
        coalesce(
            lead(event_at) over in_run <= event_at + interval 2750000 microsecond
            and (answered_at is null or answered_at > event_at + interval 2750000 microsecond),
            false
        ) as is_dead
    from runs
    where kind = 'click' and element_key is not null
    window in_run as (partition by session_id, run order by event_at, event_id)
),
dead_clicks as (
    select *
    from judged
    qualify is_dead and not coalesce(lag(is_dead) over (partition by session_id, run order by event_at, event_id), false)
),
hurried as (
    select
        *,
        coalesce(
            event_at < lag(event_at) over on_page + interval 1 second
            and abs(page_x - lag(page_x) over on_page) + abs(page_y - lag(page_y) over on_page) < 30,
            false
        ) as is_linked
    from visits
    where kind = 'click'
    window on_page as (partition by session_id, page_view_id, page order by event_at, event_id)
),
bursts as (
    select
        *,
        sum(case when is_linked then 0 else 1 end) over (
            partition by session_id, page_view_id, page
            order by event_at, event_id
        ) as burst
    from hurried
),
rage_clicks as (
    select *
    from bursts
    qualify not is_linked and count(*) over (partition by session_id, page_view_id, page, burst) >= 3
),
first_clicks as (
    select *
    from visits
    where kind = 'click' and page_view_id is not null
    qualify row_number() over (partition by page_view_id order by event_at, event_id) = 1
),
ended as (
    select *, max(event_at) over (partition by session_id) as ended_at from visits
),
rests as (
    select * exclude (ended_at)
    from ended
    where kind in ('move', 'page_view', 'page_leave')
    qualify
        kind = 'move'
        and page_x is not null
        and coalesce(lead(event_at) over (partition by session_id, export order by event_at, event_id), ended_at)
        >= event_at + interval 500 millisecond
)
select kinds.*, segments.segment
from (
    select *, 'clicks' as map_kind from visits where kind = 'click'
    union all by name
    select *, 'first_clicks' as map_kind from first_clicks
    union all by name
    select * exclude (previous_page, is_again, run, answered_at, is_dead), 'suspected_dead_clicks' as map_kind
    from dead_clicks
    union all by name
    select * exclude (is_linked, burst), 'rage_clicks' as map_kind from rage_clicks
    union all by name
    select *, 'moves' as map_kind from rests
) as kinds
cross join lateral (select unnest(['all', kinds.plan]) as segment) as segments;

create table marts_file.marts.heatmap_grids as
with clicked as (
    select
        page as feature,
        segment,
        coalesce(band, 'unknown') as band,
        map_kind as kind,
        count(*) as click_count,
        count(*) filter (where position = 'located') as located_count,
        count(*) filter (where position = 'out_of_range') as out_of_range_count,
        count(*) filter (where position = 'unlocated') as unlocated_count,
        count(*) filter (where position = 'located' and not is_fixed_target and page_y > viewport_height)
            as below_fold_count,
        count(distinct user_key) as user_count
    from mapped
    group by all
),
viewed as (
    select
        page as feature,
        segment,
        band,
        count(*) as page_view_count,
        median(view_height) as fold_px,
        median(view_document_height) as document_height_px
    from segmented_views
    group by all
)
select *
from (
    select *
    from clicked
    left join viewed using (feature, segment, band)
    union all by name
    select *, 'clicks' as kind
    from viewed
    anti join (select * from clicked where kind = 'clicks') as clicks using (feature, segment, band)
)
where feature is not null;

create table marts_file.marts.heatmap_cells as
with cells as (
    select
        page as feature,
        segment,
        band,
        map_kind as kind,
        case when is_fixed_target then 'fixed' else 'page' end as layer,
        floor(drawn_x / 8)::integer * 8 as x_px,
        floor(page_y / 8)::integer * 8 as y_px,
        count(distinct user_key) as user_count,
        count(*) as clicks
    from mapped
    where position = 'located' and page is not null
    group by all
)
select cells.*, 1000 * cells.clicks / nullif(grids.page_view_count, 0) as clicks_per_1000_page_views
from cells
inner join marts_file.marts.heatmap_grids as grids using (feature, segment, band, kind);

create table marts_file.marts.heatmap_elements as
with elements as (
    select
        page as feature,
        segment,
        band,
        element_key,
        coalesce(arg_max(element_label, event_at), element_key) as label,
        arg_max(is_fixed_target, event_at) filter (where position = 'located') as is_fixed,
        median(drawn_x) filter (where position = 'located') as x_px,
        median(page_y) filter (where position = 'located') as y_px,
        count(*) as click_count,
        count(distinct user_key) as user_count
    from segmented
    where kind = 'click' and element_key is not null and page is not null
    group by page, segment, band, element_key
)
select
    elements.*,
    elements.click_count / grids.click_count as click_share,
    row_number() over (
        partition by feature, segment, band
        order by elements.click_count desc, elements.user_count desc, element_key
    ) as rank
from elements
inner join marts_file.marts.heatmap_grids as grids using (feature, segment, band)
where grids.kind = 'clicks';
