"""What a library keeps to itself may be gone in its next version."""

import ast
from collections.abc import Iterator
from pathlib import Path

FOLDERS = ("orchestration", "tests")


def nothing_private_of_dagster_is_used(root: Path) -> list[str]:
    """No module or name of Dagster or its libraries that begins with `_`."""
    return [
        f"{path.relative_to(root)}:{line} uses {name}: private to Dagster, import dagster as dg"
        for folder in FOLDERS
        for path in sorted((root / folder).rglob("*.py"))
        for line, name in _names(ast.parse(path.read_text(encoding="utf-8")))
        if name.startswith(("dagster", "dg.")) and "._" in name
    ]


def _names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The line and the dotted name of every import, and of every attribute of a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield node.lineno, f"{node.value.id}.{node.attr}"
