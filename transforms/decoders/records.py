"""Lines or Parquet rows as one relation, `records`, that a decoder's SQL selects from.

A record has the fields of the layout: those at the top as text, or as Parquet types them, nested
objects as structs of text. `problem` and `detail` say why there is nothing to decode,
`other_properties` is what no column of the contract holds, and `content` a hash of the whole row
where the layout asks for it. There is one record for each line, in their order.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from transforms.decoders.layouts import Fields, Layout, all_null, shape
from transforms.decoders.lines import LINE_FEED, LONGEST_CLEAN_LINE, MARK, SEPARATOR
from transforms.decoders.quoting import identifier, literal, literals

MAX_SHOWN: Final = 100
"""Characters of a bad value that a detail shows."""

SCALARS: Final = (
    *("BIGINT", "BOOLEAN", "DATE", "DECIMAL", "DOUBLE", "FLOAT", "HUGEINT", "INTEGER", "SMALLINT"),
    *("TIMESTAMP", "TINYINT", "UBIGINT", "UINTEGER", "USMALLINT", "UTINYINT"),
)
"""DuckDB's types of one number, time or truth value."""

ANY_MEMBERS: Final = '"MAP(VARCHAR,JSON)"'
UNMARKED: Final = f"not starts_with(line, chr({MARK}))"
BLANK_LINE: Final = r"(line is null or trim(line, E' \t') = '')"


def lines_of(path: str) -> str:
    """Select `line` from a file of clean lines; a blank one is null."""
    return f"""
select line
from read_csv(
    {literal(path)},
    columns = {{'line': 'VARCHAR'}},
    delim = {literal(chr(SEPARATOR))},
    quote = '',
    escape = '',
    comment = '',
    header = false,
    auto_detect = false,
    new_line = '\\n',
    max_line_size = {LONGEST_CLEAN_LINE}
)
"""


def staged_records(records: str, layout: Layout, *, timezone: str) -> str:
    """Add the time and, in the warehouse's time zone, the date of each event to `records`."""
    return f"""
with records as ({records}),
timed as (select *, {layout.event_at} as event_at from records)
select *, cast(event_at at time zone {literal(timezone)} as date) as event_date from timed
"""


def records_of_json_lines(layout: Layout, nested: Fields) -> str:
    """Select records from `lines(line)`, JSON objects one a line, as lines.py cleans them."""
    top = layout.columns.values()
    columns = [f"parsed.{identifier(there)} as {here}" for here, there in layout.columns.items()]
    texts = {name: f"(line ->> {literal('/' + name)})" for name in nested}
    for name, fields in nested.items():
        struct = f"parsed.{name}"
        if name in layout.required:  # then it is worth a look whether it is JSON as text
            again = f"try(from_json({texts[name]}, {shape(fields)}))"
            struct = f"case when {all_null(struct, fields)} then {again} else {struct} end"
        columns.append(f"{struct} as {name}")
    if layout.hashed:
        columns.append("md5(line) as content")
    members = f"try(from_json(line, '{{\"properties\":{ANY_MEMBERS}}}')).properties"
    return f"""
with parsed as (
    select
        line,
        case when {UNMARKED} then try(from_json(line, {shape(top, nested)})) end as parsed,
        case when not {UNMARKED} then string_split(line, chr({MARK})) end as marked
    from lines
),
fields as (
    select
        line,
        case
            when marked is not null then marked[2]
            when {all_null("parsed", (*top, *nested))}
                then
                    case
                        when {BLANK_LINE} then 'blank_line'
                        when not json_valid(line) then 'not_json'
                        when json_type(line) <> 'OBJECT' then 'not_an_object'
                    end
        end as unreadable,
        marked[3] as unreadable_detail,
        {", ".join(columns)}
    from parsed
)
{_judged(layout, nested, texts, members, internal=["line"])}
"""


def records_of_rows(layout: Layout, nested: Fields, types: Mapping[str, str]) -> str:
    """Select records from `rows`, a Parquet file whose columns have these DuckDB types."""
    columns = [f"{_scalar(there, types)} as {here}" for here, there in layout.columns.items()]
    texts = {name: identifier(name + " text") for name in nested}
    columns += [f"{_text(name, types)} as {texts[name]}" for name in nested]
    if layout.hashed:
        columns.append("md5(cast(to_json(rows) as varchar)) as content")
    structs = [
        f"try(from_json({texts[name]}, {shape(fields)})) as {name}"
        for name, fields in nested.items()
    ]
    members = f"try(from_json({texts.get('properties')}, '{ANY_MEMBERS}'))"
    return f"""
with read as (select {", ".join(columns)} from rows),
fields as (
    select {", ".join(["*", *structs])}, cast(null as varchar) as unreadable,
        cast(null as varchar) as unreadable_detail
    from read
)
{_judged(layout, nested, texts, members, internal=texts.values())}
"""


def records_of_delimited_lines(layout: Layout, header: Sequence[str], delimiter: str) -> str:
    """Select records from `lines(line)` of delimited text; the header is blanked out.

    A field is quoted as a whole or not at all: a quote inside an unquoted one is only a character.
    """
    comma, other = literal(delimiter), f'[^"{_in_class(delimiter)}][^{_in_class(delimiter)}]*'
    quoted = '"(?:[^"]|"")*"'
    escaped = "\\" + delimiter
    row = f"(?s)^(?:{quoted}|{other}|)(?:{escaped}(?:{quoted}|{other}|))*$"
    field = f"(?s){escaped}({quoted}|[^{_in_class(delimiter)}]*)"
    columns = [
        f"nullif(fields[{header.index(there) + 1 if there in header else 0}], '') as {here}"
        for here, there in layout.columns.items()
    ]
    if layout.hashed:
        columns.append("md5(line) as content")
    return f"""
with split as (
    select
        line,
        case when not {UNMARKED} then string_split(line, chr({MARK})) end as marked,
        case
            when not contains(line, '"') then string_split(line, {comma})
            when regexp_full_match(line, {literal(row)})
                then
                    list_transform(
                        regexp_extract_all({comma} || line, {literal(field)}, 1),
                        lambda field: field_text(field)
                    )
        end as fields
    from lines
),
fields as (
    select
        case
            when marked is not null then marked[2]
            when {BLANK_LINE} then 'blank_line'
            when fields is null or len(fields) <> {len(header)} then 'bad_row'
        end as unreadable,
        case
            when marked is not null then marked[3]
            when fields is null then 'a quote is not closed'
            when len(fields) <> {len(header)}
                then len(fields) || ' fields instead of {len(header)}'
        end as unreadable_detail,
        {", ".join(columns)}
    from split
)
{_judged(layout, {}, {}, "null", internal=[])}
"""


def raw_lines() -> str:
    """Select what `rejected` records were, from `lines(line)`: `line_number` and `raw`."""
    return f"""
with numbered as (select row_number() over () as line_number, line from lines)
select
    line_number,
    case
        when {UNMARKED} then replace(line, chr({LINE_FEED[0]}), chr(10))
        else string_split(line, chr({MARK}))[4]
    end as raw
from numbered
where line_number in (select line_number from rejected)
"""


def raw_rows(types: Mapping[str, str]) -> str:
    """Select what `rejected` records were, from `rows`: `line_number` and `raw`, a JSON object."""
    members = ", ".join(f"{literal(name)}: {identifier(name)}" for name in types)
    return f"""
with numbered as (select row_number() over () as line_number, * from rows)
select line_number, cast(to_json({{{members}}}) as varchar) as raw
from numbered
where line_number in (select line_number from rejected)
"""


def _judged(
    layout: Layout, nested: Fields, texts: Mapping[str, str], members: str, internal: Iterable[str]
) -> str:
    """The last step, the same for every source: from `fields` to records."""
    conditions = {
        name: f"when {all_null(name, nested[name])} and {texts[name]} is not null"
        f" and coalesce(try(json_type({texts[name]})), '') not in ('OBJECT', 'NULL')"
        for name in nested
        if name in layout.required
    }
    bad = [f"{condition} then 'bad_type'" for condition in conditions.values()]
    shown = [
        f"{condition} then {literal(name + ': ')} || left({texts[name]}, {MAX_SHOWN})"
        for name, condition in conditions.items()
    ]
    others = (
        f"case when {layout.others} then other_properties("
        f"{members}, [{literals(layout.wanted)}], [{literals(layout.unwanted)}]) end"
        if "properties" in nested
        else "cast(null as varchar)"
    )
    hidden = ", ".join(["unreadable", "unreadable_detail", *internal])
    return f"""
select
    * exclude ({hidden}),
    case when unreadable is not null then unreadable {" ".join(bad)} end as problem,
    case when unreadable is not null then unreadable_detail {" ".join(shown)} end as detail,
    {others} as other_properties
from fields
"""


def _text(name: str, types: Mapping[str, str]) -> str:
    """A Parquet column as text; one that is not there as null, a nested one as JSON."""
    if name not in types:
        return "cast(null as varchar)"
    if types[name].endswith("]") or types[name].startswith(("STRUCT", "MAP", "UNION")):
        return f"cast(to_json({identifier(name)}) as varchar)"
    return f"cast({identifier(name)} as varchar)"


def _scalar(name: str, types: Mapping[str, str]) -> str:
    """A Parquet column as it is when it holds a number, a time or a truth value; else as text."""
    is_scalar = types.get(name, "").startswith(SCALARS) and not types[name].endswith("]")
    return identifier(name) if is_scalar else _text(name, types)


def _in_class(character: str) -> str:
    """A character inside the brackets of a regular expression."""
    return "\\" + character
