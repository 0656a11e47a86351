"""SQL for fields: of structs that `from_json` made, of columns of Parquet, and for dates."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from transforms.decoders.paths import TEXT, Tree, in_text, places, readings
from transforms.decoders.quoting import identifier, literal

MAX_FIELD: Final = 10_000
"""Characters of a text; the rest is cut off, because thousands of rows are in memory at once."""
MAX_OBJECT: Final = 1_000_000
"""Characters of an object or list, which is nothing any more once it is cut."""

Columns = Mapping[str, str]
"""Something of each column, by its name."""

SCALARS: Final[Mapping[str, tuple[str, ...]]] = {
    "TIMESTAMP": ("DATE", "TIMESTAMP"),
    "NUMBER": (
        *("BIGINT", "DECIMAL", "DOUBLE", "FLOAT", "HUGEINT", "INTEGER", "SMALLINT", "TINYINT"),
        *("UBIGINT", "UHUGEINT", "UINTEGER", "USMALLINT", "UTINYINT"),
    ),
}
"""DuckDB's types of one time, and of one number."""


FIRST_DATED: Final = "timestamptz '0002-01-01 00:00:00Z'"
LAST_DATED: Final = "timestamptz '9998-12-31 00:00:00Z'"


def date_in(timezone: str) -> str:
    """SQL for the date of `event_at` in a time zone."""
    local = "utc(event_at)" if timezone == "UTC" else f"event_at at time zone {literal(timezone)}"
    # DuckDB fails on a time at the end of its range; the frame rejects times long before that
    local = f"case when event_at between {FIRST_DATED} and {LAST_DATED} then {local} end"
    return f"cast({local} as date)"


@cache
def clock_changes(timezone: str) -> Sequence[date]:
    """The dates from 1990 to 2100 on which clocks of a time zone change, and those beside them."""
    noon = datetime(1990, 1, 1, 12, tzinfo=ZoneInfo(timezone))
    weeks = (noon + timedelta(weeks=number) for number in range(111 * 53))
    return [
        day.date()
        for week, next_week in pairwise(weeks)
        if week.utcoffset() != next_week.utcoffset()
        for before, after in pairwise(week + timedelta(days=number) for number in range(8))
        if before.utcoffset() != after.utcoffset()
        for day in (before, after)
    ]


def shape(names: Iterable[str]) -> str:
    """The structure argument of `from_json` as an SQL literal: every field as text."""
    return shape_of(dict.fromkeys(names, TEXT))


def shape_of(tree: Tree) -> str:
    """The structure argument of `from_json` for a tree of fields."""
    return literal(json.dumps(tree, ensure_ascii=False))


def struct_of(text: str, fields: Iterable[str]) -> str:
    """SQL that reads fields of a JSON object; NULL of what is broken."""
    return f"try(from_json({text}, {shape(fields)}))"


def struct_of_few(text: str, fields: Iterable[str]) -> str:
    """The same of objects that are there again and again, as what is said of people is: in a list
    of one, each different one of a row group is read once. Where all differ it takes longer.
    """
    return f"list_transform([{text}], lambda text: {struct_of('text', fields)})[1]"


def parsed(text: str, structure: str) -> str:
    """SQL that reads JSON written as text; of what is broken, what can be read."""
    found = [f"try(from_json({json}, {structure}))" for json in readings(text)]
    return f"coalesce({', '.join(found)})"


def row_as_json(types: Mapping[str, str]) -> str:
    """A row of Parquet as a JSON object."""
    members = ", ".join(
        f"{literal(name)}: {text_of(name, types) if kind == 'BLOB' else identifier(name)}"
        for name, kind in types.items()
    )
    return f"cast(to_json({{{members}}}) as varchar)"


def first_of(*expressions: str) -> str:
    """The first of these that is not NULL; NULL as text if there are none."""
    if len(expressions) > 1:
        return f"coalesce({', '.join(expressions)})"
    return expressions[0] if expressions else "cast(null as varchar)"


def cut_macro() -> str:
    """`cut_field(text)`: a text of MAX_FIELD at most, or an object or list of MAX_OBJECT."""
    return f"""
create or replace macro cut_field(text) as
    left(text, case when text[1] in ('{{', '[') then {MAX_OBJECT} else {MAX_FIELD} end);
"""


def cut(struct: str, tree: Tree) -> str:
    """The same struct with short texts, by a macro of `cut_macro`."""
    packed = []
    for name, inner in tree.items():
        part = f"{struct}.{identifier(name)}"
        short = cut(part, inner) if isinstance(inner, dict) else f"cut_field({part})"
        packed.append(f"{identifier(name)} := {short}")
    return f"struct_pack({', '.join(packed)})" if packed else "null"


def text_of(name: str, types: Mapping[str, str]) -> str:
    """A Parquet column as text; NULL for a missing one, JSON for a nested one."""
    if name not in types:
        return "cast(null as varchar)"
    if _is_nested(types[name]):
        return f"cast(to_json({identifier(name)}) as varchar)"
    as_text = f"cast({identifier(name)} as varchar)"
    # text of a writer that does not say that it is text
    is_bytes = types[name] == "BLOB"
    return f"coalesce(try(decode({identifier(name)})), {as_text})" if is_bytes else as_text


def found_in(names: Iterable[str], types: Mapping[str, str], wanted: str) -> list[str]:
    """SQL for what Parquet has of these names of one field: one column of the kind `wanted`, a key
    of SCALARS, unchanged; all else as text, so that a decoder may take the first of several.
    """
    found = places(names, types)
    kind = wanted if len(found) == 1 else ""
    return [
        in_text(text_of(column, types), path) if path else _scalar_of(column, types, kind)
        for column, path in found
    ]


def _scalar_of(name: str, types: Mapping[str, str], wanted: str) -> str:
    kind = types.get(name, "")
    if kind.startswith(SCALARS.get(wanted, ())) and not _is_nested(kind):
        return identifier(name)
    return f"left({text_of(name, types)}, {MAX_OBJECT if _is_nested(kind) else MAX_FIELD})"


def _is_nested(kind: str) -> bool:
    return kind.endswith("]") or kind.startswith(("STRUCT", "MAP", "UNION"))


def all_null(struct: str, names: Collection[str]) -> str:
    """Whether all fields of a struct are NULL, as those of a struct without fields are."""
    if not names:
        return "true"
    return "(" + " and ".join(f"{struct}.{identifier(name)} is null" for name in names) + ")"
