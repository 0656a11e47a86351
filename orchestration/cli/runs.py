"""Running the nightly job in this process, on the warehouse's own Dagster instance.

What to put here: how a run is started and what it is said to have done. The steps are assets in
`defs/`.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg

from orchestration.event_log import event_log_kept_open
from orchestration.installation import Installation
from orchestration.progress import progress
from orchestration.settings import REPOSITORY
from orchestration.warehouse.folder import Warehouse

INSTANCE = REPOSITORY / "orchestration" / "dagster.yaml"

OF_THE_LOCK = {"heatmaps/holds": "night.lock"}
"""Tag of runs that end with the process that has the lock."""

UNENDED = [
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
]


class RunFailedError(RuntimeError):
    """A run did not succeed; the text says which step, and why."""


@dataclass(frozen=True)
class Outcome:
    """What a run did, a line each."""

    lines: tuple[str, ...]
    fruitless: tuple[str, ...] = ()
    """Exports whose new files brought nothing at all."""


def run_days(installation: Installation, first: date, last: date) -> Outcome:
    """Run the nightly job for a range of days in one run. Raises RunFailedError,
    WarehouseBusyError.
    """
    warehouse = installation.warehouse
    with warehouse.locked(), _instance(warehouse) as instance:
        _end_killed_runs(instance)
        progress("loading the asset graph", 0, 0)
        from orchestration.definitions import defs

        job = defs().resolve_job_def("nightly")
        with event_log_kept_open(instance):
            result = job.execute_in_process(
                instance=instance,
                raise_on_error=False,
                run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
                tags={
                    **OF_THE_LOCK,
                    "dagster/asset_partition_range_start": first.isoformat(),
                    "dagster/asset_partition_range_end": last.isoformat(),
                },
            )
        if not result.success:
            raise RunFailedError("\n".join(_failures(result)))
        # a run of many days has an event for each, saying the same
        fruitless = tuple(
            check.asset_key.path[-1]
            for check in result.get_asset_check_evaluations()
            if check.asset_key.path[0] == "exports" and not check.passed
        )
        return Outcome(tuple(dict.fromkeys(_summary(result))), tuple(dict.fromkeys(fruitless)))


def _end_killed_runs(instance: dg.DagsterInstance) -> None:
    """Give back what runs of killed processes still hold: Dagster's pools outlive them.

    Whoever has the warehouse's lock knows that no other run of this kind is alive.
    """
    unended = dg.RunsFilter(tags=OF_THE_LOCK, statuses=UNENDED)
    for run in instance.get_runs(filters=unended):
        instance.report_run_failed(run, "its process was killed")
        instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)


def _failures(result: dg.ExecuteInProcessResult) -> Iterator[str]:
    for event in result.all_events:
        if event.is_step_failure:
            error = event.step_failure_data.error
            while error is not None and error.cause is not None:
                error = error.cause
            yield f"{event.step_key}: {error.message.strip() if error else 'failed'}"


def _summary(result: dg.ExecuteInProcessResult) -> Iterator[str]:
    for event in result.get_asset_materialization_events():
        path = event.asset_key.path if event.asset_key else []
        told: dict[str, Any] = {k: v.value for k, v in event.materialization.metadata.items()}
        if path[:1] == ["exports"]:
            yield (
                f"{path[1]}: {told['new_files']} new of {told['files']} files, "
                f"{told['dagster/row_count']:,} lines, {told['rejected_lines']:,} quarantined"
            )
            if told["problems"] != "none":
                yield str(told["problems"])
        if path == ["marts", "heatmap_images"]:
            yield (
                f"pictures: {told['drawn']} drawn, {told['unchanged']} unchanged,"
                f" {told['withheld']} withheld: no place clicked by enough people"
            )
        if path == ["usage_warehouse"]:
            yield f"published {told['version']}: {told['first_day']} to {told['last_day']}"
            if waiting := told["days_waiting_for_a_backfill"]:
                yield (
                    f"{len(waiting)} older days have late events: "
                    f"heatmaps backfill {waiting[0]} {waiting[-1]}"
                )


@contextmanager
def _instance(warehouse: Warehouse) -> Iterator[dg.DagsterInstance]:
    home = Path(os.environ.get("DAGSTER_HOME") or warehouse.root / "dagster")
    home.mkdir(parents=True, exist_ok=True)
    settings = home / "dagster.yaml"
    if not settings.exists():
        shutil.copyfile(INSTANCE, settings)
    os.environ["DAGSTER_HOME"] = str(home)
    with dg.DagsterInstance.get() as instance:
        yield instance
