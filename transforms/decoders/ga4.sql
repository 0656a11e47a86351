-- Google Analytics 4, tables `events_YYYYMMDD` of its export to BigQuery, extracted as JSON lines, in which whole
-- numbers are texts, or as Parquet. There is no event id: an event is known by stream, device, session, name, time and
-- parameters. Tables of the last three days are written anew when late events come.
--
-- Nothing has a position. `click` is one on a link to another host; `scroll` says once that 90 % of a page was seen.
-- What follows from the parameters alone is made inside a list of one: once for each different value of a row group.
with

named as (
    select
        *,
        list_transform(
            [event_params],
            lambda given: list_transform(
                [parameters_of(given)],
                lambda params: struct_pack(
                    params := params,
                    named := from_json(
                        params,
                        '{
                            "page_location": "VARCHAR", "page_title": "VARCHAR", "page_referrer": "VARCHAR",
                            "ga_session_id": "VARCHAR", "percent_scrolled": "VARCHAR", "firebase_screen": "VARCHAR",
                            "firebase_screen_class": "VARCHAR", "link_id": "VARCHAR", "link_classes": "VARCHAR",
                            "link_text": "VARCHAR", "link_url": "VARCHAR"
                        }'
                    ),
                    others := json_object_of(
                        list_filter(
                            map_entries(from_json(params, '"MAP(VARCHAR,JSON)"')),
                            lambda member: not regexp_full_match(
                                member.key,
                                '(ga|page|engage|session|link|firebase|batch|debug)_.*|engaged_session_event|entrances'
                                || '|percent_scrolled|ignore_referrer|outbound|file_.*|form_.*|source|medium|campaign'
                                || '|campaign_id|term|content|gclid'
                            )
                        )
                    )
                )
            )[1]
        ) as named,
        list_transform([user_properties], lambda given: as_traits(parameters_of(given)))[1] as person
    from records
),

described as (
    select
        *,
        list_transform(
            named,
            lambda part: struct_pack(
                params := part.params,
                others := part.others,
                host := url_host(part.named.page_location),
                path := url_path(part.named.page_location),
                query := url_query(part.named.page_location),
                fragment := url_fragment(part.named.page_location),
                session_id := part.named.ga_session_id,
                title := part.named.page_title,
                screen := page_of(coalesce(part.named.firebase_screen, part.named.firebase_screen_class)),
                referrer := url_host(part.named.page_referrer),
                link_id := part.named.link_id,
                link_classes := part.named.link_classes,
                text := visible_text('a', false, part.named.link_text),
                href := href_of(part.named.link_url),
                depth := try_cast(part.named.percent_scrolled as double) / 100
            )
        )[1] as given,
        event_name in ('click', 'file_download') as is_click
    from named
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
                        given.params
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
    given.session_id as vendor_session_id,
    coalesce(given.host, host_of(hostname)) as url_host,
    coalesce(given.path, given.screen) as url_path,
    given.query as url_query,
    given.fragment as url_fragment,
    given.title as page_title,
    given.referrer as referrer_host,
    case when is_click then 'a' end as element_tag,
    case when is_click then given.link_id end as element_id,
    case when is_click then given.link_classes end as element_classes,
    case when is_click then given.text end as element_text,
    case when is_click then given.href end as element_href,
    given.depth as scroll_depth_fraction,
    case when given.depth is not null then 'bottom_of_viewport' end as scroll_basis,
    traits_of(person, person, person) as traits,
    given.others as properties,
    country
from described
