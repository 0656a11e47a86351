"""Promise 4 at every door: whoever starts a run, one lock, one gate, and any selection runs alone.

Real runs in one warehouse, each test after the ones above it.
"""

import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import dagster as dg
import pytest

from orchestration.definitions import definitions_of
from orchestration.installation import Installation
from orchestration.warehouse.folder import opened
from tests.end_to_end import events_export as export
from tests.end_to_end.command_line import started
from tests.end_to_end.events_export import event, moment
from tests.end_to_end.nights import an_event_too_many, rows

FIRST, SECOND, THIRD = (export.day(number) for number in range(3))

SESSIONS = dg.AssetKey(["marts", "fct_sessions"])
IMAGES = dg.AssetKey(["marts", "heatmap_images"])
PUBLISHED = dg.AssetKey(["usage_warehouse"])
EVERY_EVENT = dg.AssetCheckKey(
    dg.AssetKey(["intermediate", "int_session_days"]), "assert_every_event_is_in_one_session"
)
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Events of three days, delivered; nothing is built."""
    made = export.installation(tmp_path_factory.mktemp("doors"))
    for number in range(3):
        clicks = [event(moment(number, f"10:00:{n:02}"), x=40 * n) for n in range(1, 4)]
        view = event(moment(number, "10:00:00"), "page_view", plan="pro")
        export.deliver(made, f"day-{number}", [view, *clicks])
    return made


@pytest.fixture(scope="module")
def two_at_once(at: Installation) -> list[tuple[subprocess.Popen[str], str]]:
    """Two commands that were started together, ended, and what each has said; the first that
    succeeded comes first.
    """
    processes = [started(at, "backfill", str(FIRST), str(SECOND)) for _ in range(2)]
    said = [process.communicate(timeout=300)[0] for process in processes]
    return sorted(zip(processes, said, strict=True), key=lambda ended: ended[0].returncode)


@pytest.fixture(scope="module")
def built(at: Installation, two_at_once: object) -> Installation:
    """The warehouse after the command has built two days of the three."""
    return at


@pytest.fixture(scope="module")
def definitions(built: Installation) -> dg.Definitions:
    return definitions_of(built)


@pytest.fixture(scope="module")
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as made:
        yield made


@pytest.fixture
def click(definitions: dg.Definitions, instance: dg.DagsterInstance) -> Any:
    """A click on "materialise": the chosen assets of one day, and nothing else."""

    def run(day: date, *keys: dg.AssetKey) -> dg.ExecuteInProcessResult:
        job = definitions.resolve_implicit_global_asset_job_def()
        return job.execute_in_process(
            run_config=QUIET,
            instance=instance,
            asset_selection=keys,
            partition_key=day.isoformat(),
            raise_on_error=False,
        )

    return run


@pytest.fixture
def check(definitions: dg.Definitions, instance: dg.DagsterInstance) -> Any:
    """A click on "execute" beside a check: it runs alone, and has no day."""

    def run(key: dg.AssetCheckKey) -> dg.ExecuteInProcessResult:
        job = dg.define_asset_job("one_check", selection=dg.AssetSelection.checks(key))
        with_job = dg.Definitions.merge(definitions, dg.Definitions(jobs=[job]))
        return with_job.resolve_job_def("one_check").execute_in_process(
            run_config=QUIET, instance=instance, raise_on_error=False
        )

    return run


def materialised(result: dg.ExecuteInProcessResult) -> set[dg.AssetKey]:
    events = result.get_asset_materialization_events()
    return {event.asset_key for event in events if event.asset_key}


def why(result: dg.ExecuteInProcessResult) -> str:
    """The error that a failed run began with."""
    (failed,) = [event for event in result.all_events if event.is_step_failure]
    error: Any = failed.step_failure_data.error
    while error.cause is not None:
        error = error.cause
    return str(error.message)


def days_published(at: Installation) -> list[date]:
    return [day for (day,) in rows(at, "select distinct event_date from marts.fct_sessions")]


def test_of_two_commands_at_once_one_runs_and_the_other_names_it(
    two_at_once: list[tuple[subprocess.Popen[str], str]], at: Installation
) -> None:
    (winner, _), (loser, said) = two_at_once

    assert (winner.returncode, loser.returncode) == (0, 2)
    assert f"in use by process {winner.pid} on " in said
    assert f" of {FIRST} to {SECOND}, since 20" in said
    assert "Traceback" not in said
    assert sorted(days_published(at)) == [FIRST, SECOND]


@pytest.mark.filterwarnings("ignore:Function `JobDefinition.run_request:DeprecationWarning")
def test_the_schedule_publishes_the_day_that_has_ended(
    built: Installation, definitions: dg.Definitions, instance: dg.DagsterInstance
) -> None:
    schedule = definitions.resolve_schedule_def("nightly_schedule")
    at_two = datetime.combine(THIRD + timedelta(days=1), datetime.min.time(), UTC).replace(hour=2)
    tick = dg.build_schedule_context(instance, scheduled_execution_time=at_two)

    (request,) = schedule.evaluate_tick(tick).run_requests or []
    assert request.partition_key
    result = definitions.resolve_job_def(schedule.job_name).execute_in_process(
        run_config=QUIET,
        instance=instance,
        partition_key=request.partition_key,
        tags=request.tags,
    )

    assert request.partition_key == THIRD.isoformat()
    assert result.success
    assert sorted(days_published(built)) == [FIRST, SECOND, THIRD]


def test_a_check_runs_alone_and_lets_what_is_green_be_green(
    built: Installation, check: Any
) -> None:
    result = check(EVERY_EVENT)

    evaluations = result.get_asset_check_evaluations()
    assert [(done.asset_check_key, done.passed) for done in evaluations] == [(EVERY_EVENT, True)]
    assert materialised(result) == set()
    built.check_green(built.window_to_build(THIRD, THIRD))


def test_after_a_check_that_fails_nothing_is_published(
    built: Installation, check: Any, click: Any
) -> None:
    before = built.warehouse.published.resolve()

    with an_event_too_many(built, THIRD):
        assert not check(EVERY_EVENT).success
    published = click(THIRD, PUBLISHED)

    assert not published.success
    assert f"run: heatmaps backfill {THIRD} {THIRD}" in why(published)
    assert built.warehouse.published.resolve() == before


def test_one_asset_runs_alone_with_its_own_checks(
    built: Installation, definitions: dg.Definitions, click: Any
) -> None:
    result = click(THIRD, SESSIONS)

    assert result.success
    assert materialised(result) == {SESSIONS}
    checks = {done.asset_check_key for done in result.get_asset_check_evaluations()}
    of_sessions = definitions.resolve_asset_graph().get_check_keys_for_assets({SESSIONS})
    assert checks == of_sessions


@pytest.mark.parametrize("key", [IMAGES, PUBLISHED])
def test_days_that_were_built_in_part_are_neither_drawn_nor_published(
    built: Installation, click: Any, key: dg.AssetKey
) -> None:
    before = built.warehouse.published.resolve()

    result = click(THIRD, key)

    assert not result.success
    assert f"run: heatmaps backfill {THIRD} {THIRD}" in why(result)
    assert built.warehouse.published.resolve() == before


def test_a_backfill_of_a_range_is_one_run_and_publishes_what_was_refused(
    built: Installation, definitions: dg.Definitions, instance: dg.DagsterInstance
) -> None:
    result = definitions.resolve_job_def("nightly").execute_in_process(
        run_config=QUIET,
        instance=instance,
        tags={
            "dagster/asset_partition_range_start": SECOND.isoformat(),
            "dagster/asset_partition_range_end": THIRD.isoformat(),
        },
    )

    of_sessions = [
        event.partition
        for event in result.get_asset_materialization_events()
        if event.asset_key == SESSIONS
    ]
    assert of_sessions == [SECOND.isoformat(), THIRD.isoformat()]
    with opened(built.warehouse.work, read_only=True) as work:
        stages = work.execute("select distinct stage from raw.builds").fetchall()
    assert stages == [("published",)]
