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
    if len(parts_of(name)) == 1:
        return whole
    text, parts = text_in_struct(name, tree, struct)
    return f"coalesce({whole}, {in_text(text, parts) if parts else text})"


def text_in_struct(name: str, tree: Tree, struct: str) -> tuple[str, list[str]]:
    """SQL for the text that a path leads to by a tree, and the rest of the path, within it."""
    parts = parts_of(name)
    node: object = tree
    while parts and isinstance(node, dict):
        node = node[parts[0]]
        struct += f".{identifier(parts.pop(0))}"
    return struct, parts


def in_text(text: str, parts: Iterable[str]) -> str:
    """SQL for what a path leads to in JSON written as text; NULL where it leads nowhere.

    >>> in_text("p", ["a/b", "c"]).partition(", try(")[0]
    "coalesce(try(json_extract_string(p, '/a~1b/c'))"
    """
    pointer = "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)
    found = [f"try(json_extract_string({json}, {literal(pointer)}))" for json in readings(text)]
    return f"coalesce({', '.join(found)})"


def readings(text: str) -> tuple[str, str]:
    """SQL for JSON written as text: as it is, and what can be read of it if it is broken."""
    return text, f"mended_json({text})"


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


def places(names: Iterable[str], columns: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Columns of a file and paths within them, of the names that are there."""
    return [place for name in names if (place := split_at_column(name, columns))]


def parts_of(name: str) -> list[str]:
    """The steps of a path; a name that is no path is one step."""
    parts = name.split(".")
    return parts if all(parts) else [name]
