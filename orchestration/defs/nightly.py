"""The one job and its schedule."""

import dagster as dg

nightly_job = dg.define_asset_job(
    "nightly",
    selection=dg.AssetSelection.all(),
    description="Pull, decode, build, draw and publish the days asked for.",
)

nightly_schedule = dg.build_schedule_from_partitioned_job(
    nightly_job,
    name="nightly_schedule",
    description="Every night, the day that has ended. Off until it is switched on.",
    hour_of_day=2,
)
