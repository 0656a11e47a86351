-- PostHog batch export, model "events": Parquet or JSON lines.
--
-- `_inserted_at` is when the row reached the table that exports are cut from, `created_at` when it
-- was ingested: a late row has an old `created_at`, so received means inserted.
--
-- Elements of `elements_chain` are in order, innermost first, joined by ';', with quotes escaped by '\'.
-- They are taken apart inside a list of one, for what DuckDB does in a list function it does once
-- for each different chain of a row group, not for each row.
with

chains as (
    select
        *,
        -- either may be missing in Parquet, and is text then
        coalesce(instant(_inserted_at), instant(created_at)) as arrived_at,
        properties."$current_url" as url,
        list_transform(
            [elements_chain],
            lambda chain: regexp_extract_all(chain, '(?:[^;"]|"(?:[^"\\]|\\.)*")+')
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
                            '^(?:' || interactive_tags() || ')(?:[.:]|$)'
                            || '|[":]attr__role="(?:' || interactive_roles() || ')"'
                            || '|[":]attr__' || naming_attributes() || '="'
                        )
                    )[1],
                    elements[1]
                ),
                steps := list_transform(
                    list_reverse(elements),
                    lambda element: selector(
                        regexp_extract(element, '^[^.:]*'),
                        regexp_extract(element, '[":]attr_id="((?:[^"\\]|\\.)*)"', 1),
                        regexp_extract(element, '[":]nth-of-type="([0-9]+)"', 1)
                    )
                ),
                is_typed := len(list_filter(
                    elements,
                    lambda element: regexp_matches(
                        element,
                        '[":]attr__contenteditable="(?:' || editable_values() || ')"'
                        || '|[":]attr__role="(?:' || typed_roles() || ')"'
                    )
                )) > 0
            )
        ) as aim
    from chains
),

attributes as (
    select
        *,
        list_transform(
            aim,
            lambda aimed: struct_pack(
                tag := regexp_extract(aimed.element, '^[^.:]*'),
                path := joined(aimed.steps, ' > '),
                is_typed := aimed.is_typed,
                names := regexp_extract_all(aimed.element, '([^:"=]+)="((?:[^"\\]|\\.)*)"', 1),
                texts := list_transform(
                    regexp_extract_all(aimed.element, '([^:"=]+)="((?:[^"\\]|\\.)*)"', 2),
                    lambda text: replace(text, '\"', '"')
                )
            )
        ) as hit
    from aims
),

described as (
    select
        *,
        list_transform(
            hit,
            lambda part: struct_pack(
                tag := lower(part.tag),
                id := part.texts[list_position(part.names, 'attr_id')],
                classes := part.texts[list_position(part.names, 'attr__class')],
                is_typed := part.is_typed,
                text := visible_text(
                    part.tag, part.is_typed, part.texts[list_position(part.names, 'text')]
                ),
                href := href_of(part.texts[list_position(part.names, 'attr__href')]),
                path := part.path,
                attributes := json_object_of(
                    list_transform(
                        list_filter(
                            list_zip(part.names, part.texts),
                            lambda pair: is_kept_attribute(pair[1][7:]) and starts_with(pair[1], 'attr__')
                        ),
                        lambda pair: struct_pack(key := pair[1][7:], value := to_json(pair[2]))
                    )
                )
            )
        )[1] as element
    from attributes
)

select
    line_number,
    problem,
    detail,
    damage,
    event_date,
    uuid as vendor_event_id,
    event_at,
    timestamp as event_at_text,
    local_clock(timestamp) as local_at,
    arrived_at as received_at,
    coalesce(
        time_text(_inserted_at, cast(_inserted_at as varchar)), time_text(created_at, cast(created_at as varchar))
    ) as received_at_text,
    case event
        when '$pageview' then 'page_view'
        when '$screen' then 'page_view'
        when '$pageleave' then 'page_leave'
        when '$rageclick' then 'rage_click'
        when '$dead_click' then 'dead_click'
        when '$exception' then 'error'
        when '$feature_flag_called' then 'exposure'
        when '$identify' then 'identify'
        when '$set' then 'identify'
        when '$groupidentify' then 'identify'
        when '$create_alias' then 'identify'
        when '$merge_dangerously' then 'identify'
        when '$autocapture'
            then
                case properties."$event_type"
                    when 'click' then 'click'
                    when 'touch' then 'click'
                    when 'change' then 'input'
                    when 'submit' then 'submit'
                    else 'custom'
                end
        else 'custom'
    end as kind,
    event as event_name,
    properties."$user_id" as user_id,
    distinct_id as anonymous_id,
    person_id,
    case event
        when '$identify' then properties."$anon_distinct_id"
        when '$create_alias' then properties.alias
        when '$merge_dangerously' then properties.alias
    end as merged_id,
    properties."$session_id" as vendor_session_id,
    properties."$pageview_id" as vendor_page_view_id,
    properties."$prev_pageview_id" as scroll_page_view_id,
    -- posthog-js sends the id of the page view before since 2025, its path since 2023
    case
        when properties."$prev_pageview_id" is null then properties."$prev_pageview_pathname"
    end as scroll_url_path,
    url_host(url) as url_host,
    coalesce(url_path(url), page_of(properties."$screen_name")) as url_path,
    url_query(url) as url_query,
    url_fragment(url) as url_fragment,
    coalesce(properties.title, properties."$title") as page_title,
    referrer_of(properties."$referring_domain") as referrer_host,
    element.tag as element_tag,
    element.id as element_id,
    element.classes as element_classes,
    -- The innermost element's text where the one meant has none of its own.
    coalesce(
        element.text, visible_text(element.tag, element.is_typed, properties."$el_text")
    ) as element_text,
    element.href as element_href,
    element.path as element_path,
    element.attributes as element_attributes,
    properties."$touch_x" as page_x,
    properties."$touch_y" as page_y,
    -- an app has no viewport but the screen
    coalesce(
        properties."$viewport_width", case when url is null then properties."$screen_width" end
    ) as viewport_width,
    coalesce(
        properties."$viewport_height", case when url is null then properties."$screen_height" end
    ) as viewport_height,
    -- The height of the document is not sent, but depth and fraction of the page view that ends.
    case
        when event = '$pageleave'
            then
                round(
                    try_cast(properties."$prev_pageview_max_content" as double)
                    / nullif(
                        try_cast(properties."$prev_pageview_max_content_percentage" as double), 0
                    )
                )
    end as document_height,
    properties."$prev_pageview_last_scroll" as scroll_top,
    properties."$prev_pageview_max_scroll" as scroll_max,
    properties."$prev_pageview_max_content" as scroll_depth_px,
    properties."$prev_pageview_max_content_percentage" as scroll_depth_fraction,
    case
        when properties."$prev_pageview_max_content" is not null then 'bottom_of_viewport'
    end as scroll_basis,
    properties."$prev_pageview_duration" as duration_seconds,
    traits_of(person_properties, as_traits(properties."$set"), properties) as traits,
    other_properties as properties,
    properties."$raw_user_agent" as user_agent,
    properties."$geoip_country_code" as country,
    case properties."$browser_type" when 'bot' then true when 'browser' then false end as is_bot,
    person_properties."$internal_or_test_user" as is_internal
from described
