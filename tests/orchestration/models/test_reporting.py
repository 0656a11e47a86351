"""Dagster is told of a build in this process what dagster-dbt tells of dbt's own command."""

import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from dagster_dbt import DbtCliResource, DbtProject, dbt_assets

from orchestration.installation import Installation
from orchestration.models.dbt import DbtError, prepared_manifest, window_args
from orchestration.models.reporting import DbtEvent, DbtResource, Translator, claim_of
from orchestration.warehouse.window import Window
from tests.end_to_end import events_export as export

# A model that is built and tested, one that fails, and one that needs it and is skipped.
PROJECT = {
    "dbt_project.yml": "{name: small, profile: small, version: '1.0', config-version: 2}",
    "profiles.yml": """
small:
  target: night
  outputs:
    night: {type: duckdb, path: "{{ env_var('USAGE_WAREHOUSE', '.') }}/work.duckdb"}
""",
    "models/built.sql": """
{{ config(materialized='table', day='day') }}
select date '2026-02-25' as day, 1 as id union all select date '2026-02-25', 1
union all select date '2026-02-26', null
""",
    "models/broken.sql": "{{ config(materialized='table') }} select 'x'::integer as id",
    "models/skipped.sql": "select * from {{ ref('broken') }}",
    "models/models.yml": """
models:
  - name: built
    columns:
      - name: day
        data_tests: [not_null]
      - name: id
        data_tests:
          - not_null: {config: {severity: warn}}
          - unique
  - name: skipped
    columns: [{name: id, data_tests: [not_null]}]
""",
}
WINDOW = Window(export.day(0), export.day(1))

Build = Callable[[dg.AssetExecutionContext], Iterator[DbtEvent]]


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    made = export.installation(tmp_path_factory.mktemp("reporting"))
    with made.warehouse.books():
        pass
    return made


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    for name, text in PROJECT.items():
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    return folder


@pytest.fixture(scope="module")
def in_process(at: Installation, project: Path) -> dg.ExecuteInProcessResult:
    dbt = DbtResource(project_dir=str(project))
    return ran(project, lambda context: dbt.build(context, at, WINDOW))


@pytest.fixture(scope="module")
def by_command(at: Installation, project: Path) -> dg.ExecuteInProcessResult:
    dbt = DbtCliResource(
        project_dir=str(project), dbt_executable=str(Path(sys.executable).with_name("dbt"))
    )
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", DeprecationWarning
        )  # dagster-dbt asks for Dagster's old names
        patch.setenv("USAGE_WAREHOUSE", str(at.warehouse.root))
        args = ["build", *window_args(WINDOW)]
        return ran(project, lambda context: dbt.cli(args, context=context).stream())


def ran(project: Path, build: Any) -> dg.ExecuteInProcessResult:
    days = dg.DailyPartitionsDefinition(str(WINDOW.first))

    @dbt_assets(
        manifest=prepared_manifest(project),
        project=DbtProject(project),
        dagster_dbt_translator=Translator(),
        partitions_def=days,
    )
    def models(context: dg.AssetExecutionContext) -> Iterator[Any]:
        yield from build(context)

    job = dg.Definitions(assets=[models]).resolve_implicit_global_asset_job_def()
    return job.execute_in_process(
        raise_on_error=False,
        run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        tags={
            "dagster/asset_partition_range_start": str(WINDOW.first),
            "dagster/asset_partition_range_end": str(WINDOW.last),
        },
    )


def materialised(result: dg.ExecuteInProcessResult) -> list[tuple[str, str | None]]:
    return sorted(
        (event.asset_key.to_user_string(), event.partition)
        for event in result.get_asset_materialization_events()
        if event.asset_key
    )


def checked(
    result: dg.ExecuteInProcessResult,
) -> dict[str, tuple[bool, dg.AssetCheckSeverity, int]]:
    """Of each check: whether it passed, how grave it is, and how many rows failed."""
    return {
        done.check_name: (
            done.passed,
            done.severity,
            int(str(done.metadata["dagster_dbt/failed_row_count"].value)),
        )
        for done in result.get_asset_check_evaluations()
    }


def test_both_tell_of_the_same_models(
    in_process: dg.ExecuteInProcessResult, by_command: dg.ExecuteInProcessResult
) -> None:
    assert materialised(in_process) == materialised(by_command)
    assert {name for name, _ in materialised(in_process)} == {"built"}


def test_both_tell_the_same_of_the_tests(
    in_process: dg.ExecuteInProcessResult, by_command: dg.ExecuteInProcessResult
) -> None:
    assert checked(in_process) == checked(by_command)


def test_a_test_that_passed_warned_or_failed_is_told_and_a_skipped_one_is_not(
    in_process: dg.ExecuteInProcessResult,
) -> None:
    assert checked(in_process) == {
        "not_null_built_day": (True, dg.AssetCheckSeverity.ERROR, 0),
        "not_null_built_id": (False, dg.AssetCheckSeverity.WARN, 1),
        "unique_built_id": (False, dg.AssetCheckSeverity.ERROR, 1),
    }


def test_a_run_in_which_something_failed_fails_and_names_it(
    in_process: dg.ExecuteInProcessResult,
) -> None:
    (failed,) = [event for event in in_process.all_events if event.is_step_failure]
    error: Any = failed.step_failure_data.error
    while error.cause is not None:
        error = error.cause

    assert error.cls_name == DbtError.__name__
    assert "models/broken.sql: broken: " in error.message
    assert "unique_built_id" in error.message
    assert "not_null_built_id" not in error.message


def test_rows_are_those_of_each_day(in_process: dg.ExecuteInProcessResult) -> None:
    rows = {
        event.partition: event.materialization.metadata["dagster/row_count"].value
        for event in in_process.get_asset_materialization_events()
    }

    assert rows == {str(export.day(0)): 2, str(export.day(1)): 1}


@pytest.mark.parametrize(
    ("test", "claim"),
    [
        ({"description": "As described.", "raw_code": "select 1"}, "As described."),
        ({"raw_code": "-- Returns what is wrong.\nselect 1"}, "Returns what is wrong."),
        (
            {"test_metadata": {"name": "primary_key", "kwargs": {"columns": ["page", "day"]}}},
            "No two rows have the same page, day, and none of it is null.",
        ),
        (
            {"name": "unique_built_id", "test_metadata": {"name": "unique", "kwargs": {}}},
            "unique_built_id",
        ),
    ],
)
def test_a_check_says_what_it_claims(test: dict[str, Any], claim: str) -> None:
    assert claim_of(test) == claim
