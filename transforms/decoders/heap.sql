-- Heap Connect's files in S3: Avro, a folder for each table. The table `pageviews` has views, each other one the
-- events of one definition, by whose name it is called; `user_migrations` says which user became which. What is in
-- `users` and `sessions` is no event, so they are left out.
--
-- A user_id is a browser until somebody is identified in it, then a hash of the identity: rows of before keep the id
-- that they had. One click may be in the tables of two definitions, with the same event_id: it is one event. Nothing
-- has a position, and the text of a target is read of clicks alone: of any other event it may be what somebody typed.
with

parsed as (
    select
        *,
        path || coalesce('?' || ltrim(query, '?'), '') || coalesce('#' || ltrim(hash, '#'), '') as url,
        type in ('click', 'touch') as is_click
    from records
)

select
    line_number,
    problem,
    detail,
    damage,
    event_date,
    coalesce(event_id, from_user_id || ':' || to_user_id) as vendor_event_id,
    event_at,
    time as event_at_text,
    case
        when from_user_id is not null then 'identify'
        when table_name = 'pageviews' then 'page_view'
        when is_click then 'click'
        when type = 'change' then 'input'
        when type = 'submit' then 'submit'
        else 'custom'
    end as kind,
    coalesce(nullif(table_name, ''), type) as event_name,
    coalesce(user_id, to_user_id) as anonymous_id,
    from_user_id as merged_id,
    session_id as vendor_session_id,
    host_of(domain) as url_host,
    url_path(url) as url_path,
    url_query(url) as url_query,
    url_fragment(url) as url_fragment,
    title as page_title,
    host_of(referrer) as referrer_host,
    case when is_click then left(trim(target_text, E' \t\n\r'), 200) end as element_text,
    href_of(href) as element_href,
    hierarchy as element_path,
    traits_of(as_traits(record), as_traits(record), as_traits(record)) as traits,
    country
from parsed
