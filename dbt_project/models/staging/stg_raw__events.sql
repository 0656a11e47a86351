select
    event.*,
    -- the group within which a pause, or nothing but the vendor's own id, ends a session
    case
        when export.sessions <> 'vendor' or event.vendor_session_id is null then 0
        -- PostHog's ids are unique; others may be numbers that each device begins anew
        when export.format like 'posthog%' then {{ key_of(['event.vendor_session_id']) }}
        else {{ key_of(['event.vendor_session_id', 'event.anonymous_id']) }}
    end as session_group,
    -- of the rows of one event Snowplow's first counts, and the newest of all others
    export.format = 'snowplow' as is_first_kept,
    {{ key_of(['event.file_id', 'event.line_number']) }} as row_id,
    {{ key_of([
        'event.user_agent', 'event.url_host', 'event.traits', 'event.country', 'event.referrer_host',
        'event.viewport_width'
    ]) }} as visitor_id,
    {{ key_of([
        'event.url_host', 'event.url_path', 'event.event_name', 'event.page_title', 'event.element_tag',
        'event.element_id', 'event.element_text', 'event.element_path', 'event.element_attributes'
    ]) }} as activity_id
from {{ source('raw', 'events') }} as event
inner join {{ source('raw', 'exports') }} as export
    on event.export = export.export
