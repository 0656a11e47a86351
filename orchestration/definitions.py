"""The Dagster code location: all assets, checks, the job and its schedule, of one installation."""

import warnings
from datetime import date

import dagster as dg

from orchestration.defs.days import daily
from orchestration.defs.exports import export_assets, raw_tables
from orchestration.defs.heatmaps import heatmap_definitions
from orchestration.defs.insights import insight_assets
from orchestration.defs.nightly import nightly_job, nightly_schedule
from orchestration.defs.resources import resources
from orchestration.defs.usage import usage_models
from orchestration.installation import Installation

PATIENCE_MINUTES = 6 * 60
"""How long a run of the schedule or of a click waits for one that has the lock."""


@dg.definitions
def defs() -> dg.Definitions:
    """What Dagster loads: the installation that the variables USAGE_… name."""
    return definitions_of(Installation.current(), patience_minutes=PATIENCE_MINUTES)


def definitions_of(
    installation: Installation, *, since: date | None = None, patience_minutes: int = 0
) -> dg.Definitions:
    """The definitions of an installation, with days from `since` on at the latest, whose runs wait
    `patience_minutes` for the lock of the warehouse.

    Reads the exports file and the names of the event folders; opens and writes nothing in the
    warehouse.
    """
    days = daily(installation, since)
    exports = installation.settings.exports
    with warnings.catch_warnings():
        # Dagster calls it beta that a range of days is one run
        warnings.simplefilter("ignore", dg.BetaWarning)
        models = usage_models(days)
        insights = insight_assets(models, days)
        night = dg.Definitions(
            assets=[*export_assets(exports), raw_tables(exports), models, insights],
            jobs=[nightly_job],
            schedules=[nightly_schedule],
            resources=resources(installation, patience_minutes=patience_minutes),
            # one process, so that the lock lasts for the run; a night of small steps would spend
            # most of its time starting others
            executor=dg.in_process_executor,
        )
        return dg.Definitions.merge(night, heatmap_definitions(models, insights, days))
