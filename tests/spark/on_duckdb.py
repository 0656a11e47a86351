"""The fixture as a night builds it, and what Spark gets of it: sources and results as Parquet.

What to put here: how DuckDB's side comes to be. Spark's is in `on_spark.py`.
"""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Final

import duckdb

from orchestration.decoding.loading import load_export, open_events
from orchestration.warehouse.books import begin_build, days_between
from orchestration.warehouse.folder import Warehouse, quoted
from tests.end_to_end.nights import installation
from tests.spark import exports
from tests.spark.steps import STEPS, Step, dbt_arguments

SOURCES: Final = "select table_name from information_schema.tables where table_schema = 'raw'"
MONTH: Final = date(2026, 2, 1)
STORED: Final = """
select database_name, schema_name, table_name
from duckdb_tables()
where schema_name not in ('raw', 'publishing')
order by all
"""


class BuildError(RuntimeError):
    """A build did not end well; the text is what it said."""


def build(folder: Path, project: Path) -> None:
    """Load and build every step with DuckDB, below `folder`.

    Leaves `<step>/raw/<source>.parquet` and `<step>/tables/<schema>.<table>.parquet`.
    """
    at = installation(folder, exports.SETTINGS)
    for step in STEPS:
        exports.deliver(folder, is_emptied=step is not STEPS[0])
        for export in at.settings.exports:
            load_export(at, export)
        open_events(at)
        with at.warehouse.books() as books:  # a month whose first days had no events
            begin_build(books, days_between(MONTH, step.last))
        _run_dbt(step, project, at.warehouse)
        _export(at.warehouse, folder / step.name)


def _run_dbt(step: Step, project: Path, warehouse: Warehouse) -> None:
    dbt = Path(sys.executable).with_name("dbt")
    done = subprocess.run(
        [dbt, *dbt_arguments(step, project, "night", tests=step is STEPS[-1])],
        env={**os.environ, "USAGE_WAREHOUSE": str(warehouse.root)},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise BuildError(f"dbt on DuckDB, step {step.name}:\n{done.stdout}\n{done.stderr}")


def _export(warehouse: Warehouse, folder: Path) -> None:
    for below in ("raw", "tables"):
        (folder / below).mkdir(parents=True)
    with duckdb.connect(str(warehouse.work), read_only=True) as work:
        work.execute(f"attach {quoted(str(warehouse.marts))} as marts_file (read_only)")
        for (source,) in work.execute(SOURCES).fetchall():
            _copy(work, f"raw.{source}", folder / "raw" / f"{source}.parquet")
        for database, schema, table in work.execute(STORED).fetchall():
            _copy(
                work,
                f"{database}.{schema}.{table}",
                folder / "tables" / f"{schema}.{table}.parquet",
            )


def _copy(work: duckdb.DuckDBPyConnection, table: str, file: Path) -> None:
    work.execute(f"copy (from {table}) to {quoted(str(file))} (format parquet)")
