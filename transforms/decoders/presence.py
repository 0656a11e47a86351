"""Which fields of a decoder a file has, and what a file is that has none of them.

Nothing here shows a value of a row: what looks like a header may be somebody's data.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from transforms.decoders.contents import Lines, RefusedError, Rows
from transforms.decoders.layouts import Fields, Layout
from transforms.decoders.paths import split_at_column
from transforms.decoders.quoting import identifier
from transforms.decoders.registry import LAYOUTS

SHOWN_NAMES: Final = 40
SAMPLE_LINES: Final = 1000
MOST_BRACKETS: Final = 2000
"""DuckDB finds structures by recursion: one that is deeper than its stack ends the process."""

NAME: Final = re.compile(r"[A-Za-z_$\[][\w$.\-\]]{0,63}")
"""A name as programs give it: with a space or an @ it may be a person's."""

OTHER_FILES: Final[Sequence[tuple[frozenset[str], str]]] = (
    (frozenset({"x", "y", "pointer_target_fixed"}), "PostHog's heatmaps"),
    (frozenset({"distinct_id", "person_id", "properties"}), "PostHog's persons"),
    (frozenset({"distinct_id", "person_id", "person_version"}), "PostHog's persons"),
    (frozenset({"session_id", "start_timestamp"}), "PostHog's sessions"),
    (frozenset({"insert_id", "event_name"}), "a data pipeline of Mixpanel"),
    (frozenset({"$distinct_id", "$properties"}), "Mixpanel's profiles"),
    (frozenset({"date", "visitors", "pageviews"}), "Plausible's sums of days"),
    (frozenset({"metricName", "information"}), "answers of Microsoft Clarity's API"),
    (frozenset({"event_id", "data_key", "data_type"}), "Umami's data of events"),
    (frozenset({"session_id", "data_key", "data_type"}), "Umami's data of sessions"),
    (frozenset({"user_id", "joindate"}), "Heap's users"),
    (frozenset({"dump_id", "tables"}), "a manifest of Heap's"),
    *(
        (frozenset(layout.required), layout.rows)
        for layout in sorted(LAYOUTS.values(), key=lambda layout: -len(layout.required))
        if len(layout.required) > 1
    ),
    (frozenset({"error"}), "an error that a server answered"),
)
"""Names in the rows of other formats and of files beside them, and what these are of."""


@dataclass(frozen=True)
class Presence:
    """What a file has: how many rows are `readable`, in how many each field is `filled`, and in how
    many it is one of `objects`; `within` is in how many a field of a nested object is.
    """

    readable: int
    filled: Mapping[str, int]
    objects: Mapping[str, int]
    within: Mapping[str, int]

    def read(self, layout: Layout) -> dict[str, int]:
        """In how many rows each field is that the decoder reads, by its name in the file."""
        named = {names[0]: self.filled[alias] for alias, names in layout.columns.items() if names}
        return {**named, **self.within}


def counting(layout: Layout, nested: Fields) -> str:
    """One row of counts over `records`, for `presence_of`."""
    counts = ["count(*) filter (problem is null or problem = 'bad_type')"]
    counts += [f"count({alias})" for alias in layout.columns]
    counts += [f"count(*) filter (is_object({alias}))" for alias in layout.texts]
    counts += [f"count({name}.{identifier(key)})" for name, keys in nested.items() for key in keys]
    return f"select {', '.join(counts)} from records"


def presence_of(layout: Layout, nested: Fields, counts: Sequence[Any]) -> Presence:
    """The counts by name in the file."""
    left = iter(counts)
    readable = next(left)
    filled = {alias: next(left) for alias in layout.columns}
    objects = {alias: next(left) for alias in layout.texts}
    within = {f"{name}.{key}": next(left) for name, keys in nested.items() for key in keys}
    return Presence(readable, filled, objects, within)


def structure(source: str) -> str:
    """The structure of the first JSON objects in a part of a file."""
    return f"""
select cast(json_group_structure(try_cast(line as json)) as varchar)
from (from {source} limit {SAMPLE_LINES})
where
    length(line) - length(replace(replace(line, '[', ''), '{{', '')) < {MOST_BRACKETS}
    and json_valid(line)
    and json_type(line) = 'OBJECT'
"""


def names_in(structure: str | None) -> list[str]:
    """Names of all fields in a structure, those of nested objects as paths.

    >>> names_in('{"id": "VARCHAR", "page": {"url": "VARCHAR"}}')
    ['id', 'page.url']
    """
    try:
        tree = json.loads(structure or "{}")
        return list(_paths(tree, "")) if isinstance(tree, dict) else []  # rows without a field
    except RecursionError:
        return []


def absent(
    layout: Layout,
    content: Lines | Rows,
    presence: Presence,
    names: Callable[[], Sequence[str]],
    folders: Mapping[str, str],
) -> list[str]:
    """Names that a decoder reads and the file does not have.

    `names` finds out those in the file. Raises RefusedError when nothing can be decoded without
    them, or when all values of a field are objects.
    """
    if not presence.readable:
        return []
    columns = content.types if isinstance(content, Rows) else content.header

    def has(name: str) -> bool:
        if name in layout.nested:
            return not columns or name in columns
        place = split_at_column(name, columns)
        if name in folders or (place and not place[1]):
            return True
        return any(presence.filled[a] > 0 for a, ns in layout.columns.items() if name in ns)

    missing = [name for name in layout.required if not has(name)]
    if missing:
        raise RefusedError(_why(missing, layout, content, names()))
    for alias, count in presence.objects.items():
        if count and count == presence.filled[alias]:
            (name,) = layout.columns[alias]
            within = [there for there in names() if there.startswith(f"{name}.")]
            raise RefusedError(
                f"{name!r} is an object in every row: name a field in it"
                + (f", such as {shown_names(within)}" if within else "")
            )
    empty = [name for name in layout.expected if not has(name)]
    return sorted(set(empty) - set(names())) if empty else []


def shown_names(names: Iterable[str]) -> str:
    """Names for a message; those that may be somebody's data are counted only.

    >>> shown_names(["id", "ann@mail.example"])
    'id and 1 more'
    """
    names = list(names)
    shown = [name for name in names if NAME.fullmatch(name) and sum(map(str.isdigit, name)) < 5]
    shown = shown[:SHOWN_NAMES]
    more = f"{len(names) - len(shown)} more" if len(shown) < len(names) else ""
    return " and ".join(filter(None, (", ".join(shown), more))) or "none"


def _why(
    missing: Sequence[str], layout: Layout, content: Lines | Rows, names: Sequence[str]
) -> str:
    top = {name.partition(".")[0] for name in names} | set(names)
    rows = next((rows for keys, rows in OTHER_FILES if keys <= top), layout.rows)
    if rows != layout.rows and not layout.expected:
        return (
            f"it is of {rows}, not of {layout.rows}: give the export a pattern that leaves it out"
        )
    wanted = ", ".join(map(repr, missing))[:1000]
    known = {name for names in layout.columns.values() for name in names}
    if isinstance(content, Lines) and content.header and not known & set(content.header):
        return (
            f"its first line names none of {wanted}; if that is no header, write"
            " `file: {header: [names]}`"
        )
    return f"no row has {wanted}; there are: {shown_names(names)}"


def _paths(tree: Any, before: str) -> Iterable[str]:
    for name, inner in tree.items():
        if isinstance(inner, dict) and inner:
            yield from _paths(inner, f"{before}{name}.")
        else:
            yield before + name
