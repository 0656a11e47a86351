-- Google Analytics 4, tables `events_YYYYMMDD` of its export to BigQuery, extracted as JSON lines, in which whole
-- numbers are texts, or as Parquet. There is no event id: an event is known by stream, device, session, name, time and
-- parameters. Tables of the last three days are written anew when late events come.
--
-- Nothing has a position. `click` is one on a link to another host; `scroll` says once that 90 % of a page was seen.
with

described as (
    select
        *,
        parameters_of(event_params) as params,
        parameters_of(user_properties) as person
    from records
),

located as (
    select
        *,
        params ->> '/page_location' as url,
        event_name in ('click', 'file_download') as is_click,
        try_cast(params ->> '/percent_scrolled' as double) / 100 as depth
    from described
)

select
    line_number,
    problem,
    detail,
    damage,
    event_date,
    case
        when problem is null
            then
                md5(
                    concat_ws(
                        chr(31),
                        coalesce(stream_id, ''),
                        coalesce(user_pseudo_id, ''),
                        event_name,
                        cast(event_timestamp as varchar),
                        params
                    )
                )
    end as vendor_event_id,
    event_at,
    event_timestamp as event_at_text,
    case event_name
        when 'page_view' then 'page_view'
        when 'screen_view' then 'page_view'
        when 'click' then 'click'
        when 'file_download' then 'click'
        when 'scroll' then 'scroll'
        when 'form_start' then 'input'
        when 'form_submit' then 'submit'
        when 'exception' then 'error'
        when 'app_exception' then 'error'
        else 'custom'
    end as kind,
    event_name,
    user_id,
    user_pseudo_id as anonymous_id,
    params ->> '/ga_session_id' as vendor_session_id,
    coalesce(url_host(url), host_of(hostname)) as url_host,
    coalesce(url_path(url), page_of(coalesce(params ->> '/firebase_screen', params ->> '/firebase_screen_class')))
        as url_path,
    url_query(url) as url_query,
    url_fragment(url) as url_fragment,
    params ->> '/page_title' as page_title,
    url_host(params ->> '/page_referrer') as referrer_host,
    case when is_click then 'a' end as element_tag,
    case when is_click then params ->> '/link_id' end as element_id,
    case when is_click then params ->> '/link_classes' end as element_classes,
    case when is_click then visible_text('a', false, params ->> '/link_text') end as element_text,
    case when is_click then href_of(params ->> '/link_url') end as element_href,
    depth as scroll_depth_fraction,
    case when depth is not null then 'bottom_of_viewport' end as scroll_basis,
    traits_of(as_traits(person), as_traits(person), as_traits(person)) as traits,
    json_object_of(
        list_filter(
            map_entries(from_json(params, '"MAP(VARCHAR,JSON)"')),
            lambda member: not regexp_full_match(
                member.key,
                '(ga|page|engage|session|link|firebase|batch|debug)_.*|engaged_session_event|entrances|percent_scrolled'
                || '|ignore_referrer|outbound|file_.*|form_.*|source|medium|campaign|campaign_id|term|content|gclid'
            )
        )
    ) as properties,
    country
from located
