"""Names of fields that may be paths: `context.page.url`, `items.0.name`.

A name with dots is first looked for as it is, then as a path into JSON objects, structs and lists.
"""

from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from transforms.decoders.quoting import identifier, literal

TEXT: Final = "VARCHAR"

Tree = dict[str, object]
"""What `from_json` is to read: the type of each field, or the tree of a nested object."""


def tree_of(names: Iterable[str]) -> Tree:
    """Every name as a field of its own, and every path as nested objects.

    >>> tree_of(["id", "page.url"])
    {'id': 'VARCHAR', 'page.url': 'VARCHAR', 'page': {'url': 'VARCHAR'}}
    """
    names = sorted(names, key=lambda name: name.count("."))
    tree: Tree = dict.fromkeys(names, TEXT)
    for name in names:
        parts, node = parts_of(name), tree
        for part, below in pairwise(parts):
            inner = node.setdefault(part, {})
            if not isinstance(inner, dict) or below.isdigit():  # read as text, and parsed again
                node[part] = TEXT
                break
            node = inner
        else:
            node.setdefault(parts[-1], TEXT)
    return tree


def in_struct(name: str, tree: Tree, struct: str) -> str:
    """SQL for a field of the struct that `from_json` made by a tree."""
    whole = f"{struct}.{identifier(name)}"
    parts = parts_of(name)
    if len(parts) == 1:
        return whole
    node: object = tree
    while parts and isinstance(node, dict):
        node = node[parts[0]]
        struct += f".{identifier(parts.pop(0))}"
    return f"coalesce({whole}, {in_text(struct, parts) if parts else struct})"


def in_text(text: str, parts: Iterable[str]) -> str:
    """SQL for what a path leads to in JSON written as text; NULL where it leads nowhere.

    >>> in_text("properties", ["a/b", "c"])
    "try(json_extract_string(properties, '/a~1b/c'))"
    """
    pointer = "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)
    return f"try(json_extract_string({text}, {literal(pointer)}))"


def split_at_column(name: str, columns: Iterable[str]) -> tuple[str, list[str]] | None:
    """The longest beginning of a path that is a column, and the path within it.

    >>> split_at_column("a.b.c", ["a", "a.b"])
    ('a.b', ['c'])
    """
    parts, columns = parts_of(name), set(columns)
    for end in range(len(parts), 0, -1):
        beginning = ".".join(parts[:end])
        if beginning in columns:
            return beginning, parts[end:]
    return None


def parts_of(name: str) -> list[str]:
    """The steps of a path; a name that is no path is one step."""
    parts = name.split(".")
    return parts if all(parts) else [name]
