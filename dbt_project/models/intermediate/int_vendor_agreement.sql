{{ config(materialized='days', day='event_date') }}

with sides as (

    select
        pairs.export,
        pairs.other_export,
        true as is_own,
        events.event_date,
        events.row_id,
        events.activity_id,
        events.kind
    from {{ ref('stg_raw__overlaps') }} as pairs
    inner join {{ ref('int_events_identified') }} as events
        on pairs.export = events.export
    where
        events.kind in ('page_view', 'click')
        and {{ in_window('events.event_date') }}

    union all

    select
        pairs.export,
        pairs.other_export,
        false as is_own,
        events.event_date,
        events.row_id,
        events.activity_id,
        events.kind
    from {{ ref('stg_raw__overlaps') }} as pairs
    inner join {{ ref('int_events_identified') }} as events
        on pairs.other_export = events.export
    where
        events.kind in ('page_view', 'click')
        and {{ in_window('events.event_date') }}

),

agreed as (

    select
        event_date,
        export,
        other_export,
        true as is_own,
        row_id
    from {{ ref('int_events_overlapping') }}
    where {{ in_window('event_date') }}

    union all

    select
        event_date,
        export,
        other_export,
        false as is_own,
        other_row_id as row_id
    from {{ ref('int_events_overlapping') }}
    where {{ in_window('event_date') }}

),

counted as (

    select
        sides.event_date,
        sides.export,
        sides.other_export,
        sides.kind,
        coalesce(activities.shown_page, '(none)') as page,
        count(*) filter (where sides.is_own) as event_count,
        count(*) filter (where not sides.is_own) as other_event_count,
        count(*) filter (where sides.is_own and agreed.row_id is not null) as both_count,
        count(*) filter (where sides.is_own and agreed.row_id is null) as only_count,
        count(*) filter (where not sides.is_own and agreed.row_id is null) as other_only_count
    from sides
    inner join {{ ref('int_activities') }} as activities
        on
            sides.event_date = activities.event_date
            and sides.activity_id = activities.activity_id
            and {{ in_window('activities.event_date') }}
    left join agreed
        on
            sides.event_date = agreed.event_date
            and sides.export = agreed.export
            and sides.other_export = agreed.other_export
            and sides.is_own = agreed.is_own
            and sides.row_id = agreed.row_id
    group by
        sides.event_date, sides.export, sides.other_export, sides.kind, coalesce(activities.shown_page, '(none)')

)

select
    export,
    other_export,
    kind,
    page,
    event_count,
    other_event_count,
    both_count,
    only_count,
    other_only_count,
    both_count / nullif(both_count + only_count + other_only_count, 0) as agreement,
    event_date
from counted
