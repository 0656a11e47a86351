"""What assets need from outside: the installation and dbt, bound once."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import dagster as dg

from orchestration.installation import Installation
from orchestration.models.reporting import DbtResource
from orchestration.settings import Environment
from orchestration.warehouse.mending import mend

OF_WAREHOUSE = "heatmaps/warehouse"
"""Tag of runs that had the lock of a warehouse: its folder."""

UNENDED = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED]


class InstallationResource(dg.ConfigurableResource[Installation]):
    """Settings and warehouse of an installation, whose lock a run has for as long as it lasts.

    Every asset and check asks for it: no run of any door writes beside another. One that finds the
    warehouse locked waits for `patience_minutes`. The salt of user keys is a secret: it comes from
    USAGE_SALT when a run begins, and is shown on no page.
    """

    exports: str
    warehouse: str
    timezone: str
    patience_minutes: int = 0

    def create_resource(self, context: dg.InitResourceContext) -> Installation:
        """The installation, from its settings of now."""
        environment = replace(
            Environment.from_env(),
            exports=Path(self.exports),
            warehouse=Path(self.warehouse),
            timezone=self.timezone,
        )
        return Installation.of(environment)

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Installation]:
        """The installation, locked. Raises WarehouseBusyError, SettingsError."""
        installation = self.create_resource(context)
        installation.check_ready()
        patience = timedelta(minutes=self.patience_minutes)
        with installation.warehouse.locked(_what_runs(context), patience=patience):
            _end_killed_runs(context, self.warehouse)
            mended = tuple(mend(installation.warehouse))
            for sentence in mended:
                context.log.warning(sentence)  # type: ignore[union-attr]
            yield replace(installation, mended=mended)


def resources(installation: Installation, *, patience_minutes: int) -> Mapping[str, Any]:
    """The resources of all assets, for one installation."""
    environment = installation.environment
    return {
        "installation": InstallationResource(
            exports=str(environment.exports),
            warehouse=str(environment.warehouse),
            timezone=environment.timezone,
            patience_minutes=patience_minutes,
        ),
        "dbt": DbtResource(),
    }


def _what_runs(context: dg.InitResourceContext) -> str:
    if context.run is None:
        return "outside of a run"
    tags = context.run.tags
    first = tags.get("dagster/partition") or tags.get("dagster/asset_partition_range_start", "")
    last = tags.get("dagster/asset_partition_range_end", first)
    days = f" of {first}" if first == last else f" of {first} to {last}"
    return f"run {context.run.run_id}{days if first else ''}"


def _end_killed_runs(context: dg.InitResourceContext, warehouse: str) -> None:
    """Mark runs of killed processes as failed: while this one has the lock, no other is alive."""
    if context.run is None or context.instance is None:
        return
    instance, own = context.instance, context.run.run_id
    unended = dg.RunsFilter(tags={OF_WAREHOUSE: warehouse}, statuses=UNENDED)
    for run in instance.get_runs(filters=unended):
        if run.run_id != own:
            instance.report_run_failed(run, "its process was killed")
    instance.add_run_tags(own, {OF_WAREHOUSE: warehouse})
