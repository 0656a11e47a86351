-- Snowplow's enriched events: lines of 131 fields between tabs, without header and quotes. Times are in UTC.
--
-- Clicks on links and buttons have no coordinates. Page pings are heartbeats and say between which offsets the page was
-- scrolled since the one before. What entities are attached to an event is a list of {schema, data}; the box of an
-- element is known where it comes into view, goes out of it, or is made.
--
-- Entities of the customer's own have traits: the first three of them are read.
with

attached as (
    select
        * replace (try_cast(event_data as json) as event_data),
        try(from_json(entities, '[{"schema":"VARCHAR","data":"JSON"}]')) as attachments
    from records
),

described as (
    select
        *,
        list_filter(attachments, lambda one: contains(one.schema, '/web_page/'))[1].data as web_page,
        list_filter(attachments, lambda one: contains(one.schema, '/client_session/'))[1].data as client_session,
        case
            when regexp_matches(event_name, '_element$')
                then list_filter(attachments, lambda one: contains(one.schema, '/element/'))[1].data
        end as box,
        list_transform(
            list_filter(
                attachments,
                lambda one: not regexp_matches(one.schema, '^iglu:(com\.snowplowanalytics|org\.w3|com\.google)[./]')
            ),
            lambda one: as_traits(one.data)
        ) as own,
        case
            when event_name in ('link_click', 'button_click', 'focus_form', 'change_form') then event_name
        end as action
    from attached
),

hits as (
    select
        *,
        case action
            when 'link_click' then 'a'
            when 'button_click' then 'button'
            else lower(event_data ->> '/nodeName')
        end as tag
    from described
)

select
    line_number,
    problem,
    detail,
    damage,
    event_date,
    event_id as vendor_event_id,
    event_at,
    coalesce(derived_tstamp, collector_tstamp) as event_at_text,
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
    coalesce(domain_userid, client_session ->> '/userId', network_userid) as anonymous_id,
    coalesce(domain_sessionid, client_session ->> '/sessionId') as vendor_session_id,
    web_page ->> '/id' as vendor_page_view_id,
    url_host(page_url) as url_host,
    coalesce(url_path(page_url), case when event_name = 'screen_view' then page_of(event_data ->> '/name') end)
        as url_path,
    url_query(page_url) as url_query,
    url_fragment(page_url) as url_fragment,
    page_title,
    referrer_of(refr_urlhost) as referrer_host,
    tag as element_tag,
    case action when 'button_click' then event_data ->> '/id' else event_data ->> '/elementId' end as element_id,
    joined(
        try_cast(coalesce(event_data -> '/elementClasses', event_data -> '/classes') as varchar[]), ' '
    ) as element_classes,
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
    traits_of(own[1], own[2], own[3]) as traits,
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
