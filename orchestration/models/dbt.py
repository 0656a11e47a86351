"""dbt, in this process: one invocation per run, on a manifest prepared beforehand.

In process because a dbt of its own costs as much start-up as a small night. What to put here:
calling dbt and telling Dagster what came of it. What the models mean is in `dbt_project/`.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProject
from dagster_dbt.asset_utils import get_asset_check_key_for_test

from orchestration.settings import REPOSITORY
from orchestration.warehouse.window import Window
from transforms.heat.sizes import SHARED_SIZES

PROJECT = REPOSITORY / "dbt_project"
SOURCES = (".sql", ".yml", ".csv")

OnNode = Callable[[str, int, int], None]
"""Called with a node's name, its number and the number of nodes, when it begins."""


class DbtError(RuntimeError):
    """dbt failed; the text names each node and its message."""


def prepared_project(root: Path, variables: Mapping[str, Any]) -> DbtProject:
    """The dbt project with its manifest for the warehouse at `root`, parsed anew when a file or a
    variable changed.
    """
    target = root / "dbt" / "target"
    manifest, parsed_with = target / "manifest.json", target / "parsed_with.json"
    asked = json.dumps(dict(variables), sort_keys=True)
    newest = max(f.stat().st_mtime for f in PROJECT.rglob("*") if f.suffix in SOURCES)
    fresh = (
        manifest.exists()
        and manifest.stat().st_mtime > newest
        and parsed_with.exists()
        and parsed_with.read_text() == asked
    )
    if not fresh:
        parsed_with.unlink(missing_ok=True)  # a parse that is killed leaves half a manifest
        run_dbt(["parse"], root, variables)
        parsed_with.write_text(asked)
    return DbtProject(PROJECT, target_path=target, profiles_dir=PROJECT)


def build_args(window: Window) -> list[str]:
    """What rebuilds a window. Unit tests are for `make test`: they prove the models, not the
    day.
    """
    return [
        "build",
        "--exclude-resource-type",
        "unit_test",
        "--no-write-json",  # nobody reads it, and writing takes longer than a small model
        "--event-time-start",
        window.first.isoformat(),
        "--event-time-end",
        window.end.isoformat(),
    ]


def run_dbt(
    args: Sequence[str],
    root: Path,
    variables: Mapping[str, Any],
    on_node: OnNode | None = None,
    *,
    manifest: Any = None,
) -> list[Any]:
    """Run dbt against the warehouse at `root`; its node results.

    `manifest` is the parsed project, if the caller holds it already. Raises DbtError when dbt
    cannot run at all.
    """
    from dbt.cli.main import dbtRunner  # slow to import: only a run that needs dbt pays for it

    flags = ["--quiet", "--no-use-colors", "--log-level-file", "info", *_paths(root)]
    flags += ["--vars", json.dumps({**variables, **SHARED_SIZES}, sort_keys=True)]
    callbacks = [_reporter(on_node)] if on_node else []
    with _warehouse_in_environment(root):
        try:
            outcome = dbtRunner(manifest=manifest, callbacks=callbacks).invoke([*args, *flags])
        finally:
            _close_connections()
    if outcome.exception is not None:
        raise DbtError(str(outcome.exception)) from outcome.exception
    return list(getattr(outcome.result, "results", None) or [])


def failures(results: Sequence[Any]) -> list[str]:
    """A line for each node that failed: its file, its name, its message."""
    bad = [r for r in results if r.status in ("error", "fail", "runtime error")]
    return [
        f"{r.node.original_file_path}: {r.node.name}: {' '.join(str(r.message).split())}"
        for r in bad
    ]


def dagster_events(
    results: Sequence[Any],
    manifest: Mapping[str, Any],
    project: DbtProject,
    checks: Set[dg.AssetCheckKey],
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """What Dagster is told of dbt's results: a materialisation for each model, and each of the
    checks it asked for.
    """
    translator = DagsterDbtTranslator()
    for result in results:
        unique_id = result.node.unique_id
        metadata = {"seconds": dg.MetadataValue.float(round(float(result.execution_time), 3))}
        if unique_id.startswith(("model.", "seed.")) and result.status == "success":
            key = translator.get_asset_spec(manifest, unique_id, project).key
            yield dg.MaterializeResult(asset_key=key, metadata=metadata)
        if unique_id.startswith("test.") and result.status in ("pass", "fail", "error"):
            check = get_asset_check_key_for_test(manifest, translator, unique_id, project)
            if check is not None and check in checks:
                yield dg.AssetCheckResult(
                    asset_key=check.asset_key,
                    check_name=check.name,
                    passed=result.status == "pass",
                    metadata={"failing_rows": result.failures or 0},
                )


def _paths(root: Path) -> list[str]:
    folders = {
        "--project-dir": PROJECT,
        "--profiles-dir": PROJECT,
        "--target-path": root / "dbt" / "target",
        "--log-path": root / "dbt" / "logs",
    }
    return [text for flag, folder in folders.items() for text in (flag, str(folder))]


@contextmanager
def _warehouse_in_environment(root: Path) -> Iterator[None]:
    before = os.environ.get("USAGE_WAREHOUSE")
    os.environ["USAGE_WAREHOUSE"] = str(root)
    try:
        yield
    finally:
        if before is None:
            del os.environ["USAGE_WAREHOUSE"]
        else:
            os.environ["USAGE_WAREHOUSE"] = before


def _close_connections() -> None:
    # dbt-duckdb keeps its database open for the life of the process; others must be able to open it
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    DuckDBConnectionManager.close_all_connections()


def _reporter(on_node: OnNode) -> Callable[[Any], None]:
    def report(event: Any) -> None:
        if event.info.name == "LogStartLine":
            on_node(event.data.description, event.data.index, event.data.total)

    return report
