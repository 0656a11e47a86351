-- rrweb's recordings: lists or lines of events, a file for each session. recordings.py has told of each event the page,
-- the viewport, the scroll and the elements from the one hit outwards.
--
-- Points are in the viewport: the scroll of the document is added. Whether a target is fixed is not recorded. Nothing
-- says who was recorded, but folders may: `user=u1/session.json.gz`; else each file is somebody's own.
with

hits as (
    select
        *,
        list_transform(
            [elements],
            lambda chain: try(
                from_json(
                    chain,
                    '[{"tag":"TEXT","nth":"TEXT","text":"TEXT","hovered":"DOUBLE","attributes":"MAP(TEXT,TEXT)"}]'
                )
            )
        )[1] as chain
    from records
),

aims as (
    select
        *,
        coalesce(
            list_filter(
                chain,
                lambda one: regexp_full_match(one.tag, interactive_tags())
                or regexp_full_match(one.attributes['role'], interactive_roles())
                or len(
                    list_filter(
                        map_keys(one.attributes), lambda name: regexp_full_match(name, naming_attributes())
                    )
                ) > 0
            )[1],
            chain[1]
        ) as element,
        len(
            list_filter(
                chain,
                lambda one: regexp_full_match(one.attributes['contenteditable'], editable_values())
                or regexp_full_match(one.attributes['role'], typed_roles())
            )
        ) > 0 as is_typed
    from hits
)

select
    line_number,
    coalesce(problem, case when kind is null then 'bad_type' end) as problem,
    detail,
    damage,
    event_date,
    content as vendor_event_id,
    event_at,
    timestamp as event_at_text,
    kind,
    kind as event_name,
    person as user_id,
    coalesce(person, file_name) as anonymous_id,
    file_name as vendor_session_id,
    url_host(href) as url_host,
    url_path(href) as url_path,
    url_query(href) as url_query,
    url_fragment(href) as url_fragment,
    element.tag as element_tag,
    element.attributes['id'] as element_id,
    element.attributes['class'] as element_classes,
    visible_text(element.tag, is_typed, element.text) as element_text,
    href_of(element.attributes['href']) as element_href,
    joined(
        list_transform(
            list_reverse(chain), lambda one: selector(one.tag, one.attributes['id'], one.nth)
        ),
        ' > '
    ) as element_path,
    json_object_of(
        list_transform(
            list_filter(map_entries(element.attributes), lambda member: is_kept_attribute(member.key)),
            lambda member: struct_pack(key := member.key, value := to_json(member.value))
        )
    ) as element_attributes,
    try_cast(x as double) + try_cast(scrolled_left as double) as page_x,
    try_cast(y as double) + try_cast(scrolled_top as double) as page_y,
    x as client_x,
    y as client_y,
    width as viewport_width,
    height as viewport_height,
    inside as is_in_scroller,
    case when kind = 'scroll' then scrolled_top end as scroll_top,
    element.hovered / 1000 as hesitation_seconds,
    traits_of(as_traits(own), as_traits(own), as_traits(own)) as traits
from aims
