"""Lines or Parquet rows as one relation, `records`, that a decoder's SQL selects from.

A record has the fields of the layout: those at the top as text, or as Parquet types them, nested
objects as structs of text. `problem` and `detail` say why there is nothing to decode,
`other_properties` are those without a column in the contract, and `content` is a hash of the row
where the layout asks for it. There is a record for each line, in the order of lines.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from transforms.decoders.contents import Lines, Rows
from transforms.decoders.delimited import fields_of_line
from transforms.decoders.fields import (
    MAX_FIELD,
    Columns,
    all_null,
    cut,
    date_in,
    first_of,
    found_in,
    parsed,
    row_as_json,
    shape,
    shape_of,
    struct_of,
    struct_of_few,
    text_of,
)
from transforms.decoders.judging import damage, judged
from transforms.decoders.layouts import Fields, Layout
from transforms.decoders.paths import (
    TEXT,
    Tree,
    in_struct,
    in_text,
    places,
    text_in_struct,
    tree_of,
)
from transforms.decoders.quoting import identifier, literal

ROW_NUMBER: Final = '"row number"'
"""Not a likely name of a vendor's column."""

ANY_MEMBERS: Final = '"MAP(VARCHAR,JSON)"'
BLANK_LINE: Final = r"(line is null or not regexp_matches(line, '[^ \t]'))"


def records(
    source: str,
    layout: Layout,
    nested: Fields,
    content: Lines | Rows,
    *,
    typed: Mapping[str, str],
    folders: Mapping[str, str],
    timezone: str,
) -> str:
    """Select the records of a part of a file, with the time and date of each event.

    Args:
        source: a call of `lines_of` or `rows_of`, the macros of plan.py.
        layout: the fields of a record; `nested` those wanted of its nested objects.
        content: what the lines or rows are.
        typed: columns that are not read as text (`typed_fields`).
        folders: values that folders of the file are named by, as in `event=click/`.
        timezone: that of event dates, the warehouse's.
    """
    if isinstance(content, Rows):
        query = _of_rows(layout, nested, content.types, typed, folders)
    elif content.header:
        query = _of_delimited_lines(layout, content, folders)
    else:
        query = _of_json_lines(layout, nested, folders)
    computed = "".join(f", {sql} as {name}" for name, sql in layout.computed.items())
    return f"""
with source as (from {source}),
records as ({query}),
timed as (
    select *, {layout.event_at or "cast(null as timestamptz)"} as event_at{computed} from records
)
select *, {date_in(timezone)} as event_date from timed
"""


def _of_json_lines(layout: Layout, nested: Fields, folders: Mapping[str, str]) -> str:
    tree = tree_of(_names(layout))
    whole: Tree = {**tree, **{name: dict.fromkeys(names, TEXT) for name, names in nested.items()}}
    columns = [
        first_of(*(in_struct(name, tree, "parsed") for name in names), *_literals(names, folders))
        + f" as {alias}"
        for alias, names in layout.columns.items()
    ]
    texts = {name: f"try(line ->> {literal('/' + name)})" for name in nested}
    for name, fields in nested.items():
        struct = f"parsed.{name}"
        if name in layout.required:  # it may be JSON written as text
            again = parsed(texts[name], shape(fields))
            struct = f"case when {all_null(struct, fields)} then {again} else {struct} end"
        columns.append(f"{struct} as {name}")
    columns += _of_whole_row(layout, "line", "cast(line as json)", folders)
    others = identifier(layout.others_in)
    members = f"try(from_json(line, '{{{others}:{ANY_MEMBERS}}}')).{others}"
    found = [text_in_struct(name, tree, "parsed") for name in _names(layout)]
    broken = [f"is_broken_json({text})" for text, path in found if path]
    broken += [
        f"case when {all_null(f'parsed.{name}', fields)} then is_broken_json({texts[name]}) end"
        for name, fields in nested.items()
        if name in layout.required
    ]
    structure = shape_of(whole)
    return f"""
with tried as (
    select *, {f"try(from_json(line, {structure}))" if whole else "null"} as whole from source
),
mended as (
    select
        *,
        case
            when {all_null("whole", whole)} and is_broken_json(line)
                and json_valid(mended_values(line)) then mended_values(line)
        end as mended
    from tried
),
lines as (
    select
        line_number,
        marked,
        coalesce(mended, line) as line,
        mended is not null as is_mended,
        {
        f"case when mended is null then whole else from_json(mended, {structure}) end"
        if whole
        else "null"
    } as whole
    from mended
),
parsed as (
    select
        *,
        case when strlen(line) > {MAX_FIELD} then {cut("whole", whole)} else whole end
            as parsed
    from lines
),
fields as (
    select
        line_number,
        line,
        case
            when marked is not null then marked[2]
            when {all_null("whole", whole)}
                then
                    case
                        when {BLANK_LINE} then 'blank_line'
                        when not json_valid(line) then 'not_json'
                        when json_type(line) <> 'OBJECT' then 'not_an_object'
                    end
        end as unreadable,
        marked[3] as unreadable_detail,
        {damage(["is_mended", *broken])},
        {", ".join(columns)}
    from parsed
)
{judged(layout, nested, texts, members, "line", internal=["line"])}
"""


def _of_rows(
    layout: Layout, nested: Fields, types: Columns, typed: Columns, folders: Columns
) -> str:
    columns = []
    for alias, names in layout.columns.items():
        found = found_in(names, types, "" if folders.keys() & names else typed.get(alias, ""))
        if not found and alias in layout.gathered and (sql := layout.gathered[alias](types)):
            found = [sql]
        columns.append(f"{first_of(*found, *_literals(names, folders))} as {alias}")
    texts = {name: identifier(name + " text") for name in nested}
    columns += [f"{text_of(name, types)} as {texts[name]}" for name in nested]
    columns += _of_whole_row(layout, row_as_json(types), f"{row_as_json(types)}::json", folders)
    broken = [
        f"is_broken_json({text_of(name, types)})"
        for name, path in places(_names(layout), types)
        if path
    ]
    reading = {name: struct_of if name == layout.others_in else struct_of_few for name in nested}
    structs = [f"{reading[name](texts[name], nested[name])} as {name}" for name in nested]
    shortened = [
        f"case when strlen({texts[name]}) > {MAX_FIELD}"
        f" then {cut(name, dict.fromkeys(fields, TEXT))} else {name} end as {name}"
        for name, fields in nested.items()
    ]
    # of what is sound, nothing is tested
    mended = [
        f"case when {name} is null then from_json(mended_json({texts[name]}), {shape(fields)})"
        f" else {name} end as {name}"
        for name, fields in nested.items()
    ]
    lost = [f"case when {name} is null then is_broken_json({texts[name]}) end" for name in nested]
    written = texts.get(layout.others_in, "null")
    members = parsed(written, literal(ANY_MEMBERS))
    return f"""
with read as (
    select {", ".join([f"{ROW_NUMBER} as line_number", *columns, damage(broken)])} from source
),
parsed as (select {", ".join(["*", *structs])} from read),
shortened as (select * {_replaced(shortened)} from parsed),
fields as (
    select
        * {_replaced([*mended, damage(["damage is not null", *lost])])},
        cast(null as varchar) as unreadable,
        cast(null as varchar) as unreadable_detail
    from shortened
)
{judged(layout, nested, texts, members, written, internal=texts.values())}
"""


def _of_delimited_lines(layout: Layout, content: Lines, folders: Mapping[str, str]) -> str:
    header = content.header
    whole = {name: f"nullif(fields[{place}], '')" for place, name in enumerate(header, 1)}
    fields = {name: f"nullif(cut[{place}], '')" for place, name in enumerate(header, 1)}
    columns = []
    for alias, names in layout.columns.items():
        found = [
            in_text(whole[name], path) if path else fields[name]
            for name, path in places(names, header)
        ]
        columns.append(f"{first_of(*found, *_literals(names, folders))} as {alias}")
    broken = [
        f"is_broken_json({whole[name]})" for name, path in places(_names(layout), header) if path
    ]
    members = ", ".join(f"{literal(name)}, {field}" for name, field in fields.items())
    columns += _of_whole_row(layout, "line", f"json_object({members})", folders)
    return f"""
with split as (
    select
        line_number,
        line,
        marked,
        {fields_of_line(content.delimiter, is_quoted=content.is_quoted)} as fields
    from source
),
shortened as (
    -- of a shorter line no field is too long
    select
        *,
        case
            when strlen(line) <= {MAX_FIELD} then fields
            else list_transform(fields, lambda field: left(field, {MAX_FIELD}))
        end as cut
    from split
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
        {damage(broken)},
        {", ".join(columns)}
    from shortened
)
{judged(layout, {}, {}, "null", "null", internal=[])}
"""


def _replaced(columns: Sequence[str]) -> str:
    return f"replace ({', '.join(columns)})" if columns else ""


def _names(layout: Layout) -> list[str]:
    return [name for names in layout.columns.values() for name in names]


def _of_whole_row(
    layout: Layout, text: str, document: str, folders: Mapping[str, str]
) -> list[str]:
    """Columns of the whole row: a hash of its text, and the row as JSON."""
    columns = []
    if layout.needs_content:
        # rows that are equal in two folders are two events
        named = "".join(f" || {literal(chr(31) + value)}" for _, value in sorted(folders.items()))
        columns.append(f"md5({text}{named}) as content")
    if layout.needs_record:
        columns.append(f"try({document}) as record")
    return columns


def _literals(names: Iterable[str], folders: Mapping[str, str]) -> list[str]:
    return [literal(folders[name]) for name in names if name in folders]
