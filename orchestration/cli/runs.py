"""Running the nightly job in this process, on the warehouse's own Dagster instance.

What to put here: how a run is started and what it is said to have done. The steps are assets in
`defs/`.
"""

import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import dagster as dg
from filelock import FileLock

from orchestration.cli.history import held_open
from orchestration.installation import Installation
from orchestration.progress import progress
from orchestration.settings import REPOSITORY
from orchestration.warehouse.books import days_between, loaded_days
from orchestration.warehouse.folder import Warehouse, WarehouseBusyError

LOADED = ("exports", "raw")
"""Where the keys of assets begin that bring what is new."""

INSTANCE = REPOSITORY / "orchestration" / "dagster.yaml"


class RunFailedError(RuntimeError):
    """A run did not succeed; the text says which step, and why."""


@dataclass(frozen=True)
class Outcome:
    """What a run did, a line each."""

    lines: tuple[str, ...]
    complaints: tuple[str, ...] = ()
    """Why nothing, or nothing new, comes of it; a run with one has not succeeded."""


def run_days(
    installation: Installation, first: date, last: date, *, only_news: bool = False
) -> Outcome:
    """Run the nightly job for a range of days: in one run, or with `only_news` in one that loads
    and one that does the rest, if anything is left. Raises RunFailedError, WarehouseBusyError.
    """
    with dagster_instance(installation.warehouse) as instance:
        progress("loading the asset graph", 0, 0)
        from orchestration.definitions import definitions_of

        job = definitions_of(installation, since=first).resolve_job_def("nightly")
        keys = set(job.asset_layer.executable_asset_keys)
        loading = {key for key in keys if key.path[0] in LOADED}
        results: list[dg.ExecuteInProcessResult] = []
        for selection in (loading, keys - loading) if only_news else (keys,):
            results.append(
                job.execute_in_process(
                    instance=instance,
                    raise_on_error=False,
                    run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
                    tags={
                        "dagster/asset_partition_range_start": first.isoformat(),
                        "dagster/asset_partition_range_end": last.isoformat(),
                    },
                    asset_selection=sorted(selection),
                )
            )
            lines = list(dict.fromkeys(line for result in results for line in _summary(result)))
            if not results[-1].success:
                _raise_failure(results[-1], lines)
            if selection == loading and _is_up_to_date(installation, results[-1], first, last):
                complaints = _of_loading(results[-1])
                return Outcome((*lines, "nothing is new: all is published"), tuple(complaints))
        return Outcome(tuple(lines), tuple(_complaints(installation, results, first, last)))


def _is_up_to_date(
    installation: Installation, loaded: dg.ExecuteInProcessResult, first: date, last: date
) -> bool:
    """Whether all that comes after loading is done already, on disk, and worth no further word."""
    from orchestration.models.dbt import is_up_to_date
    from orchestration.pictures.index import are_on_disk

    if _largest(loaded, "raw_tables", "mended_count"):
        return False
    warehouse = installation.warehouse
    with warehouse.locked("looking whether anything is new"):
        window = installation.window_to_build(first, last)
        if window.waiting or not is_up_to_date(installation, window):
            return False
        with warehouse.books() as books:
            has_events = not set(loaded_days(books)).isdisjoint(days_between(first, last))
        return has_events and are_on_disk(warehouse, window)


def _complaints(
    installation: Installation,
    results: Sequence[dg.ExecuteInProcessResult],
    first: date,
    last: date,
) -> Iterator[str]:
    for result in results:
        yield from _of_loading(result)
    last_result = results[-1]
    may_be_empty = all(export.may_be_empty for export in installation.settings.exports)
    if not may_be_empty and not _largest(last_result, "usage_warehouse", "days_with_events"):
        days = f"{first}" if first == last else f"{first} to {last}"
        yield f"there is no event of {days}: heatmaps check says which there are"
    if _largest(last_result, "marts__heatmap_images", "shows_nothing"):
        yield "no map shows any click: heatmaps check says which setting is missing"


def _of_loading(result: dg.ExecuteInProcessResult) -> Iterator[str]:
    from orchestration.defs.exports import ACCEPTED, WHOLE

    # a run of many days has an event for each, saying the same
    failed = dict.fromkeys(
        (check.check_name, check.asset_key.path[-1])
        for check in result.get_asset_check_evaluations()
        if check.asset_key.path[0] == "exports" and not check.passed
    )
    if fruitless := [export for check, export in failed if check == ACCEPTED]:
        yield f"nothing comes of what is new in {', '.join(fruitless)}: see heatmaps check"
    if faulty := [export for check, export in failed if check == WHOLE]:
        yield f"not everything of {', '.join(faulty)} is loaded: see what is said above"


def _largest(result: dg.ExecuteInProcessResult, node: str, fact: str) -> int:
    made = result.asset_materializations_for_node(node)
    facts: list[Any] = [one.metadata[fact].value for one in made if fact in one.metadata]
    return max(map(int, facts), default=0)


def _raise_failure(result: dg.ExecuteInProcessResult, lines: Sequence[str]) -> NoReturn:
    failures = []
    for event in result.all_events:
        if event.is_step_failure:
            failures.append(f"{event.step_key}: {_first_cause(event.step_failure_data.error)[1]}")
        elif event.is_job_failure and not failures:  # before any step: a resource, or Dagster
            kind, message = _first_cause(event.job_failure_data.error)
            if kind == WarehouseBusyError.__name__:
                raise WarehouseBusyError(message)
            failures.append(message)
    raise RunFailedError("\n".join(dict.fromkeys([*lines, *failures])))


def _first_cause(error: Any) -> tuple[str, str]:
    """The class and the message of the error that all began with, of Dagster's wrapping of it."""
    if error is None:
        return "", "failed"
    while error.cause is not None:
        error = error.cause
    kind = str(error.cls_name)
    return kind, re.sub(rf"^(\w+\.)*{re.escape(kind)}: ", "", str(error.message).strip())


def _summary(result: dg.ExecuteInProcessResult) -> Iterator[str]:
    for event in result.get_asset_materialization_events():
        path = event.asset_key.path if event.asset_key else []
        facts: dict[str, Any] = {k: v.value for k, v in event.materialization.metadata.items()}
        if path[:1] == ["exports"]:
            yield from _of_export(path[1], facts)
        if path == ["raw", "files"] and facts["mended"] != "nothing":
            yield str(facts["mended"])
        if path[:1] == ["marts"] and facts.get("judged"):
            yield f"{path[1]}: {facts['unusual']} of {facts['judged']:,}"
        if path == ["marts", "heatmap_images"]:
            yield from _of_pictures(facts)
        if path == ["usage_warehouse"]:
            yield from facts["overlaps_without_a_match"]
            yield from facts["comparisons_of_nobody"]
            yield f"published {facts['version']}: {facts['first_day']} to {facts['last_day']}"
            if waiting := facts["days_waiting_for_a_backfill"]:
                yield (
                    f"{len(waiting)} older days have late events: "
                    f"heatmaps backfill {waiting[0]} {waiting[-1]}"
                )


def _of_export(name: str, facts: Mapping[str, Any]) -> Iterator[str]:
    yield (
        f"{name}: {facts['new_files']} new of {facts['files']} files, "
        f"{facts['dagster/row_count']:,} lines, {facts['rejected_lines']:,} quarantined"
    )
    if facts["problems"] != "none":
        yield str(facts["problems"])
    if facts["missing"] != "nothing":
        yield str(facts["missing"])


def _of_pictures(facts: Mapping[str, Any]) -> Iterator[str]:
    reasons = f": {facts['reasons']}" if facts["reasons"] else ""
    yield (
        f"pictures: {facts['drawn']} drawn, {facts['unchanged']} unchanged,"
        f" {facts['withheld']} withheld{reasons}"
    )
    if facts["screenshots"]:
        yield f"{facts['screenshots']}; frames are drawn instead"


@contextmanager
def dagster_instance(warehouse: Warehouse) -> Iterator[dg.DagsterInstance]:
    """Dagster's own database of runs, beside the warehouse or in DAGSTER_HOME."""
    home = Path(os.environ.get("DAGSTER_HOME") or warehouse.root / "dagster")
    home.mkdir(parents=True, exist_ok=True)
    os.environ["DAGSTER_HOME"] = str(home)
    # two first runs at once would both make Dagster's tables, and the second would fail
    with FileLock(home / "opening.lock"):
        settings = home / "dagster.yaml"
        if not settings.exists():
            shutil.copyfile(INSTANCE, settings)
        opened = dg.DagsterInstance.get()
    with opened as instance, held_open():
        yield instance
