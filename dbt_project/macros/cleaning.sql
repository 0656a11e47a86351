{#
    A URL path as a template: segments that name one thing rather than a page become `:id` (numbers, UUIDs,
    long hexadecimal or mixed keys, signed tokens, phone numbers, anything with an @). Trailing slashes and
    matrix parameters (`;jsessionid=…`) are ignored. Query and fragment never get here. Rules of the seed
    url_templates come first.
-#}
{% macro url_template(path) -%}
    case
        when {{ path }} is null then null
        else coalesce(
            nullif(trim(trailing '/' from {{ each_segment(replaced('left(' ~ path ~ ', 2000)', '(;|%3[Bb])[A-Za-z0-9_.~-]+(=|%3[Dd])[^/;]*', ''), segment_template()) }}), ''),
            '/'
        )
    end
{%- endmacro %}

{% macro segment_template() -%}
    case
        when {{ is_match('segment', '[0-9]+') }} then ':id'
        when {{ is_match('segment', '(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}') }} then ':id'
        when {{ is_match('segment', '(?i)[0-9a-f]{12,}') }} and {{ has_match('segment', '[0-9]') }} then ':id'
        when
            length(segment) >= 20
            and {{ has_match('segment', '[0-9]') }}
            and {{ is_match('segment', '[A-Za-z0-9_-]+') }}
            and not {{ has_match('segment', '[a-z]{4,}-[a-z]{2,}') }}
            then ':id'
        when {{ is_match('segment', '[A-Za-z0-9_=-]{8,}([.][A-Za-z0-9_=-]{8,}){2,}') }} then ':id'
        when {{ is_match('segment', '([+]|%2[Bb])([0-9 ().-]|%20|%28|%29){7,}') }} then ':id'
        when {{ is_phone_number('segment') }} then ':id'
        when contains(segment, '@') or contains(lower(segment), '%40') then ':id'
        else left(segment, 200)
    end
{%- endmacro %}

{#- Groups of two digits and more, nine digits in all; a date is not a phone number. -#}
{% macro is_phone_number(text) -%}
    (
        {{ is_match(text, '[0-9(]([0-9 ().-]|%20|%28|%29){8,}') }}
        and not {{ has_match(text, '(^|[^0-9])[0-9]([^0-9]|$)') }}
        and not {{ is_match(text, '[12][0-9]{3}[.-][0-9]{1,2}[.-][0-9]{1,2}') }}
    )
{%- endmacro %}

{#-
    A host, of which parts that name one customer or device become `:id` as in a path; an address of numbers does too.
-#}
{% macro host_name(host) -%}
    case
        when {{ is_match(host, '[0-9.]+(:[0-9]+)?') }} or contains({{ host }}, '[') then ':id'
        else {{ one_line(
            "replace(" ~ each_segment("replace(" ~ host ~ ", '.', '/')", segment_template()) ~ ", '/', '.')"
        ) }}
    end
{%- endmacro %}

{#- True if a page fits a pattern of a rule: its path, or, if the pattern does not begin with `/`, its host and path. -#}
{% macro fits_page(host, path, pattern) -%}
    {{ fits(
        "case when " ~ pattern ~ " like '/%' or " ~ path ~ " not like '/%' then " ~ path
        ~ " else coalesce(" ~ host ~ ", '') || " ~ path ~ " end",
        pattern
    ) }}
{%- endmacro %}

{#- True if an activity fits what a rule gives of a page, an element and an event; what is not given fits. -#}
{% macro fits_rule(activity, rule) -%}
    (
        {{ rule }}.url_template is null
        or {{ fits_page(activity ~ '.host', activity ~ '.page_path', rule ~ '.url_template') }}
    )
    and ({{ rule }}.element_key is null or {{ fits(activity ~ '.element_key', rule ~ '.element_key') }})
    and ({{ rule }}.event_name is null or {{ fits(activity ~ '.event_name', rule ~ '.event_name') }})
{%- endmacro %}

{#- Columns: how the rules of a group are reached. An element by a click, an event by itself, a page alone by a view. -#}
{% macro ways_to_reach(rule) -%}
    bool_or({{ rule }}.element_key is not null) as is_by_click,
    bool_or({{ rule }}.element_key is null and {{ rule }}.event_name is null) as is_by_view,
    bool_or({{ rule }}.element_key is null and {{ rule }}.event_name is not null) as is_by_event
{%- endmacro %}

{#- True if an event of int_events_sessionised reaches what it fits, in one of these ways. -#}
{% macro is_reached(event, ways) -%}
    (
        {{ ways }}.is_by_event
        or ({{ ways }}.is_by_click and {{ event }}.kind = 'click' and {{ event }}.is_counted)
        or ({{ ways }}.is_by_view and {{ event }}.kind = 'page_view')
    )
{%- endmacro %}

{#- A vendor's own id; null if it could be an address or a phone number, which a number without signs is not. -#}
{% macro opaque_id(column) -%}
    case
        when {{ is_match(column, '[0-9]{1,200}') }} then {{ column }}
        when {{ is_match(column, '[A-Za-z0-9_.:=-]{1,200}') }} and not {{ is_phone_number(column) }} then {{ column }}
    end
{%- endmacro %}

{#- A name without control characters, line ends and marks that turn the direction of what follows. -#}
{% macro one_line(text) -%}
    {{ replaced(text, '[\\p{Cc}\\x{61c}\\x{200e}\\x{200f}\\x{202a}-\\x{202e}\\x{2028}\\x{2029}\\x{2066}-\\x{2069}]+', ' ') }}
{%- endmacro %}

{#- Text shown to people, without e-mail addresses or long digit runs (phone, card and account numbers). -#}
{% macro without_personal_data(column) -%}
    {%- set digits = '[+]?[0-9][0-9 ().-]{7,}[0-9]' -%}
    left({{ replaced(without_addresses(column), digits, '…') }}, 200)
{%- endmacro %}

{% macro without_addresses(column) -%}
    {#- an address may have been cut off -#}
    {%- set letter = '[^ \\t\\n\\f\\r@<>"\']' -%}
    {%- set address = letter ~ '+(@|%40)(' ~ letter ~ '+[.]' ~ letter ~ '+|' ~ letter ~ '*\\z)' -%}
    {{ replaced(column, address, '…@…') }}
{%- endmacro %}

{#-
    What is known of a person, without e-mail addresses and phone numbers. Dates, versions, numbers and ranges are
    values: a phone number is only what begins with + or with the 0 of a trunk call, or is grouped by 3, 3 and 4 digits.
-#}
{% macro trait_value(column) -%}
    {%- set phone = [
        '[+][0-9(][0-9 ().-]{6,}[0-9]',
        '[(]?\\b0[0-9]{2,4}[)]?[ /-]{1,3}[0-9][0-9 /-]{3,}[0-9]\\b',
        '\\b0[1-9]([ .-][0-9]{2}){4}\\b',
        '\\b0[1-9][0-9]{7,12}\\b',
        '[(]?\\b[0-9]{3}[)]?[ .-]{1,2}[0-9]{3}[ .-][0-9]{4}\\b'
    ] | join('|') -%}
    left({{ replaced(without_addresses(column), phone, '…') }}, 100)
{%- endmacro %}

{#-
    The name of an element that survives a redesign: a data attribute made for the purpose, else its id,
    else its tag and text (the tag `*` where none is known), else its path. Ids that look generated are not stable and not used.
-#}
{% macro element_key(element) -%}
    case
        when {{ element }}.element_tag is null and {{ element }}.element_id is null
            and {{ element }}.element_path is null and {{ element }}.element_attributes is null
            and {{ element }}.element_text is null then null
        else left(coalesce(
            '[data-attr=' || nullif({{ without_personal_data("coalesce(
                " ~ member(element ~ ".element_attributes", "'data-attr'") ~ ",
                " ~ member(element ~ ".element_attributes", "'data-testid'") ~ ",
                " ~ member(element ~ ".element_attributes", "'data-test'") ~ ",
                " ~ member(element ~ ".element_attributes", "'data-track'") ~ ",
                " ~ member(element ~ ".element_attributes", "'data-id'") ~ "
            )") }}, '') || ']',
            case
                when not {{ has_match(element ~ '.element_id', '[0-9]{4,}|[0-9a-f]{8,}|^:r|radix-|headlessui-') }}
                    then '#' || nullif({{ without_personal_data(element ~ '.element_id') }}, '')
            end,
            coalesce({{ element }}.element_tag, 'text') || ':' || nullif({{ without_personal_data(element ~ '.element_text') }}, ''),
            {{ without_personal_data(element ~ '.element_path') }},
            {{ element }}.element_tag
        ), 200)
    end
{%- endmacro %}
