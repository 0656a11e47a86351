"""Run by `.venv-spark`: build every step with dbt on Spark, and write what is stored as Parquet.

    python -m tests.spark.on_spark PROJECT FROM TO MASTER [--steps N] [--tests]

FROM has the sources of every step, `<step>/raw/<source>.parquet`; TO gets
`<step>/tables/<schema>.<table>.parquet`. Each node that begins is a line on standard output.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

from tests.spark.steps import STEPS, Step, dbt_arguments


def main() -> int:
    """Build all steps in one session; 1 if a node failed."""
    from pyspark.sql import SparkSession  # not in the environment that collects the tests

    asked = _asked()
    spark = SparkSession.builder.master(asked.master).appName("usage heatmaps").getOrCreate()
    try:
        for step in STEPS[: asked.steps]:
            _point_at_sources(spark, asked.sources / step.name / "raw")
            tests = asked.tests and step is STEPS[-1]
            if not _is_built(step, asked.project, tests=tests):
                return 1
            _export(spark, asked.results / step.name / "tables")
    finally:
        spark.stop()
    return 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.spark.on_spark", description=__doc__)
    for name in ("project", "sources", "results"):
        parser.add_argument(name, type=Path)
    parser.add_argument("master")
    parser.add_argument("--steps", type=int, help="how many of the steps (all)")
    parser.add_argument(
        "--tests", action="store_true", help="dbt's data tests too, in the last step"
    )
    return parser.parse_args()


def _point_at_sources(spark: Any, folder: Path) -> None:
    spark.sql("create schema if not exists raw")
    for file in sorted(folder.glob("*.parquet")):
        spark.sql(f"drop table if exists raw.{file.stem}")
        spark.sql(f"create table raw.{file.stem} using parquet location '{file}'")


def _is_built(step: Step, project: Path, *, tests: bool) -> bool:
    from dbt.cli.main import dbtRunner

    def say(event: Any) -> None:
        if event.info.name == "LogStartLine":
            print(event.data.description, flush=True)

    outcome = dbtRunner(callbacks=[say]).invoke(
        [*dbt_arguments(step, project, "spark", tests=tests)]
    )
    if outcome.exception is not None:
        print(outcome.exception, file=sys.stderr)
    return bool(outcome.success)


def _export(spark: Any, folder: Path) -> None:
    for schema in [row.namespace for row in spark.sql("show schemas").collect()]:
        for table in spark.catalog.listTables(schema):
            if schema != "raw" and table.tableType == "MANAGED":
                name = f"{schema}.{table.name}"
                spark.table(name).coalesce(1).write.parquet(str(folder / f"{name}.parquet"))


if __name__ == "__main__":
    sys.exit(main())
