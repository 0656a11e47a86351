-- Amplitude's Export API: a zip of gzipped JSON lines, by the hour in which they were uploaded. Times are in UTC.
--
-- The position of a click is not sent: `Element Position` is where the box of the element begins in the viewport,
-- and nothing says how far the page was scrolled. A rage click has the points of its clicks in the document, a dead
-- click its point in the viewport. `Max Page Y` is the lowest line seen. There is no user agent.
--
-- The first element of a hierarchy is the one meant, an ancestor of the point hit.
with

chains as (
    select
        *,
        list_transform(
            [event_properties."[Amplitude] Element Hierarchy"],
            lambda hierarchy: struct_pack(
                elements := try(from_json(hierarchy, '["JSON"]')),
                is_typed := coalesce(
                    regexp_matches(
                        hierarchy,
                        '"contenteditable":\s*"(?:' || editable_values() || ')"'
                        || '|"role":\s*"(?:' || typed_roles() || ')"'
                    ),
                    false
                )
            )
        ) as chain,
        try_cast(event_properties."[Amplitude] Max Page Y" as double) as depth,
        case
            when event_type = '[Amplitude] Rage Click' then event_properties."[Amplitude] Clicks"
        end as clicks
    from records
),

described as (
    select
        *,
        list_transform(
            chain,
            lambda part: struct_pack(
                tag := lower(part.elements[1] ->> '/tag'),
                id := part.elements[1] ->> '/id',
                classes := joined(try_cast(part.elements[1] -> '/classes' as varchar[]), ' '),
                is_typed := part.is_typed,
                href := href_of(part.elements[1] ->> '/attrs/href'),
                path := joined(
                    list_transform(
                        list_reverse(part.elements),
                        lambda element: selector(
                            lower(element ->> '/tag'),
                            element ->> '/id',
                            cast(try_cast(element ->> '/indexOfType' as integer) + 1 as varchar)
                        )
                    ),
                    ' > '
                ),
                attributes := json_object_of(
                    list_filter(
                        map_entries(try(from_json(part.elements[1] -> '/attrs', '"MAP(VARCHAR,JSON)"'))),
                        lambda member: is_kept_attribute(member.key)
                    )
                )
            )
        )[1] as element
    from chains
)

select
    line_number,
    problem,
    detail,
    damage,
    event_date,
    -- what Amplitude deduplicates by
    case when insert_id is not null then md5(concat_ws(chr(31), device_id, insert_id)) else uuid end as vendor_event_id,
    event_at,
    event_time as event_at_text,
    instant_in_utc(server_upload_time) as received_at,
    server_upload_time as received_at_text,
    case event_type
        when '[Amplitude] Page Viewed' then 'page_view'
        when '[Amplitude] Screen Viewed' then 'page_view'
        when '[Amplitude] Element Clicked' then 'click'
        when '[Amplitude] Element Interacted' then 'click'
        when '[Amplitude] Rage Click' then 'rage_click'
        when '[Amplitude] Dead Click' then 'dead_click'
        when '[Amplitude] Error Click' then 'error'
        when '[Amplitude] Viewport Content Updated' then 'scroll'
        when '[Amplitude] Element Changed' then 'input'
        when '[Amplitude] Form Started' then 'input'
        when '[Amplitude] Form Submitted' then 'submit'
        when '$exposure' then 'exposure'
        when '$identify' then 'identify'
        when '$groupidentify' then 'identify'
        else 'custom'
    end as kind,
    event_type as event_name,
    user_id,
    device_id as anonymous_id,
    amplitude_id as person_id,
    -- of what happens outside a session
    nullif(session_id, '-1') as vendor_session_id,
    event_properties."[Amplitude] Page View ID" as vendor_page_view_id,
    url_host(url) as url_host,
    coalesce(url_path(url), page_of(event_properties."[Amplitude] Screen Name")) as url_path,
    url_query(url) as url_query,
    url_fragment(url) as url_fragment,
    event_properties."[Amplitude] Page Title" as page_title,
    referrer_of(event_properties.referring_domain) as referrer_host,
    element.tag as element_tag,
    element.id as element_id,
    element.classes as element_classes,
    visible_text(
        element.tag, element.is_typed, event_properties."[Amplitude] Element Text"
    ) as element_text,
    element.href as element_href,
    element.path as element_path,
    element.attributes as element_attributes,
    clicks ->> '/0/X' as page_x,
    clicks ->> '/0/Y' as page_y,
    event_properties."[Amplitude] X" as client_x,
    event_properties."[Amplitude] Y" as client_y,
    event_properties."[Amplitude] Viewport Width" as viewport_width,
    event_properties."[Amplitude] Viewport Height" as viewport_height,
    greatest(0, depth - try_cast(event_properties."[Amplitude] Viewport Height" as double)) as scroll_max,
    depth as scroll_depth_px,
    case when depth is not null then 'bottom_of_viewport' end as scroll_basis,
    traits_of(user_properties, user_properties, user_properties) as traits,
    other_properties as properties,
    country
from described
