"""Lines or Parquet rows as one relation, `records`, that a decoder's SQL selects from.

A record has the fields of the layout: those at the top as text, or as Parquet types them, nested
objects as structs of text. `problem` and `detail` say why there is nothing to decode,
`other_properties` is what no column of the contract holds, and `content` a hash of the whole row
where the layout asks for it. There is one record for each line, in their order.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Final

from transforms.decoders.contents import Lines, Rows
from transforms.decoders.delimited import fields_of_line
from transforms.decoders.layouts import Fields, Layout
from transforms.decoders.quoting import identifier, literal, literals

MAX_SHOWN: Final = 100
"""Characters of a bad value that a detail shows."""

MAX_FIELD: Final = 10_000
"""Characters of a field; the rest is cut off, for thousands of rows are held at once."""

SCALARS: Final = (
    *("BIGINT", "BOOLEAN", "DATE", "DECIMAL", "DOUBLE", "FLOAT", "HUGEINT", "INTEGER", "SMALLINT"),
    *("TIMESTAMP", "TINYINT", "UBIGINT", "UINTEGER", "USMALLINT", "UTINYINT"),
)
"""DuckDB's types of one number, time or truth value."""

ROW_NUMBER: Final = '"row number"'
"""Not a likely name of a vendor's column."""

FIRST_DATED: Final = "timestamptz '0002-01-01 00:00:00Z'"
LAST_DATED: Final = "timestamptz '9998-12-31 00:00:00Z'"

ANY_MEMBERS: Final = '"MAP(VARCHAR,JSON)"'
BLANK_LINE: Final = r"(line is null or trim(line, E' \t') = '')"


def records(
    source: str, layout: Layout, nested: Fields, content: Lines | Rows, *, timezone: str
) -> str:
    """Select the records of a part of a file, with the time and date of each event.

    Args:
        source: a call of `lines_of` or `rows_of`, the macros of plan.py.
        layout: the fields of a record.
        nested: fields wanted of its nested objects.
        content: what the lines or rows are.
        timezone: that of event dates, the warehouse's.
    """
    if isinstance(content, Rows):
        query = _of_rows(layout, nested, content.types)
    elif content.header:
        query = _of_delimited_lines(layout, content)
    else:
        query = _of_json_lines(layout, nested)
    local = "utc(event_at)" if timezone == "UTC" else f"event_at at time zone {literal(timezone)}"
    # DuckDB fails on a time at the end of its range; the frame rejects times long before that
    local = f"case when event_at between {FIRST_DATED} and {LAST_DATED} then {local} end"
    return f"""
with source as (from {source}),
records as ({query}),
timed as (select *, {layout.event_at} as event_at from records)
select *, cast({local} as date) as event_date from timed
"""


def shape(names: Iterable[str], nested: Fields | None = None) -> str:
    """The structure argument of `from_json` as an SQL literal: every field as text."""
    wanted: dict[str, object] = dict.fromkeys(names, "VARCHAR")
    for name, fields in (nested or {}).items():
        wanted[name] = dict.fromkeys(fields, "VARCHAR")
    return literal(json.dumps(wanted, ensure_ascii=False))


def row_as_json(types: Mapping[str, str]) -> str:
    """A row of Parquet as a JSON object."""
    members = ", ".join(f"{literal(name)}: {identifier(name)}" for name in types)
    return f"cast(to_json({{{members}}}) as varchar)"


def _of_json_lines(layout: Layout, nested: Fields) -> str:
    top = layout.columns.values()
    columns = [f"parsed.{identifier(there)} as {here}" for here, there in layout.columns.items()]
    texts = {name: f"(line ->> {literal('/' + name)})" for name in nested}
    for name, fields in nested.items():
        struct = f"parsed.{name}"
        if name in layout.required:  # then it is worth a look whether it is JSON as text
            again = f"try(from_json({texts[name]}, {shape(fields)}))"
            struct = f"case when {_all_null(struct, fields)} then {again} else {struct} end"
        columns.append(f"{struct} as {name}")
    if layout.hashed:
        columns.append("md5(line) as content")
    members = f"try(from_json(line, '{{\"properties\":{ANY_MEMBERS}}}')).properties"
    return f"""
with whole as (
    select
        line_number,
        line,
        marked,
        try(from_json(line, {shape(top, nested)})) as whole
    from source
),
parsed as (
    select
        *,
        case when strlen(line) > {MAX_FIELD} then {_cut("whole", top, nested)} else whole end
            as parsed
    from whole
),
fields as (
    select
        line_number,
        line,
        case
            when marked is not null then marked[2]
            when {_all_null("whole", (*top, *nested))}
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


def _of_rows(layout: Layout, nested: Fields, types: Mapping[str, str]) -> str:
    columns = [f"{_scalar(there, types)} as {here}" for here, there in layout.columns.items()]
    texts = {name: identifier(name + " text") for name in nested}
    columns += [f"{_text(name, types)} as {texts[name]}" for name in nested]
    if layout.hashed:
        columns.append(f"md5({row_as_json(types)}) as content")
    structs = [
        f"try(from_json({texts[name]}, {shape(fields)})) as {name}"
        for name, fields in nested.items()
    ]
    cut = [
        f"case when strlen({texts[name]}) > {MAX_FIELD} then {_cut(name, fields)} else {name} end"
        f" as {name}"
        for name, fields in nested.items()
    ]
    members = f"try(from_json({texts.get('properties')}, '{ANY_MEMBERS}'))"
    return f"""
with read as (select {ROW_NUMBER} as line_number, {", ".join(columns)} from source),
parsed as (select {", ".join(["*", *structs])} from read),
fields as (
    select
        * {f"replace ({', '.join(cut)})" if cut else ""},
        cast(null as varchar) as unreadable,
        cast(null as varchar) as unreadable_detail
    from parsed
)
{_judged(layout, nested, texts, members, internal=texts.values())}
"""


def _of_delimited_lines(layout: Layout, content: Lines) -> str:
    header = content.header
    columns = [
        f"nullif(left(fields[{place}], {MAX_FIELD}), '') as {here}"
        for here, there in layout.columns.items()
        for place in [header.index(there) + 1 if there in header else 0]
    ]
    if layout.hashed:
        columns.append("md5(line) as content")
    return f"""
with split as (
    select
        line_number,
        line,
        marked,
        {fields_of_line(content.delimiter)} as fields
    from source
),
fields as (
    select
        line_number,
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


def _judged(
    layout: Layout, nested: Fields, texts: Mapping[str, str], members: str, internal: Iterable[str]
) -> str:
    """The last step, the same for every source: from `fields` to records."""
    conditions = {
        name: f"when {_all_null(name, nested[name])} and {texts[name]} is not null"
        f" and coalesce(try(json_type({texts[name]})), '') not in ('OBJECT', 'NULL')"
        for name in nested
        if name in layout.required
    }
    bad = [f"{condition} then 'bad_type'" for condition in conditions.values()]
    shown = [
        f"{condition} then {literal(name + ': ')} || left({texts[name]}, {MAX_SHOWN})"
        for name, condition in conditions.items()
    ]
    others = "cast(null as varchar)"
    if "properties" in nested:
        others = f"case when {layout.others} then {_other_properties(layout, members)} end"
    hidden = ", ".join(["unreadable", "unreadable_detail", *internal])
    return f"""
select
    * exclude ({hidden}),
    case when unreadable is not null then unreadable {" ".join(bad)} end as problem,
    case when unreadable is not null then unreadable_detail {" ".join(shown)} end as detail,
    {others} as other_properties
from fields
"""


def _other_properties(layout: Layout, members: str) -> str:
    """A JSON object of the members that no decoder reads; one longer than MAX_FIELD is left out."""
    return f"""
        json_object_of(
            list_filter(
                map_entries({members}),
                lambda member: case
                    when starts_with(member.key, '$') then member.key in ({literals(layout.wanted)})
                    else member.key not in ({literals(layout.unwanted)})
                end and strlen(cast(member.value as varchar)) <= {MAX_FIELD}
            )
        )"""


def _cut(struct: str, names: Iterable[str], nested: Fields | None = None) -> str:
    """The same struct with texts of MAX_FIELD at most."""
    parts = [f"{struct}.{identifier(name)}" for name in names]
    packed = [f"{part.removeprefix(struct + '.')} := left({part}, {MAX_FIELD})" for part in parts]
    packed += [
        f"{name} := {_cut(f'{struct}.{name}', fields)}" for name, fields in (nested or {}).items()
    ]
    return f"struct_pack({', '.join(packed)})"


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
    return identifier(name) if is_scalar else f"left({_text(name, types)}, {MAX_FIELD})"


def _all_null(struct: str, names: Iterable[str]) -> str:
    """Whether a struct holds nothing."""
    return "(" + " and ".join(f"{struct}.{identifier(name)} is null" for name in names) + ")"
