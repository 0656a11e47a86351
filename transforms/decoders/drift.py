"""How the columns of a file differ from those of the files before it.

What to put here: which difference is one. Of JSON lines the first ones say which fields there are,
so a field that is new, and far behind, is found in a later file.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from transforms.decoders.presence import shown_names

USUAL: Final = 0.1
"""A field in this share of the rows of a file or more is one that the next file should have."""

FEWEST_ROWS: Final = 100
"""A file with fewer rows may lack a field by chance."""

KINDS: Final = {
    "VARCHAR": "text",
    "BIGINT": "number",
    "UBIGINT": "number",
    "HUGEINT": "number",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
}
"""JSON has fewer types than DuckDB finds in it."""

LEVELS: Final = 2
"""How deep names are looked for: those of a row, and of the objects in it."""


@dataclass(frozen=True)
class Columns:
    """What a file has: `types` by name, "" where all values are null; `filled` is in how many of
    its `rows` each field is that the decoder reads.
    """

    types: Mapping[str, str]
    filled: Mapping[str, int]
    rows: int

    @property
    def usual(self) -> list[str]:
        """The fields that a large part of the rows have."""
        return sorted(name for name, n in self.filled.items() if n >= USUAL * self.rows > 0)


@dataclass(frozen=True)
class Drift:
    """Names of columns that are new, missing, or of another type than before."""

    new: Sequence[str] = ()
    missing: Sequence[str] = ()
    retyped: Sequence[str] = ()

    def __bool__(self) -> bool:
        return bool(self.new or self.missing or self.retyped)

    @property
    def is_loss(self) -> bool:
        """Whether something that was there before is not, or is not the same."""
        return bool(self.missing or self.retyped)

    @property
    def words(self) -> str:
        """The differences, for a message."""
        found = {"new": self.new, "missing": self.missing, "of another type": self.retyped}
        return "; ".join(f"{what}: {shown_names(names)}" for what, names in found.items() if names)


@dataclass
class History:
    """The columns of all files of an export so far: `seen` names, the last file's `types`, and the
    fields that were `usual` in it.
    """

    seen: set[str] = field(default_factory=set)
    types: dict[str, str] = field(default_factory=dict)
    usual: set[str] = field(default_factory=set)

    def follow(self, now: Columns) -> Drift:
        """What is different in the next file, which becomes the last one; the first differs in
        nothing.

        >>> history = History()
        >>> history.follow(Columns({"id": "text", "page": "text"}, {"page": 200}, 200))
        Drift(new=(), missing=(), retyped=())
        >>> history.follow(Columns({"id": "number", "url": "text"}, {"page": 0}, 200))
        Drift(new=['url'], missing=['page'], retyped=['id'])
        """
        drift = Drift()
        if self.seen:
            drift = Drift(
                new=sorted(now.types.keys() - self.seen),
                missing=sorted(
                    name
                    for name in self.usual
                    if now.rows >= FEWEST_ROWS and not now.filled.get(name)
                ),
                retyped=sorted(
                    name
                    for name, kind in now.types.items()
                    if kind and self.types.get(name) not in (None, "", kind)
                ),
            )
        self.seen.update(now.types)
        self.types.update((name, kind) for name, kind in now.types.items() if kind)
        if now.rows >= FEWEST_ROWS:
            self.usual = set(now.usual)
        return drift


def types_in_json(structure: str | None) -> dict[str, str]:
    """Types by name in the structure of JSON objects.

    >>> types_in_json('{"id": "UBIGINT", "page": {"url": "VARCHAR", "at": {"x": "DOUBLE"}}}')
    {'id': 'number', 'page.url': 'text', 'page.at': 'object'}
    """
    try:
        tree = json.loads(structure or "{}")
    except RecursionError:
        return {}
    return dict(_types(tree, "", LEVELS)) if isinstance(tree, dict) else {}


def types_in_parquet(types: Mapping[str, str]) -> dict[str, str]:
    """Types by name of the columns of Parquet; what is in a struct does not make another type."""
    return {name: kind.partition("(")[0] for name, kind in types.items()}


def _types(tree: Mapping[str, Any], before: str, levels: int) -> Iterator[tuple[str, str]]:
    for name, inner in tree.items():
        if isinstance(inner, dict) and inner and levels > 1:
            yield from _types(inner, f"{before}{name}.", levels - 1)
        elif isinstance(inner, str):
            yield before + name, KINDS.get(inner, "" if inner == "NULL" else "text")
        else:
            yield before + name, "list" if isinstance(inner, list) else "object"
