{#
    A query: where a page was scrolled to when an event happened, by event, of exports that tell of places all along and not
    only how far a page was scrolled when it is left. A click on what scrolls with the page says it too.
-#}
{% macro scroll_positions(before=0) -%}
select
        events.event_date,
        events.export,
        events.event_id,
        case
            when events.scroll_top between 0 and 1000000 then floor(events.scroll_top)
            when not coalesce(events.is_fixed_target, false) and events.page_y - events.client_y between 0 and 1000000
                then floor(events.page_y - events.client_y)
        end::integer as top_px
    from {{ ref('int_events_counted') }} as events
    inner join {{ ref('stg_raw__exports') }} as exports
        on events.export = exports.export
    where
        exports.is_timed
        and events.kind not in ('page_view', 'page_leave')
        and events.scroll_page_view_id is null
        and coalesce(events.scroll_top, events.client_y) is not null
        and {{ in_window('events.event_date', before=before) }}
{%- endmacro %}
