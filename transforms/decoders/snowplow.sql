-- Snowplow's enriched events: lines of 131 fields between tabs, without header and quotes. Times are in UTC.
--
-- Clicks on links and buttons have no coordinates. Page pings are heartbeats and say between which offsets the page was
-- scrolled since the one before. What entities are attached to an event is a list of {schema, data}; the box of an
-- element is known where it comes into view, goes out of it, or is made.
--
-- Entities of the customer's own have traits: the first three of them are read.
-- They are taken apart inside a list of one: once for each different list of a row group.
with

attached as (
    select
        * replace (try_cast(event_data as json) as event_data),
        list_transform(
            list_transform(
                [entities], lambda given: try(from_json(given, '[{"schema":"VARCHAR","data":"JSON"}]'))
            ),
            lambda attachments: struct_pack(
                page := list_filter(attachments, lambda one: contains(one.schema, '/web_page/'))[1].data,
                client := list_filter(attachments, lambda one: contains(one.schema, '/client_session/'))[1].data,
                box := list_filter(attachments, lambda one: contains(one.schema, '/element/'))[1].data,
                own := list_transform(
                    list_filter(
                        attachments,
                        lambda one: not regexp_matches(
                            one.schema, '^iglu:(com\.snowplowanalytics|org\.w3|com\.google)[./]'
                        )
                    ),
                    lambda one: as_traits(one.data)
                )
            )
        ) as attachments,
        case
            when event_name in ('link_click', 'button_click', 'focus_form', 'change_form') then event_name
        end as action
    from records
),

hits as (
    select
        *,
        list_transform(
            attachments,
            lambda attached: struct_pack(
                page_view_id := attached.page ->> '/id',
                person_id := attached.client ->> '/userId',
                session_id := attached.client ->> '/sessionId',
                own := attached.own
            )
        )[1] as given,
        case when regexp_matches(event_name, '_element$') then attachments[1].box end as box,
        case action
            when 'link_click' then 'a'
            when 'button_click' then 'button'
            else lower(event_data ->> '/nodeName')
        end as tag,
        joined(
            try_cast(coalesce(event_data -> '/elementClasses', event_data -> '/classes') as varchar[]), ' '
        ) as classes
    from attached
)

select
    line_number,
    problem,
    detail,
    damage,
    event_date,
    event_id as vendor_event_id,
    event_at,
    coalesce(
        time_text(derived_tstamp, cast(derived_tstamp as varchar)),
        time_text(collector_tstamp, cast(collector_tstamp as varchar))
    ) as event_at_text,
    instant_in_utc(collector_tstamp) as received_at,
    collector_tstamp as received_at_text,
    case
        when event in ('page_view', 'pv') or event_name = 'screen_view' then 'page_view'
        when event in ('page_ping', 'pp') then 'ping'
        when event_name in ('link_click', 'button_click') then 'click'
        when event_name = 'change_form' then 'input'
        when event_name = 'submit_form' then 'submit'
        when event_name = 'application_error' then 'error'
        when box is not null then 'exposure'
        when event_name = 'screen_end' then 'page_leave'
        else 'custom'
    end as kind,
    case when event in ('struct', 'se') then concat_ws(' ', se_category, se_action) else coalesce(event_name, event) end
        as event_name,
    user_id,
    coalesce(domain_userid, given.person_id, network_userid) as anonymous_id,
    coalesce(domain_sessionid, given.session_id) as vendor_session_id,
    given.page_view_id as vendor_page_view_id,
    url_host(page_url) as url_host,
    coalesce(url_path(page_url), case when event_name = 'screen_view' then page_of(event_data ->> '/name') end)
        as url_path,
    url_query(page_url) as url_query,
    url_fragment(page_url) as url_fragment,
    page_title,
    referrer_of(refr_urlhost) as referrer_host,
    tag as element_tag,
    case action when 'button_click' then event_data ->> '/id' else event_data ->> '/elementId' end as element_id,
    classes as element_classes,
    visible_text(tag, false, coalesce(event_data ->> '/label', event_data ->> '/elementContent')) as element_text,
    href_of(event_data ->> '/targetUrl') as element_href,
    box ->> '/doc_position_x' as element_x,
    box ->> '/doc_position_y' as element_y,
    box ->> '/width' as element_width,
    box ->> '/height' as element_height,
    coalesce(br_viewwidth, case when page_url is null then dvce_screenwidth end) as viewport_width,
    coalesce(br_viewheight, case when page_url is null then dvce_screenheight end) as viewport_height,
    doc_width as document_width,
    doc_height as document_height,
    -- the tracker leaves a zero out
    case when event in ('page_ping', 'pp') then coalesce(pp_yoffset_max, '0') end as scroll_max,
    traits_of(given.own[1], given.own[2], given.own[3]) as traits,
    case
        when event in ('struct', 'se')
            then
                json_merge_patch(
                    '{}', json_object('label', se_label, 'property', se_property, 'value', se_value)
                )
        when box is not null then json_object('element_name', box ->> '/element_name')
        when event_vendor not like 'com.snowplowanalytics.%' then event_data
    end as properties,
    useragent as user_agent,
    geo_country as country,
    case when contains(derived_entities, '"spiderOrRobot":true') then true end as is_bot
from hits
