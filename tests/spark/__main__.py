"""Build the same events on DuckDB and on Spark, and compare every stored table: `make spark`.

    python -m tests.spark local cluster killed

`local` is Spark in one process, `cluster` a master and two workers on this machine, `killed` the
same with one of the workers killed while it builds.
"""

import argparse
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from orchestration.settings import REPOSITORY
from tests.spark import claims, cluster, equality, on_duckdb
from tests.spark.rules import write_rules
from tests.spark.steps import STEPS

MODES: Final = {"local": STEPS, "cluster": STEPS, "killed": STEPS[:1]}
KILLED_IN: Final = "int_events_sessionised"
KILLED_AFTER_SECONDS: Final = 2
"""A worker is killed while Spark builds what takes longest, and has tasks running."""

LONGEST_SECONDS: Final = 1200

LEFT_OUT: Final = {
    "activity_id": "a private hash of the event's texts, of each engine's own",
    "visitor_id": "a private hash of the visitor's texts, of each engine's own",
    "row_id": "a private hash of file and line, of each engine's own",
    "other_row_id": "the same, of an event of another export",
    "session_group": "a private hash of the vendor's session, of each engine's own",
}
"""Columns that are not compared, and why. What they join is compared wherever it is stored."""

ROWS_LEFT_OUT: Final = {
    "marts.settings": "name = 'engine_version'",
    "seeds.placeholder_ids": "coalesce(id, 'null') = 'null'",
}
"""Rows that are not compared: the version of the engine is of the engine, and dbt-spark reads the
word null of a seed as no value; no model reads that seed.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Build, compare and print; 1 if a table differs or a build failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.spark", description=__doc__)
    parser.add_argument("modes", nargs="+", choices=MODES, metavar="mode")
    parser.add_argument("--folder", type=Path, help="a new folder to work in and leave everything")
    asked = parser.parse_args(arguments)
    started = time.perf_counter()

    def say(what: str) -> None:
        print(f"{time.perf_counter() - started:5.0f} s  {what}", file=sys.stderr, flush=True)

    # ended from outside, as by Ctrl-C: programs that were started are stopped
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    for name in list(os.environ):  # nothing depends on how the caller has set up his own
        if name.startswith(("USAGE_", "DAGSTER_", "DBT_", "SPARK_", "PYSPARK_")):
            del os.environ[name]
    try:
        cluster.check_installed()
        with ExitStack() as stack:
            temporary = asked.folder or stack.enter_context(tempfile.TemporaryDirectory())
            folder = Path(temporary).resolve()
            say("DuckDB builds")
            project = _project(folder)
            on_duckdb.build(folder / "duckdb", project)
            lacking = claims.unmet(folder / "duckdb")
            if lacking:
                raise on_duckdb.BuildError("\n".join(lacking))
            equal = True
            for mode in asked.modes:
                say(f"Spark builds, {mode}")
                _build(mode, project, folder)
                equal = _compare(mode, folder) and equal
            say("done")
    except (cluster.SparkError, on_duckdb.BuildError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0 if equal else 1


def _project(folder: Path) -> Path:
    """The dbt project with the rules of the fixture."""
    project = folder / "project"
    produced = shutil.ignore_patterns("target", "logs")
    shutil.copytree(REPOSITORY / "dbt_project", project, ignore=produced)
    write_rules(project)
    return project


def _build(mode: str, project: Path, folder: Path) -> None:
    results = folder / mode
    master, workers = "local[2]", list[cluster.Program]()
    with ExitStack() as stack:
        if mode != "local":
            master, workers = stack.enter_context(cluster.standalone(results / "programs"))
        options = ["--steps", len(MODES[mode]), *(["--tests"] if mode == "local" else [])]
        command = [cluster.PYTHON, "-m", "tests.spark.on_spark", project, folder / "duckdb"]
        driver = stack.enter_context(
            cluster.program("driver", [*command, results, master, *options], results / "programs")
        )
        if mode == "killed":
            driver.wait_for(rf"({KILLED_IN})")
            time.sleep(KILLED_AFTER_SECONDS)
            workers[0].kill()
            driver.wait_for(r"(Lost executor)")
        driver.wait(LONGEST_SECONDS)


def _compare(mode: str, folder: Path) -> bool:
    """Print the tables of each step; whether all are equal."""
    equal = True
    for step in MODES[mode]:
        ours, theirs = (folder / side / step.name / "tables" for side in ("duckdb", mode))
        comparisons = list(equality.compared(ours, theirs, LEFT_OUT, ROWS_LEFT_OUT))
        equal = equal and all(one.is_equal for one in comparisons)
        print(f"\n{mode}, {step.first} to {step.last} {step.name}")
        print(equality.shown(comparisons), flush=True)
    return equal


if __name__ == "__main__":
    sys.exit(main())
