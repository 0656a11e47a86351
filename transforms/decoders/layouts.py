"""The fields in the rows of a format.

What to put here: what is needed of fields to parse a file. The formats are in `registry.py`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal


@dataclass(frozen=True)
class Layout:
    """Fields of a row, and how to read time and identity from them.

    Attributes:
        columns: names that the decoder uses, and the names in the file: the first that is there
            counts; a name may be a path (paths.py).
        event_at: the time, as SQL over the fields.
        computed: columns made of the fields, as SQL by name: what the decoder reads as one column
            is computed once for each different value.
        nested: fields that are JSON objects.
        required: fields without which nothing can be decoded.
        expected: fields that some file of an export must have.
        texts: columns that are one value, and never a JSON object.
        traits_in: nested objects that traits are looked for in.
        others: SQL that is true for rows whose properties without a column are kept,
        others_in: the nested object that these are in,
        sign: what the vendor's own names begin with,
        wanted: of those that begin with it, only these,
        unwanted: of all others, all but these.
        always: beginning of names that are kept of every row, whatever it is.
        repeats_within: where events have no id: equal ones are numbered within the "file", or
            within a "flush", the rows of one session, person and time.
        needs_content: whether records have a hash of the whole row, `content`.
        identified_by: columns that belong to an event's identity, beside its id and date.
        has_own_ids: whether the same id on another date is another event, unless it has the same
            content: ids of a file that begin anew every day, or times that a delivery corrects.
        needs_record: whether records have the whole row as JSON, `record`.
        header: names of all columns of delimited text that has no header, and no quotes: of tabs.
        names_after: sign of lines that name the fields of the lines below them.
        records: path of the list of rows in a file that is one JSON document.
        rows: what its rows are of, in words.
        left_out: words in the paths of files that are beside the data: those that the vendor
            replaces by whole ones, which would count events twice, and tables of other things.
        in_folders: columns that folders of files may be named by, as in `user=u1/`; `file name` is
            the name of the file itself, `folder name` that of the folder it is in.
        is_of_own_host: whether rows name no host, so that they are of that of their export.
        is_recording: whether events say only what changes (recordings.py).
        gathered: columns that Parquet may have spread over many, and the SQL for them by the types
            of all columns, None where it has not.
        sql: the SQL file that says what the fields mean, where it is that of another format.
    """

    columns: Mapping[str, tuple[str, ...]]
    event_at: str
    computed: Mapping[str, str] = field(default_factory=dict)
    nested: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    expected: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    traits_in: tuple[str, ...] = ()
    others: str = "false"
    others_in: str = "properties"
    sign: str = "$"
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    always: str = ""
    repeats_within: Literal["", "flush", "file"] = ""
    needs_content: bool = False
    identified_by: tuple[str, ...] = ()
    has_own_ids: bool = False
    needs_record: bool = False
    header: tuple[str, ...] = ()
    names_after: str = ""
    records: str = ""
    rows: str = "a table"
    left_out: tuple[str, ...] = ()
    in_folders: tuple[str, ...] = ()
    is_of_own_host: bool = False
    is_recording: bool = False
    gathered: Mapping[str, Callable[[Mapping[str, str]], str | None]] = field(default_factory=dict)
    sql: str = ""


def as_named(*names: str, **others: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Columns called as in the file; `others` are their names in other files."""
    return {name: (name, *others.get(name, ())) for name in names}


Fields = Mapping[str, tuple[str, ...]]
"""Fields wanted of each nested object."""


TIME_MACROS: Final = r"instant|instant_in_utc|local_clock|time_text|utc_text"
NUMBER_MACROS: Final = r"epoch_instant|epoch_of_either_unit"


def typed_fields(layout: Layout, decoder: str) -> Mapping[str, str]:
    """Columns that a decoder reads as times or as numbers, and not as text: what Parquet types
    so is read fastest. One that it reads as both is a text.

    >>> layout = Layout({}, "instant_in_utc(coalesce(day, at))")
    >>> typed_fields(layout, "select instant(seen), epoch_instant(ts, 1), local_clock(ts)")
    {'seen': 'TIMESTAMP'}
    """
    read_in = "\n".join([layout.event_at, decoder])
    times = set(re.findall(rf"\b(?:{TIME_MACROS})\((\w+)[,)]", read_in))
    numbers = set(re.findall(rf"\b(?:{NUMBER_MACROS})\((\w+)[,)]", read_in))
    return {
        **dict.fromkeys(sorted(times - numbers), "TIMESTAMP"),
        **dict.fromkeys(sorted(numbers - times), "NUMBER"),
    }


def nested_fields(layout: Layout, decoder: str, traits: Sequence[str]) -> Fields:
    """Fields that a decoder's SQL reads of each nested object, and the traits in it.

    What nothing reads is not parsed, and costs nothing. Where nothing at all is read of an object,
    it has one field, which is never there: DuckDB has no struct without fields.

    >>> layout = Layout({}, "null", nested=("p",), traits_in=("p",))
    >>> nested_fields(layout, 'select p.title, p."$x", p.title', ["plan"])
    {'p': ('title', '$x', 'plan')}
    >>> nested_fields(layout, "select p", [])
    {'p': ('(none)',)}
    """
    read_in = "\n".join([layout.event_at, *layout.computed.values(), decoder])
    fields = {}
    for name in layout.nested:
        found = re.findall(rf'\b{name}\.(?:"([^"]+)"|(\w+))', read_in)
        read = [quoted or plain for quoted, plain in found]
        wanted = (*read, *(traits if name in layout.traits_in else ()))
        fields[name] = tuple(dict.fromkeys(wanted)) or ("(none)",)
    return fields
