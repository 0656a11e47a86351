"""Assets of the dbt project: every model, and every test as a check of its model.

`@dbt_assets` rather than the DbtProjectComponent, which copies the project elsewhere and takes no
partitions.
"""

from collections.abc import Iterator

import dagster as dg
from dagster_dbt import DbtProject, dbt_assets

from orchestration.defs.days import window_of_run
from orchestration.installation import Installation
from orchestration.models.dbt import PROJECT, prepared_manifest
from orchestration.models.reporting import DbtEvent, DbtResource, Translator


def usage_models(days: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    """The models as assets."""

    @dbt_assets(
        manifest=prepared_manifest(),
        project=DbtProject(PROJECT),
        name="usage_models",
        dagster_dbt_translator=Translator(),
        partitions_def=days,
        backfill_policy=dg.BackfillPolicy.single_run(),
    )
    def models(
        context: dg.AssetExecutionContext,
        installation: dg.ResourceParam[Installation],
        dbt: DbtResource,
    ) -> Iterator[DbtEvent]:
        """Staging, intermediate and marts of the days of the run, and the late days before them."""
        window = window_of_run(context, installation)
        context.log.info("building %s to %s", window.first, window.last)
        yield from dbt.build(context, installation, window)

    return models
