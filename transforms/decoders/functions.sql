-- What several decoders need, as DuckDB macros.

-- A text as a key: bytes 9 to 16 of its MD5 as a little-endian signed number. Signed, because Spark has no other.
-- (md5_number_lower is the same number, and takes four times as long.)
create or replace macro text_key(value) as (md5_number(value) >> 64)::ubigint::bit::bigint;

-- A time as text or timestamp. The connection's time zone is that of the export: naive times are read in it.
create or replace macro instant(value) as try_cast(value as timestamptz);

-- A time as text that is in UTC where it names no zone, whatever the zone of the export.
create or replace macro instant_in_utc(value) as
    case
        -- of Parquet, a moment already
        when typeof(value) = 'TIMESTAMP WITH TIME ZONE' then try_cast(value as timestamptz)
        else try_cast(value as timestamp) at time zone 'UTC'
    end;

-- The time in a line of a web server's log.
create or replace macro logged_at(line) as
    try_strptime(regexp_extract(line, '\[([^\]]+)\]', 1), '%d/%b/%Y:%H:%M:%S %z');

-- The same moment without a zone, in UTC; `at time zone` takes twenty times as long.
create or replace macro utc(moment) as
    case when isfinite(moment) then make_timestamp(epoch_us(moment)) end;

-- A number of a vendor's list as text, also where Parquet has it as a fraction: 1 of 1.0.
create or replace macro whole_number(value) as regexp_replace(cast(value as varchar), '\.0+$', '');

-- The text of a time of Parquet in UTC; a moment's would be in the zone of the export. What is text stays as it is.
create or replace macro utc_text(value) as
    case
        when typeof(value) = 'TIMESTAMP WITH TIME ZONE' then cast(utc(try_cast(value as timestamptz)) as varchar)
        else cast(value as varchar)
    end;

-- A number times another as text; what is no number stays as it is, for the frame to reject.
create or replace macro times(value, factor) as
    coalesce(cast(try_cast(value as double) * factor as varchar), cast(value as varchar));

-- A number from 0 to `most`, null for any other; NaN is above all numbers.
create or replace macro number_up_to(value, most) as
    case when try_cast(value as double) between 0 and most then try_cast(value as double) end;

-- A number since 1970; `scale` is the number of microseconds in its unit. A double is exact to
-- a quarter of a microsecond today; a decimal would be exact, and take forty times as long to read.
create or replace macro epoch_instant(value, scale) as
    case
        when try_cast(value as double) * scale between -62135596800000000 and 253402300799999999
            then make_timestamptz(cast(round(try_cast(value as double) * scale) as bigint))
    end;

-- Seconds or milliseconds, as their size says: 1e11 seconds is the year 5138, 1e11 milliseconds is 1973.
create or replace macro epoch_of_either_unit(value) as
    case
        when try_cast(value as double) > 1e11 then epoch_instant(value, 1000)
        else epoch_instant(value, 1000000)
    end;

-- A time that was counted as if the clock of the export's time zone were UTC.
create or replace macro on_local_clock(moment) as cast(utc(moment) as timestamptz);

-- A time without a zone, as the clock showed it.
create or replace macro local_clock(value) as
    case
        when
            typeof(value) <> 'TIMESTAMP WITH TIME ZONE'
            and not regexp_matches(cast(value as varchar), ':[^A-Za-z+-]*[A-Za-z+-]')
            then try_cast(value as timestamp)
    end;

-- The text of a time, but not of a moment of Parquet: few are shown, and to write one takes longer than to read it.
create or replace macro time_text(value, text) as
    case when typeof(value) <> 'TIMESTAMP WITH TIME ZONE' then text end;

-- Whether what a clock showed was read as a moment of which it showed something else, or the same an hour (in one
-- place half an hour) before: times that never or twice happened when clocks changed.
create or replace macro is_ambiguous(moment, local_at) as
    cast(moment as timestamp) <> local_at
    or local_at in (
        cast(moment - interval 1 hour as timestamp), cast(moment - interval 30 minute as timestamp)
    );

-- Parts of a URL as in RFC 3986, appendix B; '' where one is missing. Servers write the usual port too, browsers never.
create or replace macro url_host(url) as
    lower(
        regexp_extract(
            url, '^(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//(?:[^/?#]*@)?([^/?#]*?)(?::80|:443)?(?:[/?#]|$)', 1
        )
    );

-- The root of a host may come without its slash. A route of a hash router, `#/…` or `#!/…`, is part of the path.
create or replace macro url_path(url) as
    regexp_extract(
        regexp_replace(url, '^([^/?#]*//[^/?#]+)([?#]|$)', '\1/\2'),
        '^(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?(?://[^/?#]*)?([^?#]*)',
        1
    )
    || regexp_extract(url, '^[^#]*(#!?/[^?#]*)', 1);

-- The page of a table's own column: a URL or a path loses its host, query and fragment; a name of a
-- screen stays, but for what looks like a query.
create or replace macro page_of(text) as
    case
        when regexp_matches(text, '^(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//') then url_path(text)
        when starts_with(text, '/') then url_path(text)
        else regexp_extract(text, '^[^?]*')
    end;

-- A host, also of a whole URL.
create or replace macro host_of(text) as
    case when contains(text, '//') then url_host(text) else url_host('//' || text) end;

create or replace macro url_query(url) as regexp_extract(url, '^[^?#]*\?([^#]*)', 1);

create or replace macro url_fragment(url) as
    regexp_extract(regexp_replace(url, '#!?/.*', ''), '#((?s:.*))$', 1);

-- A host as the vendor names it; both vendors write '$direct' for none.
create or replace macro referrer_of(domain) as lower(nullif(domain, '$direct'));

-- A query may have personal data in it, and what follows 'mailto:' and the like is a person.
create or replace macro href_of(href) as
    case
        when regexp_matches(href, '(?i)^(mailto|tel|sms|javascript|data|blob):')
            then regexp_extract(href, '^[^:]*:')
        when contains(href, '?') then regexp_replace(href, '\?[^#]*', '')
        else href
    end;

-- Mixpanel's id of a device without the sign before it; any other id as it is.
create or replace macro device_of(id) as
    case when starts_with(id, '$device:') then id[9:] else id end;

-- What makes an element one that people mean to hit, as alternatives of regular expressions.
create or replace macro interactive_tags() as
    'a|button|input|select|textarea|summary|label|option';

create or replace macro interactive_roles() as
    'button|link|tab|switch|checkbox|radio|option|menuitem[a-z]*';

-- Attributes by which authors name an element; other data-* attributes belong to frameworks.
create or replace macro naming_attributes() as
    'data-(?:attr|test|test-?id|cy|qa|qa-?id|id|name|key|action'
    || '|(?:track|analytics|event|feature|element|component)[a-z0-9-]*)';

-- Attributes that are kept: those that authors make, and those that say what an element without text is.
create or replace macro is_kept_attribute(name) as
    starts_with(name, 'data-') or name in ('aria-label', 'title', 'role');

-- One step of a path. Classes are left out: they change with the state of an element.
create or replace macro selector(tag, id, nth) as
    tag
    || case
        when id <> '' then '#' || id
        when nth <> '' then ':nth-of-type(' || nth || ')'
        else ''
    end;

-- Roles of elements that people type into, as alternatives of regular expressions.
create or replace macro typed_roles() as 'textbox|searchbox|combobox|spinbutton';

-- Values of contenteditable that let people type into an element and all elements in it.
create or replace macro editable_values() as 'true|plaintext-only|';

-- Text that people see; what they type, into a field or into any editable element, is never read.
create or replace macro visible_text(tag, is_typed, text) as
    case
        when tag not in ('input', 'textarea', 'select', 'option') and not is_typed
            then left(trim(text, E' \t\n\r'), 200)
    end;

-- Texts joined; null when there are none. (array_to_string names its argument twice, and what is
-- named twice inside a case is computed twice.)
create or replace macro joined(texts, separator) as
    list_aggregate(texts, 'string_agg', separator);

-- A JSON object of members (key and JSON value); null when there are none.
create or replace macro json_object_of(members) as
    '{'
    || joined(
        list_transform(members, lambda member: to_json(member.key) || ':' || member.value), ','
    )
    || '}';

-- Google's list of {key, value: {string_value, int_value, …}} as a JSON object, in the order of keys; in Parquet it may
-- be a `list` of `element`.
create or replace macro parameters_of(text) as
    json_object_of(
        list_sort(
            list_transform(
                list_filter(
                    coalesce(
                        try(from_json(text, '[{"key":"VARCHAR","value":"JSON"}]')),
                        list_transform(
                            try(from_json(text, '{"list":[{"element":{"key":"VARCHAR","value":"JSON"}}]}')).list,
                            lambda item: item.element
                        )
                    ),
                    lambda item: item.key is not null
                ),
                lambda item: struct_pack(
                    key := item.key,
                    value := to_json(
                        coalesce(
                            item.value ->> '/string_value',
                            item.value ->> '/int_value',
                            item.value ->> '/double_value',
                            item.value ->> '/float_value'
                        )
                    )
                )
            )
        )
    );

-- Whether a request to a web server is one of a page that was answered: a script, a style or a picture is none.
create or replace macro is_page_request(method, path, status) as
    method = 'GET'
    and try_cast(status as double) in (200, 304)
    and (
        not regexp_matches(path, '\.[a-zA-Z0-9]{1,5}$')
        or regexp_matches(path, '(?i)\.(html?|php|aspx?|jsp)$')
    );

-- A URL of Matomo's, whose beginning is a number.
create or replace macro matomo_url(prefix, rest) as
    coalesce(['http://', 'http://www.', 'https://', 'https://www.'][try_cast(prefix as integer) + 1], '') || rest;

-- Whether a text is a JSON object or a list of objects, lists or texts: several values, and not one.
create or replace macro is_object(text) as
    case
        when starts_with(cast(text as varchar), '{') or starts_with(cast(text as varchar), '[')
            then
                regexp_matches(cast(text as varchar), '^(\{|\[\s*["{\[])')
                and json_valid(cast(text as varchar))
        else false
    end;

-- Whether a text that should be a JSON object or list is none.
create or replace macro is_broken_json(text) as text <> '' and not json_valid(text);

-- A JSON object or list as its writer means it, who gets a value wrong: a control character in a string is a space,
-- half of a character and a backslash that escapes nothing are left out, a word that is no value is null.
create or replace macro mended_values(text) as
    joined(
        list_transform(
            regexp_extract_all(
                case when regexp_matches(text, '^\s*[\[{]') then text end,
                '(?s)"(?:[^"\\]|\\.)*"|[^"\s{}\[\]:,]+|[\s{}\[\]:,]+|"'
            ),
            lambda part: case
                when starts_with(part, '"')
                    then
                        regexp_replace(
                            regexp_replace(part, '[\x00-\x1f]', ' ', 'g'),
                            '(\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}'
                            || '|\\["\\/bfnrt]|\\u(?:[0-9a-cA-CefEF][0-9a-fA-F]|[dD][0-7])[0-9a-fA-F]{2})'
                            || '|\\(?:u[dD][89a-fA-F][0-9a-fA-F]{2})?',
                            '\1',
                            'g'
                        )
                when regexp_matches(part, '^[\s{}\[\]:,]') or json_valid(part) then part
                else 'null'
            end
        ),
        ''
    );

-- A JSON object of the members before the place where a text stops to be one; what comes after may belong to
-- anything. Objects and lists are found to a depth of three.
create or replace macro json_string() as '"(?:[^"\\]|\\.)*"';
create or replace macro json_within(inner_ones) as
    '[\[{](?:' || json_string() || '|[^"\[\]{}]' || inner_ones || ')*[\]}]';
create or replace macro members_before_break(text) as
    regexp_replace(
        nullif(
            regexp_extract(
                text,
                '(?s)^\s*\{(?:\s*' || json_string() || '\s*:\s*(?:' || json_string() || '|[^"\[\]{},]+|'
                || json_within('|' || json_within('|' || json_within(''))) || ')\s*[,}])+'
            ),
            ''
        ),
        '[,}]?$',
        '}'
    );

-- What can be read of a broken JSON object or list; null if nothing can, and if the text is not broken.
create or replace macro mended_json(text) as
    case
        when is_broken_json(text)
            then
                list_transform(
                    [mended_values(text)],
                    lambda mended: case
                        when json_valid(mended) then mended else members_before_break(mended)
                    end
                )[1]
    end;

-- A field of delimited text: without its quotes, and with the line feeds that lines.py took out.
create or replace macro field_text(field) as
    replace(
        case
            when starts_with(field, '"') then replace(field[2:-2], '""', '"')
            else field
        end,
        chr(29),
        chr(10)
    );
