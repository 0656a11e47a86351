{{ config(materialized='days', day='event_date') }}

{%- set patience_us = (var('overlap_seconds') * 1000000) | int %}

{#- What two vendors name alike: pages by their address, all but custom events by their kind. -#}
{%- set name_if_custom = "case when kind = 'custom' then event_name end" %}
{%- set same = key_of([
    'event_date', 'pairs.export', 'pairs.other_export', 'user_key', 'kind', name_if_custom, 'url_host', 'url_path'
]) %}

-- Overlaps come first: where no export overlaps another no event is read.
with sides as (

    select
        pairs.export,
        pairs.other_export,
        1 as step,
        events.event_date,
        events.row_id,
        events.file_id,
        events.event_id,
        {{ microseconds('events.event_at') }} as at_us,
        {{ same }} as same_id
    from {{ ref('stg_raw__overlaps') }} as pairs
    inner join {{ ref('int_events_identified') }} as events
        on pairs.export = events.export
    where
        not events.is_nobody
        and {{ in_window('events.event_date') }}

    union all

    select
        pairs.export,
        pairs.other_export,
        -1 as step,
        events.event_date,
        events.row_id,
        events.file_id,
        events.event_id,
        {{ microseconds('events.event_at') }} as at_us,
        {{ same }} as same_id
    from {{ ref('stg_raw__overlaps') }} as pairs
    inner join {{ ref('int_events_identified') }} as events
        on pairs.other_export = events.export
    where
        not events.is_nobody
        and {{ in_window('events.event_date') }}

),

-- In order of time each event is a step: up if it is of the export that overlaps, down if it is of the other one. Steps
-- between the same two heights go up and down in turn, so that each is next to one of the other export. Pairs of such
-- neighbours are one to one, and no other pairs are as near to each other in all.
climbing as (

    select
        *,
        sum(step) over (
            partition by same_id
            order by at_us, step, event_id
            rows between unbounded preceding and current row
        ) - case when step = 1 then 1 else 0 end as height
    from sides

),

apart as (

    select
        *,
        at_us - lag(at_us) over (partition by same_id, height order by at_us, step, event_id) as gap_us
    from climbing

),

-- neighbours no further apart than one event may be from itself
runs as (

    select
        *,
        sum(case when gap_us > {{ patience_us }} then 1 else 0 end) over (
            partition by same_id, height
            order by at_us, step, event_id
            rows between unbounded preceding and current row
        ) as run
    from apart

),

placed as (

    select
        *,
        row_number() over in_order as place,
        lag(row_id) over in_order as row_before_id,
        lead(row_id) over in_order as row_after_id,
        count(*) over (partition by same_id, height, run) as place_count
    from runs
    window in_order as (partition by same_id, height, run order by at_us, step, event_id)

),

-- How far all pairs are apart if this is the one without a pair, but for a number that is the same for the whole run.
weighed as (

    select
        *,
        sum(case when place = 1 then 0 when place % 2 = 0 then gap_us else -gap_us end) over (
            partition by same_id, height, run
            order by place
            rows between unbounded preceding and current row
        ) as distance_us
    from placed

),

-- of an odd number one has no pair, and it has an even number before it
paired as (

    select
        *,
        first_value(place) over (
            partition by same_id, height, run
            order by place % 2 desc, distance_us, place desc
        ) as alone_place
    from weighed

),

sided as (

    select
        *,
        place_count % 2 = 1 and place > alone_place as is_after_it
    from paired
    where step = 1 and not (place_count % 2 = 1 and place = alone_place)

)

select
    event_date,
    row_id,
    file_id,
    export,
    case when is_after_it = (place % 2 = 0) then row_after_id else row_before_id end as other_row_id,
    other_export
from sided
