"""Assets of the dbt project: every model, and every test as a check of its model.

`@dbt_assets` rather than the DbtProjectComponent, which copies the project elsewhere and takes no
partitions; and dbt in
this process rather than by its command line, because its start-up would be most of a small night.
"""

import json
from collections.abc import Iterator
from datetime import timedelta

import dagster as dg
from dagster_dbt import dbt_assets

from orchestration.defs.partitions import daily
from orchestration.installation import Installation
from orchestration.models.dbt import (
    DbtError,
    build_args,
    dagster_events,
    failures,
    prepared_project,
    run_dbt,
)
from orchestration.progress import progress

_installation = Installation.current()
project = prepared_project(_installation.environment.warehouse, _installation.settings.vars)


@dbt_assets(
    manifest=project.manifest_path,
    project=project,
    name="usage_models",
    partitions_def=daily,
    backfill_policy=dg.BackfillPolicy.single_run(),
    pool="warehouse",
)
def usage_models(
    context: dg.AssetExecutionContext,
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Staging, intermediate and marts for the days of the run, and the late days before them."""
    installation = Installation.current()
    hours = context.partition_time_window
    window = installation.window_to_build(
        hours.start.date(), (hours.end - timedelta(days=1)).date()
    )
    context.log.info("building %s to %s", window.first, window.last)
    results = run_dbt(
        build_args(window),
        installation.environment.warehouse,
        installation.settings.vars,
        on_node=lambda node, done, total: progress(f"models and tests: {node}", done, total),
    )
    manifest = json.loads(project.manifest_path.read_text())
    yield from dagster_events(results, manifest, project, context.selected_asset_check_keys)
    # a failed test stops the run here: nothing that rests on these tables is drawn or published
    if bad := failures(results):
        raise DbtError("\n".join(bad))
