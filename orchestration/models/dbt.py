"""dbt, in this process: one invocation per run, on a project that is parsed once.

In process because a dbt of its own costs as much start-up as a small night. What to put here:
calling dbt, and what the books note of it. What the models mean is in `dbt_project/`; what Dagster
is shown of it is in `reporting.py`.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from orchestration.installation import Installation
from orchestration.models import last_build
from orchestration.settings import REPOSITORY
from orchestration.warehouse import books as books_of
from orchestration.warehouse.books import days_between
from orchestration.warehouse.window import Window
from transforms.events import CONTRACT
from transforms.heat.sizes import SHARED_SIZES

PROJECT = REPOSITORY / "dbt_project"
SOURCES = (".sql", ".yml", ".csv")

# Unit tests are for `make test`: they prove the models, not the day. Nobody reads the JSON of a
# run, and writing it takes longer than a small model.
FLAGS = ("--exclude-resource-type", "unit_test", "--no-write-json")

OnEvent = Callable[[Any], None]
"""Called with each of dbt's own events (an EventMsg), in dbt's threads."""


class DbtError(RuntimeError):
    """dbt failed; the text names each node and its message."""


def prepared_manifest(project: Path = PROJECT) -> Path:
    """The manifest.json of a dbt project, parsed anew when a file of the project has changed.

    It says the same for every warehouse: vars and dates do not change the graph.
    """
    target = project / "target"
    manifest, parsed_from = target / "manifest.json", target / "parsed_from"
    sources = _hash_of_sources(project)
    known = parsed_from.read_text() if parsed_from.exists() and manifest.exists() else ""
    if known != sources:
        target.mkdir(exist_ok=True)
        with TemporaryDirectory(dir=target) as made:  # others may read the old ones meanwhile
            sizes = json.dumps(SHARED_SIZES, sort_keys=True)
            _invoke(["parse", "--vars", sizes], project, Path(made))
            for name in ("partial_parse.msgpack", "manifest.json"):
                (Path(made) / name).replace(target / name)
        parsed_from.write_text(sources)
    return manifest


def parsed_project(project: Path = PROJECT) -> Any:
    """A dbt project as dbt's Manifest; a fresh copy for each run, which changes it."""
    from dbt.contracts.graph.manifest import Manifest

    parsed = prepared_manifest(project).with_name("partial_parse.msgpack")
    manifest = Manifest.from_msgpack(parsed.read_bytes())
    manifest.build_flat_graph()
    return manifest


def build_window(
    installation: Installation,
    window: Window,
    *,
    select: Sequence[str] = (),
    on_event: OnEvent | None = None,
    project: Path = PROJECT,
) -> list[Any]:
    """Build and test the models of a window, or those that dbt's options `select` name: dbt's
    results, also of nodes that failed.

    The books note that the days are green when everything was built and nothing failed. Until
    then, and after a run that built a part of the models, nothing of them is published.
    """
    days = days_between(window.first, window.last)
    with installation.warehouse.books() as books:
        books_of.begin_build(books, days)
    last_build.forget(installation.warehouse)
    manifest = prepared_manifest(project)
    columns = _what_columns_depend_on(manifest, installation)
    noted = installation.warehouse.root / "dbt" / "columns_of"
    is_unchanged = noted.exists() and noted.read_text() == columns
    if not is_unchanged:
        noted.unlink(missing_ok=True)
    results = _build(installation, window, select, on_event, project, is_unchanged=is_unchanged)
    nodes = json.loads(manifest.read_bytes())["nodes"]
    if _have_succeeded(results, nodes, "seed", "model"):
        noted.write_text(columns)
    if _have_succeeded(results, nodes, "seed", "model", "test"):
        with installation.warehouse.books() as books:
            books_of.finish_build(books, days)
        last_build.note(installation, window, columns)
    return results


def is_up_to_date(installation: Installation, window: Window, *, project: Path = PROJECT) -> bool:
    """Whether nothing has changed since the models of a window were built and published."""
    columns = _what_columns_depend_on(prepared_manifest(project), installation)
    return last_build.is_up_to_date(installation, window, columns)


def run_tests(
    installation: Installation,
    window: Window,
    *,
    select: Sequence[str],
    on_event: OnEvent | None = None,
    project: Path = PROJECT,
) -> list[Any]:
    """Test the models of a window as they are, by the tests that `select` names: dbt's results. The
    days of a test that fails are green no longer.
    """
    results = _build(installation, window, select, on_event, project, is_unchanged=True)
    if failures(results):
        last_build.forget(installation.warehouse)
        with installation.warehouse.books() as books:
            books_of.begin_build(books, days_between(window.first, window.last))
    return results


def run_dbt(
    args: Sequence[str],
    root: Path,
    variables: Mapping[str, Any],
    on_event: OnEvent | None = None,
    *,
    project: Path = PROJECT,
    manifest: Any = None,
) -> list[Any]:
    """Run dbt against the warehouse at `root`; its node results. Raises DbtError when dbt cannot
    run at all.

    `manifest` is the parsed project, if the caller has one.
    """
    manifest = manifest or parsed_project(project)
    chosen = ["--vars", json.dumps({**variables, **SHARED_SIZES}, sort_keys=True)]
    with _in_environment(root):
        return _invoke([*args, *chosen], project, root / "dbt" / "target", manifest, on_event)


def window_args(window: Window) -> list[str]:
    """The options of dbt that make it build or test a window."""
    return [
        *FLAGS,
        "--event-time-start",
        window.first.isoformat(),
        "--event-time-end",
        window.end.isoformat(),
    ]


def failures(results: Sequence[Any]) -> list[str]:
    """A line for each node that failed: its file, its name, its message."""
    bad = [r for r in results if r.status in ("error", "fail", "runtime error")]
    return [
        f"{r.node.original_file_path}: {r.node.name}: {' '.join(str(r.message).split())}"
        for r in bad
    ]


def _build(
    installation: Installation,
    window: Window,
    select: Sequence[str],
    on_event: OnEvent | None,
    project: Path,
    *,
    is_unchanged: bool,
) -> list[Any]:
    args = ["build", *window_args(window), *select]  # `test` takes no window
    root, settings = installation.warehouse.root, installation.settings
    rule_files = {name: str(file) for name, file in settings.rules.items()}
    variables: dict[str, Any] = {**settings.vars, "rule_files": rule_files}
    if is_unchanged:
        variables["compare_tables"] = False
    return run_dbt(args, root, variables, on_event, project=project)


def _what_columns_depend_on(manifest: Path, installation: Installation) -> str:
    """A hash of all that decides which columns and words a table has."""
    sources = manifest.with_name("parsed_from").read_text()
    variables = json.dumps(dict(installation.settings.vars), sort_keys=True)
    return hashlib.sha256(f"{sources}{variables}{CONTRACT}".encode()).hexdigest()


def _have_succeeded(results: Sequence[Any], nodes: Mapping[str, Any], *kinds: str) -> bool:
    """Whether all nodes of the project of these kinds have; of tests, those of severity error."""
    needed = {
        unique_id
        for unique_id, node in nodes.items()
        if node["resource_type"] in kinds
        and (node["resource_type"] != "test" or node["config"]["severity"].lower() == "error")
    }
    succeeded = {r.node.unique_id for r in results if r.status in ("success", "pass", "warn")}
    return needed <= succeeded


def _hash_of_sources(project: Path) -> str:
    digest = hashlib.sha256(version("dbt-core").encode())
    for file in sorted(project.rglob("*")):
        if file.suffix in SOURCES and "target" not in file.relative_to(project).parts:
            digest.update(f"\0{file.relative_to(project)}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def _invoke(
    args: Sequence[str],
    project: Path,
    target: Path,
    manifest: Any = None,
    on_event: OnEvent | None = None,
) -> list[Any]:
    from dbt.cli.main import dbtRunner  # slow to import: only a run that needs dbt pays for it

    paths = {
        "--project-dir": project,
        "--profiles-dir": project,
        "--target-path": target,
        "--log-path": target.parent / "logs",
    }
    # dbt makes the lines of its own logs for each of its 4,000 events a run, also for those below
    # their level: a fifth of a small night
    flags = ["--log-level", "none", "--log-level-file", "none"]
    flags += [text for flag, folder in paths.items() for text in (flag, str(folder))]
    listeners = [_log_to(target.parent / "logs" / "dbt.log"), *([on_event] if on_event else [])]
    try:
        runner = dbtRunner(manifest=manifest, callbacks=listeners)
        outcome = runner.invoke([*args, *flags])
    finally:
        _close_connections()
    if outcome.exception is not None:
        raise DbtError(str(outcome.exception)) from outcome.exception
    return list(getattr(outcome.result, "results", None) or [])


def _log_to(file: Path) -> OnEvent:
    """A callback that writes what dbt says in this run to a file, but for its debug events."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("")

    def log(event: Any) -> None:
        if event.info.level not in ("debug", "test"):
            with file.open("a", encoding="utf-8") as lines:
                time = event.info.ts.ToJsonString()
                lines.write(f"{time} {event.info.level}: {event.info.msg}\n")

    return log


@contextmanager
def _in_environment(root: Path) -> Iterator[None]:
    """Tell dbt's profile of the warehouse, and of the cores that DuckDB sees."""
    before = dict(os.environ)
    os.environ["USAGE_WAREHOUSE"] = str(root)
    if not os.environ.get("USAGE_THREADS"):
        with duckdb.connect() as database:
            ((cores,),) = database.execute("select current_setting('threads')").fetchall()
        os.environ["USAGE_THREADS"] = str(cores)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _close_connections() -> None:
    # dbt-duckdb keeps its database open for the life of the process; others must be able to open it
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    DuckDBConnectionManager.close_all_connections()
