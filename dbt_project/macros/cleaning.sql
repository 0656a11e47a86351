{#
    A URL path as a template: segments that name one thing rather than a page become `:id` (numbers, UUIDs,
    long hexadecimal or mixed keys, anything with an @). Trailing slashes are ignored. Query and fragment
    never get here. Rules of the seed url_templates come first.
-#}
{% macro url_template(path) -%}
    case
        when {{ path }} is null then null
        else coalesce(nullif(rtrim(array_to_string(
            list_transform(
                string_split(left({{ path }}, 2000), '/'),
                lambda segment: case
                    when regexp_full_match(segment, '[0-9]+') then ':id'
                    when regexp_full_match(segment, '(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}') then ':id'
                    when regexp_full_match(segment, '(?i)[0-9a-f]{12,}') and regexp_matches(segment, '[0-9]') then ':id'
                    when length(segment) >= 20 and regexp_matches(segment, '[0-9]')
                        and regexp_full_match(segment, '[A-Za-z0-9_-]+') and not regexp_matches(segment, '[a-z]{4,}-[a-z]{2,}')
                        then ':id'
                    when contains(segment, '@') or contains(lower(segment), '%40') then ':id'
                    else left(segment, 200)
                end
            ),
            '/'
        ), '/'), ''), '/')
    end
{%- endmacro %}

{#- Text shown to people, without e-mail addresses or long digit runs (phone, card and account numbers). -#}
{% macro without_personal_data(column) -%}
    left(
        regexp_replace(
            -- an address may have been cut off
            regexp_replace({{ column }}, '[^\s@<>"'']+(@|%40)([^\s@<>"'']+\.[^\s@<>"'']+|[^\s@<>"'']*$)', '…@…', 'g'),
            '\+?[0-9][0-9 ().-]{7,}[0-9]', '…', 'g'
        ),
        200
    )
{%- endmacro %}

{#-
    The name of an element that survives a redesign: a data attribute made for the purpose, else its id,
    else its tag and text, else its path. Ids that look generated are not stable and not used.
-#}
{% macro element_key(element) -%}
    case
        when {{ element }}.element_tag is null and {{ element }}.element_id is null
            and {{ element }}.element_path is null and {{ element }}.element_attributes is null then null
        else left(coalesce(
            '[data-attr=' || nullif({{ without_personal_data("coalesce(
                " ~ element ~ ".element_attributes ->> '/data-attr',
                " ~ element ~ ".element_attributes ->> '/data-testid',
                " ~ element ~ ".element_attributes ->> '/data-test',
                " ~ element ~ ".element_attributes ->> '/data-track',
                " ~ element ~ ".element_attributes ->> '/data-id'
            )") }}, '') || ']',
            case
                when not regexp_matches({{ element }}.element_id, '[0-9]{4,}|[0-9a-f]{8,}|^:r|radix-|headlessui-')
                    then '#' || nullif({{ without_personal_data(element ~ '.element_id') }}, '')
            end,
            {{ element }}.element_tag || ':' || nullif({{ without_personal_data(element ~ '.element_text') }}, ''),
            {{ without_personal_data(element ~ '.element_path') }},
            {{ element }}.element_tag
        ), 200)
    end
{%- endmacro %}
