"""The event log of a run: as Dagster would have written it, only sooner."""

from pathlib import Path

import dagster as dg
import pytest

from orchestration.event_log import event_log_kept_open


@dg.asset
def hello() -> dg.MaterializeResult[None]:
    return dg.MaterializeResult(metadata={"rows": 3})


@dg.asset
def broken() -> None:
    raise ValueError("as meant")


def told(home: Path) -> list[str]:
    """Types of all events of all runs, as another process would read them."""
    with dg.DagsterInstance.from_ref(dg.DagsterInstance.local_temp(str(home)).get_ref()) as reader:
        return [
            str(entry.dagster_event_type)
            for run in reader.get_runs()
            for entry in reader.all_logs(run.run_id)
        ]


@pytest.mark.parametrize(("asset", "succeeds"), [(hello, True), (broken, False)])
def test_the_log_is_the_same_as_without(
    tmp_path: Path, asset: dg.AssetsDefinition, *, succeeds: bool
) -> None:
    homes = tmp_path / "plain", tmp_path / "kept_open"
    for home in homes:
        home.mkdir()
    plain, kept = (dg.DagsterInstance.local_temp(str(home)) for home in homes)

    without = dg.materialize([asset], instance=plain, raise_on_error=False)
    with event_log_kept_open(kept):
        result = dg.materialize([asset], instance=kept, raise_on_error=False)

    assert without.success == result.success == succeeds
    logs = [told(home) for home in homes]
    assert logs[0] == logs[1] and logs[0]
    assert kept.get_latest_materialization_event(dg.AssetKey("hello")) is not None or not succeeds


def test_afterwards_the_log_is_as_it_was(tmp_path: Path) -> None:
    instance = dg.DagsterInstance.local_temp(str(tmp_path))

    with event_log_kept_open(instance):
        dg.materialize([hello], instance=instance)

    assert dg.materialize([hello], instance=instance).success
    assert len(instance.get_runs()) == 2
    # nobody holds the database: SQLite has folded its journal into it
    assert list(tmp_path.rglob("*.db")) and not list(tmp_path.rglob("*.db-wal"))


def test_a_log_that_is_no_sqlite_is_left_alone() -> None:
    with dg.DagsterInstance.ephemeral() as instance, event_log_kept_open(instance):
        assert dg.materialize([hello], instance=instance).success
