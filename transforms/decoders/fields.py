"""SQL for fields: of structs that `from_json` made, and of columns of Parquet."""

import json
from collections.abc import Iterable, Mapping
from typing import Final

from transforms.decoders.paths import TEXT, Tree
from transforms.decoders.quoting import identifier, literal

MAX_FIELD: Final = 10_000
"""Characters of a field; the rest is cut off, because thousands of rows are in memory at once."""

SCALARS: Final = (
    *("BIGINT", "BOOLEAN", "DATE", "DECIMAL", "DOUBLE", "FLOAT", "HUGEINT", "INTEGER", "SMALLINT"),
    *("TIMESTAMP", "TINYINT", "UBIGINT", "UINTEGER", "USMALLINT", "UTINYINT"),
)
"""DuckDB's types of one number, time or boolean."""


def shape(names: Iterable[str]) -> str:
    """The structure argument of `from_json` as an SQL literal: every field as text."""
    return shape_of(dict.fromkeys(names, TEXT))


def shape_of(tree: Tree) -> str:
    """The structure argument of `from_json` for a tree of fields."""
    return literal(json.dumps(tree, ensure_ascii=False))


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


def cut(struct: str, tree: Tree) -> str:
    """The same struct with texts of MAX_FIELD at most."""
    packed = []
    for name, inner in tree.items():
        part = f"{struct}.{identifier(name)}"
        short = cut(part, inner) if isinstance(inner, dict) else f"left({part}, {MAX_FIELD})"
        packed.append(f"{identifier(name)} := {short}")
    return f"struct_pack({', '.join(packed)})"


def text_of(name: str, types: Mapping[str, str]) -> str:
    """A Parquet column as text; NULL for a missing one, JSON for a nested one."""
    if name not in types:
        return "cast(null as varchar)"
    if types[name].endswith("]") or types[name].startswith(("STRUCT", "MAP", "UNION")):
        return f"cast(to_json({identifier(name)}) as varchar)"
    as_text = f"cast({identifier(name)} as varchar)"
    # text of a writer that does not say that it is text
    is_bytes = types[name] == "BLOB"
    return f"coalesce(try(decode({identifier(name)})), {as_text})" if is_bytes else as_text


def scalar_of(name: str, types: Mapping[str, str]) -> str:
    """A Parquet column, unchanged if of numbers, times or booleans; else as text."""
    is_scalar = types.get(name, "").startswith(SCALARS) and not types[name].endswith("]")
    return identifier(name) if is_scalar else f"left({text_of(name, types)}, {MAX_FIELD})"


def all_null(struct: str, names: Iterable[str]) -> str:
    """Whether all fields of a struct are NULL."""
    return "(" + " and ".join(f"{struct}.{identifier(name)} is null" for name in names) + ")"
