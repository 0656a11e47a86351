{{ config(materialized='days', day='event_date') }}

{%- set patience_us = (var('overlap_seconds') * 1000000) | int %}

{#- What two vendors name alike: pages by their address, all but custom events by their kind. -#}
{%- set name_if_custom = "case when kind = 'custom' then event_name end" %}
{%- set same = key_of(['user_key', 'kind', name_if_custom, 'url_host', 'url_path']) %}

-- Overlaps come first, here and below: where no export overlaps another no event is read.
with overlapping as (

    select
        events.event_date,
        events.row_id,
        events.file_id,
        events.event_at,
        pairs.export,
        pairs.other_export,
        {{ same }} as same_id
    from {{ ref('stg_raw__overlaps') }} as pairs
    inner join {{ ref('int_events_identified') }} as events
        on pairs.export = events.export
    where
        not events.is_nobody
        and {{ in_window('events.event_date') }}

),

others as (

    select
        events.event_date,
        events.row_id,
        events.export,
        events.event_at,
        {{ same }} as same_id
    from (
        select distinct other_export
        from {{ ref('stg_raw__overlaps') }}
    ) as overlapped
    inner join {{ ref('int_events_identified') }} as events
        on overlapped.other_export = events.export
    where
        not events.is_nobody
        and {{ in_window('events.event_date') }}

)

select
    overlapping.event_date,
    overlapping.row_id,
    overlapping.file_id,
    overlapping.export,
    others.row_id as other_row_id,
    others.export as other_export
from overlapping
inner join others
    on
        overlapping.event_date = others.event_date
        and overlapping.other_export = others.export
        and overlapping.same_id = others.same_id
where
    {{ microseconds('overlapping.event_at') }} <= {{ microseconds('others.event_at') }} + {{ patience_us }}
    and {{ microseconds('others.event_at') }} <= {{ microseconds('overlapping.event_at') }} + {{ patience_us }}
