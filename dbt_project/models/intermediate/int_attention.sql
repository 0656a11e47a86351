{{ config(materialized='days', day='event_date') }}

-- Where pages were scrolled to while somebody was engaged: a page begins at its top, and a place holds until the next
-- one is known. Of exports that tell of places all along, not only how far a page was scrolled when it is left.
with positions as (

    {{ scroll_positions(before=1) }}

),

telling as (

    select distinct  -- exports that tell of places that day
        event_date,
        export
    from positions
    where top_px is not null

),

steps as (

    select
        sessionised.event_date,
        sessionised.engaged_page_view_id as page_view_id,
        sessionised.event_at,
        sessionised.event_id,
        sessionised.engaged_us,
        case
            when sessionised.kind = 'ping'
                then floor({{ microseconds('sessionised.event_at') }} / 1e6 / {{ var('heartbeat_seconds') }})
        end as slot,
        positions.top_px
    from {{ ref('int_events_sessionised') }} as sessionised
    inner join telling
        on sessionised.event_date = telling.event_date and sessionised.export = telling.export
    left join positions
        on sessionised.event_date = positions.event_date and sessionised.event_id = positions.event_id
    where
        sessionised.engaged_page_view_id is not null
        and {{ in_window('sessionised.event_date', before=1) }}

),

placed as (

    select
        event_date,
        page_view_id,
        engaged_us,
        slot,
        coalesce({{ last_known('top_px') }} over until_then, 0) as top_px,
        max(slot) over until_then as slot_before
    from steps
    window until_then as (
        partition by page_view_id
        order by event_at, event_id
        rows between unbounded preceding and 1 preceding
    )

),

engaged as (

    -- pauses, and where the export sends pings, the slots of int_engagement
    select
        event_date,
        page_view_id,
        top_px,
        case
            when engaged_us is not null then engaged_us
            when slot is not null and slot_before is null then 1000000 * {{ var('minimum_visit_seconds') }}
            when slot > slot_before then 1000000 * {{ var('heartbeat_seconds') }}
        end as engaged_us
    from placed
    where {{ in_window('event_date') }}

)

select
    event_date,
    page_view_id,
    top_px,
    sum(engaged_us)::bigint as engaged_us
from engaged
where engaged_us > 0
group by event_date, page_view_id, top_px
