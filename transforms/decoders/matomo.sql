-- Matomo's log tables, joined into one row for each action: orchestration/examples/README.md has the query.
--
-- Of an action there is a URL and what it is of: a page, a link to another host, a file, or a search. An event and a
-- view of content have the page as their URL, so what they are is told by their names. The page of a link or file is
-- that of the action before. Nothing has a position, and the screen is no viewport; the time that Matomo says was spent
-- is what passed between two actions, which the actions say themselves.
with

told as (
    select
        *,
        case
            when coalesce(event_category, event_action) is not null then 'event'
            when content_name is not null then 'content'
            when whole_number(type) = '2' then 'outlink'
            when whole_number(type) = '3' then 'download'
            when whole_number(type) = '8' then 'search'
            when whole_number(type) = '1' then 'pageview'
            else 'other'
        end as what,
        matomo_url(url_prefix, url) as whole_url,
        matomo_url(url_prefix_ref, url_ref) as page_before
    from records
),

placed as (
    select
        *,
        what in ('outlink', 'download') as is_click,
        case when what in ('outlink', 'download') then page_before else whole_url end as page_url
    from told
)

select
    line_number,
    problem,
    detail,
    damage,
    event_date,
    idlink_va as vendor_event_id,
    event_at,
    server_time as event_at_text,
    case when what = 'pageview' then 'page_view' when is_click then 'click' else 'custom' end as kind,
    case what when 'event' then concat_ws(' ', event_category, event_action) else what end as event_name,
    user_id,
    idvisitor as anonymous_id,
    idvisit as vendor_session_id,
    idvisit || ':' || idpageview as vendor_page_view_id,
    url_host(page_url) as url_host,
    url_path(page_url) as url_path,
    url_query(page_url) as url_query,
    url_fragment(page_url) as url_fragment,
    case when what = 'pageview' then name end as page_title,
    url_host(referer_url) as referrer_host,
    case when is_click then 'a' end as element_tag,
    case when is_click then href_of(whole_url) end as element_href,
    traits_of(as_traits(record), as_traits(record), as_traits(record)) as traits,
    case what
        when 'event' then json_merge_patch('{}', json_object('name', name, 'value', custom_float))
        when 'content' then json_object('content', content_name)
    end as properties,
    location_country as country
from placed
