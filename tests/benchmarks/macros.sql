-- How hand_tuned.sql and naive.sql clean texts, and the widths of bands.

create temp macro without_personal_data(words) as left(
    regexp_replace(
        regexp_replace(words, '[^\s@<>"'']+(@|%40)[^\s@<>"'']+\.[^\s@<>"'']+', '…@…', 'g'),
        '\+?[0-9][0-9 ().-]{7,}[0-9]', '…', 'g'
    ),
    200
);

create temp macro page_of(path) as coalesce(nullif(rtrim(array_to_string(list_transform(
    string_split(left(path, 2000), '/'),
    lambda part: case
        when regexp_full_match(
            part, '[0-9]+|(?i:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})|.*(@|%40).*'
        ) then ':id'
        when length(part) >= 12 and regexp_matches(part, '[0-9]') and (
            regexp_full_match(part, '(?i)[0-9a-f]+')
            or (
                length(part) >= 20 and regexp_full_match(part, '[A-Za-z0-9_-]+')
                and not regexp_matches(part, '[a-z]{4,}-[a-z]{2,}')
            )
        ) then ':id'
        else left(part, 200)
    end
), '/'), '/'), ''), '/');

create temp macro key_of(number) as lpad(lower(to_hex(number)), 16, '0');

create temp table bands as
select * from (values
    ('phone', 1, 480, 390), ('tablet', 481, 1024, 820), ('desktop', 1025, 1680, 1440), ('wide', 1681, 1000000, 1920)
) as band(band, min_width, max_width, drawn_width);

create temp macro is_robot(user_agent) as regexp_matches(
    lower(user_agent), 'bot[/;]|googlebot|crawler|spider|headlesschrome|lighthouse|curl/|python-requests'
);

create temp macro element_key_of(element_tag, element_id, element_text, element_path, element_attributes) as case
    when coalesce(element_tag, element_id, element_path, element_attributes) is not null then left(coalesce(
        '[data-attr=' || nullif(coalesce(
            element_attributes ->> '/data-attr', element_attributes ->> '/data-testid',
            element_attributes ->> '/data-test', element_attributes ->> '/data-track',
            element_attributes ->> '/data-id'
        ), '') || ']',
        case
            when not regexp_matches(element_id, '[0-9]{4,}|[0-9a-f]{8,}|^:r|radix-|headlessui-')
                then '#' || nullif(element_id, '')
        end,
        element_tag || ':' || nullif(without_personal_data(element_text), ''),
        element_path,
        element_tag
    ), 200)
end;
