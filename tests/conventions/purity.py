"""Rules of transforms/: values in, values out."""

import ast
from collections.abc import Iterator
from pathlib import Path

# Modules that know where data is, when it is, or who runs this.
IMPURE_MODULES = {
    "dagster", "dagster_dbt", "dagster_shared", "dbt", "duckdb", "obstore", "orchestration",
    "filelock", "glob", "os", "pathlib", "shutil", "subprocess", "tempfile",
    "secrets", "time",
    "ftplib", "http", "httpx", "requests", "socket", "urllib.request", "urllib3",
}  # fmt: skip
CLOCKS = {"now", "today", "utcnow"}
FILE_READERS = ("read_", "scan_", "sink_", "write_")
SEEDED_RANDOM = {"Random", "default_rng", "Generator", "PCG64", "Philox", "SeedSequence"}


def transforms_import_nothing_impure(root: Path) -> list[str]:
    """No Dagster, DuckDB, dbt, paths, clocks or network in transforms/."""
    return [
        f"{place} imports {module}: let orchestration/ do this and pass the value"
        for place, node in _nodes(root)
        for module in _imported(node)
        if any(module == impure or module.startswith(f"{impure}.") for impure in IMPURE_MODULES)
    ]


def transforms_open_no_file(root: Path) -> list[str]:
    """Bytes and frames come in as arguments and go out as results."""
    return [
        f"{place} calls {name}(): transforms/ is pure, take or return the bytes instead"
        for place, name, arguments in _calls(root)
        if name in {"open", "io.open", "io.FileIO"}
        or (name.startswith(("pl.", "polars.")) and name.split(".")[1].startswith(FILE_READERS))
        and not arguments.startswith("BytesIO(")
    ]


def transforms_read_no_clock(root: Path) -> list[str]:
    """The same values give the same result on any day."""
    return [
        f"{place} calls {name}(): transforms/ has no clock, take the time as an argument"
        for place, name, _ in _calls(root)
        if "." in name and name.rsplit(".", 1)[1] in CLOCKS
    ]


def transforms_draw_no_unseeded_chance(root: Path) -> list[str]:
    """Chance has a seed, which is an argument."""
    unseeded_calls = [
        f"{place} calls {name}() without a seed: take the seed as an argument"
        for place, name, arguments in _calls(root)
        if _is_chance(name) and not (name.rsplit(".", 1)[-1] in SEEDED_RANDOM and arguments)
    ]
    shared_state = [
        f"{place} imports {module}: it shares one state, use random.Random(seed)"
        for place, node in _nodes(root)
        for module in _imported(node)
        if module.startswith("random.") and module.removeprefix("random.") not in SEEDED_RANDOM
    ]
    return unseeded_calls + shared_state


def _is_chance(name: str) -> bool:
    """Whether a called name belongs to Python's or NumPy's random numbers."""
    by_name = {"default_rng", "Random"}
    return name in by_name or name.startswith(("random.", "np.random.", "numpy.random."))


def _nodes(root: Path) -> Iterator[tuple[str, ast.AST]]:
    """Every node of every module of transforms/, with its place."""
    for path in sorted((root / "transforms").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            yield f"{path.relative_to(root)}:{getattr(node, 'lineno', 0)}", node


def _imported(node: ast.AST) -> list[str]:
    """The modules an import statement names, `a.b` for `from a import b` too."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def _calls(root: Path) -> Iterator[tuple[str, str, str]]:
    """Place, dotted name and arguments, "" if there are none, of every call of a name."""
    for place, node in _nodes(root):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            arguments = ", ".join(map(ast.unparse, [*node.args, *node.keywords]))
            yield place, ast.unparse(node.func), arguments
