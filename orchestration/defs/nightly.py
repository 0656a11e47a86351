"""The one job and its schedule."""

import dagster as dg

from orchestration.defs.partitions import daily

nightly_job = dg.define_asset_job(
    "nightly",
    selection=dg.AssetSelection.all(),
    partitions_def=daily,
    description="Pull, decode, build, draw and publish the days asked for.",
    # one process: a night of small steps would spend most of its time starting others
    executor_def=dg.in_process_executor,
)

nightly_schedule = dg.build_schedule_from_partitioned_job(
    nightly_job,
    name="nightly_schedule",
    hour_of_day=2,
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
