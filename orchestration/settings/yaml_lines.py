"""Reading a YAML file together with the lines of its keys.

What to put here: bytes to values and values to lines. What the keys mean is in `exports_file.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

Location = tuple[int | str, ...]
"""The way to a value: ("exports", 0, "format")."""


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong in a file: `line` from 1, `key` like exports[0].format, may be empty."""

    line: int
    key: str
    text: str


class YamlProblems(Exception):
    """The file is not YAML, or not YAML that means one thing."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(problem.text for problem in problems))
        self.problems = problems


class _Loader(yaml.SafeLoader):
    """SafeLoader that leaves dates as text, as in patterns; a key that takes one reads it."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True)
class Document:
    """A YAML file as plain values, and the lines they are on."""

    value: Any
    root: yaml.Node | None

    def line(self, location: Location) -> int:
        """Line of the key or item at `location`, or of the nearest thing around it."""
        line, node = 1, self.root
        for part in location:
            # The last one: a key of the mapping itself comes after those merged in by `<<`.
            found = [place for place in _children(node) if place[0] == part]
            if not found:
                break
            _, line, node = found[-1]
        return line


def read_yaml(path: Path) -> Document:
    """Read one YAML file; raises OSError, or YamlProblems with every problem of its form."""
    text = _decoded(path.read_bytes())
    try:
        return _composed(text)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        reason = f"the character {chr(error.character)!r} is not allowed in YAML; remove it"
        raise YamlProblems(Problem(line, "", reason)) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = ", ".join(part for part in (error.context, error.problem) if part)
        text = f"not valid YAML: {reason}; look at this line and the one above it"
        raise YamlProblems(Problem(mark.line + 1 if mark else 1, "", text)) from error
    except (ValueError, RecursionError) as error:
        text = f"not valid YAML: {error}; simplify the value"
        raise YamlProblems(Problem(1, "", text)) from error


def spelled(location: Location) -> str:
    """Write a location as people do.

    >>> spelled(("exports", 0, "columns", "event_at"))
    'exports[0].columns.event_at'
    """
    parts = [f"[{part}]" if isinstance(part, int) else f".{_shown(part)}" for part in location]
    return "".join(parts).removeprefix(".")


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        reason = f"byte 0x{content[error.start]:02x} is not UTF-8; save the file as UTF-8"
        raise YamlProblems(Problem(line, "", reason)) from error


def _composed(text: str) -> Document:
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        duplicates = tuple(_duplicate_keys(root, (), set()))
        if duplicates:
            raise YamlProblems(*duplicates)
        return Document(None if root is None else loader.construct_document(root), root)
    finally:
        loader.dispose()


def _children(node: yaml.Node | None) -> Iterator[tuple[int | str, int, yaml.Node]]:
    """Yield (key or index, line from 1, node) of a mapping or a list."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield str(key.value), key.start_mark.line + 1, value
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield index, item.start_mark.line + 1, item


def _duplicate_keys(
    node: yaml.Node | None, location: Location, seen: set[int]
) -> Iterator[Problem]:
    """Yield keys that are twice in one mapping: YAML would silently keep the last one."""
    if node is None or id(node) in seen:
        return
    seen.add(id(node))
    first_lines: dict[int | str, int] = {}
    for key, line, child in _children(node):
        if key in first_lines:
            reason = f"written twice, first in line {first_lines[key]}; remove one"
            yield Problem(line, spelled((*location, key)), reason)
        first_lines.setdefault(key, line)
        yield from _duplicate_keys(child, (*location, key), seen)


def _shown(part: object) -> str:
    """A key for a message: hostile ones are quoted and cut."""
    text = str(part)
    return text if text.isidentifier() and len(text) <= 64 else repr(text[:64])
