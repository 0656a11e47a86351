"""Snowplow's enriched events written as its loaders write them to a lake: as Parquet, with a column
for each kind of entity (a list of structs) and of self-describing event (a struct).

Built after docs.snowplow.io, "How schema definitions translate to the warehouse" (names of columns,
types) and schema-ddl's rule of snake case.
"""

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import duckdb

from tests.real_data import FIXTURES, SDK

NAMES: Final = (FIXTURES / "snowplow/columns.txt").read_text().split()
"""The 131 fields of an enriched event."""

JSON: Final = ("contexts", "derived_contexts", "unstruct_event")

TYPES: Final = {
    "TIMESTAMP": r".*_tstamp",
    "INTEGER": r"(br_view|dvce_screen|doc_)(width|height)|pp_.offset_.*|domain_sessionidx",
    "DOUBLE": r"se_value",
}
"""Types that are no text, of the fields that are read."""


def written(enriched: Path, parquet: Path) -> None:
    """Write the events of a file of enriched events as Parquet."""
    with gzip.open(enriched, "rt", encoding="utf-8", newline="\n") as lines:
        rows = [row_of(line.rstrip("\n").split("\t")) for line in lines]
    names = sorted({name for row in rows for name in row} - set(NAMES))
    source = parquet.with_suffix(".jsonl")
    source.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    atomic = {name: type_of(name) for name in NAMES if name not in JSON}
    columns = ", ".join(f"cast({name} as {kind}) as {name}" for name, kind in atomic.items())
    with duckdb.connect() as duck:
        duck.execute(
            f"copy (select {', '.join([columns, *names])} from read_json('{source}',"
            f" format = newline_delimited, sample_size = -1, maximum_object_size = 10000000))"
            f" to '{parquet}' (format parquet)"
        )


def type_of(field: str) -> str:
    return next((kind for kind, names in TYPES.items() if re.fullmatch(names, field)), "VARCHAR")


def row_of(fields: list[str]) -> Mapping[str, Any]:
    """A row of the lake: fields, and what is in the JSON of three of them."""
    named = dict(zip(NAMES, fields, strict=True))
    row: dict[str, Any] = {name: text or None for name, text in named.items() if name not in JSON}
    for name in ("contexts", "derived_contexts"):
        for one in json.loads(named[name] or '{"data": []}')["data"]:
            row.setdefault(f"contexts_{column_of(one['schema'])}", []).append(snaked(one["data"]))
    if named["unstruct_event"]:
        event = json.loads(named["unstruct_event"])["data"]
        row[f"unstruct_event_{column_of(event['schema'])}"] = snaked(event["data"])
    return row


def column_of(schema: str) -> str:
    """Vendor, name and major version, symbols as underscores: `iglu:a.b/c/jsonschema/1-0-0`."""
    vendor, name, _, version = schema.removeprefix("iglu:").split("/")
    return re.sub(r"\W", "_", f"{vendor}_{snake(name)}_{version.partition('-')[0]}").lower()


def snake(name: str) -> str:
    name = re.sub(r"([A-Z\d]+)([A-Z][a-z])", r"\1_\2", name)
    return re.sub(r"([a-z\d])([A-Z])", r"\1_\2", name).replace("-", "_").lower()


def snaked(value: Any) -> Any:
    """The same with names of fields in snake case."""
    if isinstance(value, dict):
        return {snake(name): snaked(inner) for name, inner in value.items()}
    return [*map(snaked, value)] if isinstance(value, list) else value


def files() -> Iterator[Path]:
    yield from sorted((SDK / "snowplow").rglob("part-*.gz"))
