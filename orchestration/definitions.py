"""The Dagster code location: all assets, checks, the job and its schedule, of one installation."""

import warnings
from datetime import date

import dagster as dg

from orchestration.defs.days import daily
from orchestration.defs.exports import export_assets, raw_tables
from orchestration.defs.heatmaps import heatmap_definitions
from orchestration.defs.nightly import nightly_job, nightly_schedule
from orchestration.defs.resources import resources
from orchestration.defs.usage import usage_models
from orchestration.installation import Installation


@dg.definitions
def defs() -> dg.Definitions:
    """What Dagster loads: the installation that the variables USAGE_… name."""
    return definitions_of(Installation.current())


def definitions_of(installation: Installation, since: date | None = None) -> dg.Definitions:
    """The definitions of an installation, with days from `since` on at the latest.

    Reads its exports file and the names of its event folders; opens nothing and writes nothing in
    its warehouse.
    """
    with warnings.catch_warnings():
        # Dagster calls it beta that a range of days is one run
        warnings.simplefilter("ignore", dg.BetaWarning)
        return _definitions(installation, daily(installation, since))


def _definitions(installation: Installation, days: dg.DailyPartitionsDefinition) -> dg.Definitions:
    models = usage_models(days)
    loading = dg.Definitions(
        assets=[
            *export_assets(installation.settings.exports),
            raw_tables(installation.settings.exports),
        ]
    )
    night = dg.Definitions(
        jobs=[nightly_job],
        schedules=[nightly_schedule],
        resources=resources(installation),
        # one process, so that the lock lasts for the run; a night of small steps would spend most
        # of its time starting others
        executor=dg.in_process_executor,
    )
    return dg.Definitions.merge(
        loading,
        dg.Definitions(assets=[models]),
        heatmap_definitions(models, days),
        night,
    )
