with candidates as (

    select
        clicks.*,
        {{ microseconds('clicks.event_at') }} as at_us,
        {{ key_of(['activities.page']) }} as page_id,
        case
            when activities.element_key is not null then {{ key_of(['activities.page', 'activities.element_key']) }}
        end as target_id
    from {{ ref('int_clicks_hurried') }} as clicks
    inner join {{ ref('stg_raw__activities') }} as activities
        on clicks.event_date = activities.event_date and clicks.activity_id = activities.activity_id
    where
        {{ in_window('clicks.event_date') }}
        and {{ in_window('activities.event_date') }}

),

compared as (

    select
        candidates.*,
        presets.preset,
        presets.version as preset_version,
        presets.clicks,
        presets.metric,
        presets.px,
        presets.px_included,
        presets.same_element,
        presets.after_fire,
        -- a limit that is included is one microsecond longer
        1000 * presets.window_ms + case when presets.ms_included then 1 else 0 end as window_us,
        1000 * coalesce(presets.gap_ms, presets.window_ms) + case when presets.ms_included then 1 else 0 end as gap_us,
        candidates.at_us - lag(candidates.at_us) over clicked as before_us,
        coalesce(candidates.target_id = lag(candidates.target_id) over clicked, false) as is_same_element,
        abs(candidates.page_x - lag(candidates.page_x) over clicked) as dx,
        abs(candidates.page_y - lag(candidates.page_y) over clicked) as dy
    from candidates
    inner join {{ ref('rage_presets') }} as presets
        on candidates.pause_us <= 1000 * coalesce(presets.gap_ms, presets.window_ms)
    window clicked as (
        partition by
            presets.preset,
            candidates.event_date,
            candidates.export,
            candidates.session_id,
            candidates.page_view_id,
            candidates.page_id
        order by candidates.event_at, candidates.event_id
    )

),

linked as (

    select
        *,
        case
            when before_us is null or before_us >= gap_us then false
            when same_element and not is_same_element then false
            when metric in ('none', 'bbox') then true
            -- where no place is known the same element stands for it
            when dx is null or dy is null then is_same_element
            when metric = 'manhattan' then dx + dy < px or (px_included and dx + dy = px)
            else dx * dx + dy * dy < px * px or (px_included and dx * dx + dy * dy = px * px)
        end as is_linked
    from compared

),

runs as (

    select
        *,
        sum(case when is_linked then 0 else 1 end) over clicked as run_number,
        lead(is_linked) over clicked as is_next_linked
    from linked
    window clicked as (
        partition by preset, event_date, export, session_id, page_view_id, page_id
        order by event_at, event_id
    )

),

placed as (

    select
        *,
        row_number() over run as place,
        first_value(event_id) over run as run_id
    from runs
    where is_linked or is_next_linked
    window run as (
        partition by preset, event_date, export, session_id, page_view_id, page_id, run_number
        order by event_at, event_id
    )

),

groups as (

    -- a click is in every group of as many clicks in a row as the preset wants
    select
        *,
        {{ each(numbers('greatest(place - clicks, 0) + 1', 'place + 1')) }} as first_place
    from placed

),

measured as (

    select
        *,
        count(*) over clicks_in_a_row as group_size,
        max(event_at) over clicks_in_a_row as last_at,
        max(at_us) over clicks_in_a_row - min(at_us) over clicks_in_a_row as span_us,
        greatest(
            max(page_x) over clicks_in_a_row - min(page_x) over clicks_in_a_row,
            max(page_y) over clicks_in_a_row - min(page_y) over clicks_in_a_row
        ) as box_px
    from groups
    window clicks_in_a_row as (partition by preset, event_date, run_id, first_place)

),

fired as (

    -- the first click of each group that meets the rule
    select
        *,
        case when after_fire = 'reset' then first_place else 0 end as part
    from measured
    where
        place = first_place
        and group_size = clicks
        and (window_us is null or span_us < window_us)
        and (metric <> 'bbox' or box_px is null or box_px < px or (px_included and box_px = px))
        and (after_fire <> 'reset' or (first_place - 1) % clicks = 0)

),

bursts as (

    select
        *,
        min(first_place) over burst as burst_place,
        max(first_place) over burst + clicks - min(first_place) over burst as click_count,
        max(last_at) over burst as ended_at
    from fired
    window burst as (partition by preset, event_date, run_id, part)

)

select
    'rage_click' as signal,
    preset,
    preset_version,
    event_date,
    export,
    session_id,
    user_key,
    page_view_id,
    activity_id,
    event_id,
    click_count::bigint as click_count,
    event_at as started_at,
    ended_at
from bursts
where first_place = burst_place
