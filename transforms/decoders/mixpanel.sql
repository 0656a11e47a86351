-- Mixpanel raw export: JSON lines of {"event": …, "properties": {…}}.
--
-- `time` is in seconds, or in milliseconds with the option time_in_ms; nothing says which. It counts on
-- the clock of the project's time zone, which is UTC for projects since 2023; mp_processing_time_ms is UTC.
-- `$pageX` and `$pageY` count from the edges of the document also for sticky targets, and nothing
-- marks those. `$x` and `$y` are the same as `$clientX` and `$clientY`.
--
-- Elements of `$elements` are in order, innermost first. They are taken apart inside a list of one, for
-- what DuckDB does in a list function it does once for each different value of a row group.
with

chains as (
    select
        *,
        properties."$current_url" as url,
        list_transform(
            [properties."$elements"],
            lambda elements: try(from_json(elements, '["JSON"]'))
        ) as chain
    from records
),

-- The closest interactive element at or above the point hit, else the innermost.
aims as (
    select
        *,
        list_transform(
            chain,
            lambda elements: struct_pack(
                element := coalesce(
                    list_filter(
                        elements,
                        lambda element: regexp_matches(
                            element,
                            '"\$tag_name":"(?:' || interactive_tags() || ')"'
                            || '|"\$attr-role":"(?:' || interactive_roles() || ')"'
                            || '|"\$attr-' || naming_attributes() || '":'
                        )
                    )[1],
                    elements[1]
                ),
                innermost := elements[1],
                steps := list_transform(
                    list_reverse(elements),
                    lambda element: selector(
                        lower(element ->> '/$tag_name'),
                        element ->> '/$id',
                        element ->> '/$nth_of_type'
                    )
                ),
                is_typed := len(list_filter(
                    elements,
                    lambda element: regexp_matches(
                        element,
                        '"\$attr-contenteditable":"(?:' || editable_values() || ')"'
                        || '|"\$attr-role":"(?:' || typed_roles() || ')"'
                    )
                )) > 0
            )
        ) as aim
    from chains
),

described as (
    select
        *,
        list_transform(
            aim,
            lambda aimed: struct_pack(
                tag := lower(aimed.element ->> '/$tag_name'),
                id := aimed.element ->> '/$id',
                classes := joined(try_cast(aimed.element -> '/$classes' as varchar[]), ' '),
                href := href_of(aimed.element ->> '/$attr-href'),
                path := joined(aimed.steps, ' > '),
                is_typed := aimed.is_typed,
                is_innermost := aimed.element = aimed.innermost,
                attributes := json_object_of(
                    list_transform(
                        list_filter(
                            map_entries(from_json(aimed.element, '"MAP(VARCHAR,JSON)"')),
                            lambda member: is_kept_attribute(member.key[7:]) and starts_with(member.key, '$attr-')
                        ),
                        lambda member: struct_pack(key := member.key[7:], value := member.value)
                    )
                )
            )
        )[1] as element,
        case
            when event = '$mp_page_leave'
                then try_cast(properties."$max_scroll_view_depth" as double)
        end as depth,
        case
            when event = '$merge' then try(from_json(properties."$distinct_ids", '["VARCHAR"]'))
        end as merged_ids,
        -- Of somebody who is not signed in, distinct_id is the id of the device with a sign before it; a merge
        -- may have none.
        coalesce(
            case when not starts_with(properties.distinct_id, '$device:') then properties.distinct_id end,
            list_filter(merged_ids, lambda id: not starts_with(id, '$device:'))[1],
            merged_ids[1]
        ) as person
    from aims
)

select
    line_number,
    problem,
    detail,
    damage,
    event_date,
    -- What Mixpanel deduplicates by, without the person: after a merge an export has another one.
    case
        when properties."$insert_id" is not null
            then
                md5(
                    concat_ws(
                        chr(31),
                        event,
                        properties.time,
                        properties."$insert_id"
                    )
                )
    end as vendor_event_id,
    event_at,
    properties.time as event_at_text,
    utc(epoch_of_either_unit(properties.time)) as local_at,
    epoch_instant(properties.mp_processing_time_ms, 1000) as received_at,
    properties.mp_processing_time_ms as received_at_text,
    case event
        when '$mp_web_page_view' then 'page_view'
        when '$mp_page_leave' then 'page_leave'
        when '$mp_click' then 'click'
        when '$mp_rage_click' then 'rage_click'
        when '$mp_dead_click' then 'dead_click'
        when '$mp_scroll' then 'scroll'
        when '$mp_input_change' then 'input'
        when '$mp_submit' then 'submit'
        when '$experiment_started' then 'exposure'
        when '$identify' then 'identify'
        when '$create_alias' then 'identify'
        when '$merge' then 'identify'
        else 'custom'
    end as kind,
    event as event_name,
    properties."$user_id" as user_id,
    device as anonymous_id,
    person as person_id,
    case event
        when '$identify' then properties."$anon_id"
        when '$create_alias' then properties.alias
        when '$merge' then device_of(list_filter(merged_ids, lambda id: id <> person)[1])
    end as merged_id,
    url_host(url) as url_host,
    url_path(url) as url_path,
    url_query(url) as url_query,
    url_fragment(url) as url_fragment,
    properties.current_page_title as page_title,
    referrer_of(properties."$referring_domain") as referrer_host,
    element.tag as element_tag,
    element.id as element_id,
    element.classes as element_classes,
    visible_text(element.tag, element.is_typed, properties."$el_text") as element_text,
    element.href as element_href,
    element.path as element_path,
    -- Some attributes are not in `$elements`, but the event has them for the innermost element.
    coalesce(
        element.attributes,
        case
            when element.is_innermost
                then
                    json_object_of(
                        list_filter(
                            [
                                {
                                    'key': 'data-attr',
                                    'value': to_json(properties."$el_attr__data-attr")
                                },
                                {
                                    'key': 'data-testid',
                                    'value': to_json(properties."$el_attr__data-testid")
                                },
                                {
                                    'key': 'data-test',
                                    'value': to_json(properties."$el_attr__data-test")
                                },
                                {
                                    'key': 'data-track',
                                    'value': to_json(properties."$el_attr__data-track")
                                },
                                {
                                    'key': 'data-id',
                                    'value': to_json(properties."$el_attr__data-id")
                                }
                            ],
                            lambda member: member.value is not null
                        )
                    )
        end
    ) as element_attributes,
    properties."$pageX" as page_x,
    properties."$pageY" as page_y,
    properties."$clientX" as client_x,
    properties."$clientY" as client_y,
    properties."$viewportWidth" as viewport_width,
    properties."$viewportHeight" as viewport_height,
    properties."$pageWidth" as document_width,
    coalesce(properties."$pageHeight", properties."$scroll_height") as document_height,
    properties."$scroll_top" as scroll_top,
    -- Scrolling further than the document is high is impossible, but a short page has a depth of
    -- the whole viewport.
    case
        when depth - try_cast(properties."$viewportHeight" as double) is not null
            then greatest(0, depth - try_cast(properties."$viewportHeight" as double))
    end as scroll_max,
    coalesce(cast(depth as varchar), properties."$max_scroll_view_depth") as scroll_depth_px,
    case when depth is not null then 'bottom_of_viewport' end as scroll_basis,
    traits_of(properties, properties, properties) as traits,
    other_properties as properties,
    properties."$user_agent" as user_agent,
    properties.mp_country_code as country
from described
