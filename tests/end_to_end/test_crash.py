"""Promise 4: whenever a night is killed, readers keep what they had, and the next night repairs."""

import hashlib
import shutil
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path

import dagster as dg

from orchestration.installation import Installation
from tests.end_to_end import events_export as export
from tests.end_to_end.command_line import heatmaps, started
from tests.end_to_end.events_export import Row, event, moment
from tests.end_to_end.nights import published_tables, rows, run_night

FILES_OF_A_DAY = 6
SUCCESS, FAILURE = dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE


def delivered(at: Installation, number: int) -> None:
    """Many small files of one day, of which some events belong to the day before."""
    people = [f"user {n}" for n in range(FILES_OF_A_DAY)]
    for n, user in enumerate(people):
        start = moment(number) + timedelta(minutes=7 * n - 20)
        visit: Sequence[Row] = [
            event(start, "page_view", user=user, plan="pro" if n % 2 else "free"),
            *[event(start + timedelta(minutes=k), user=user, x=50 * k) for k in range(1, 8)],
        ]
        export.deliver(at, f"day-{number}-{n:02}", visit, export.BAD_LINES[:1])


def is_decoding(at: Installation) -> bool:
    return len(list(at.warehouse.events.glob(f"event_date={export.day(1)}/*"))) > 1


def is_in_models(at: Installation) -> bool:
    return at.warehouse.marts.with_suffix(".duckdb.wal").exists()


def is_drawing(at: Installation) -> bool:
    return (at.warehouse.heatmaps / f"date={export.day(1)}").exists()


def is_publishing(at: Installation) -> bool:
    return (at.warehouse.versions / "part").exists()


OF_THE_COMMAND: Sequence[Callable[[Installation], bool]] = (is_decoding, is_in_models)
OF_A_PLAIN_NIGHT: Sequence[Callable[[Installation], bool]] = (is_drawing, is_publishing)
"""Run without Dagster: what it writes of a run does not depend on how late it is killed."""


def state(at: Installation) -> tuple[Path, str]:
    """What readers open: the version, and a hash of its bytes."""
    version = at.warehouse.published.resolve()
    return version, hashlib.sha256(version.read_bytes()).hexdigest()


def killed_when(at: Installation, has_come: Callable[[Installation], bool]) -> bool:
    """Start a night and kill it at a moment; whether the moment came before the end."""
    day = export.day(1)
    if has_come in OF_THE_COMMAND:
        with started(at, "night", str(day)) as command:
            return was_running(at, has_come, lambda: command.poll() is None, command.kill)
    night = get_context("spawn").Process(target=run_night, args=(at, day), kwargs={"tests": False})
    night.start()
    try:
        return was_running(at, has_come, night.is_alive, night.kill)
    finally:
        night.join()


def was_running(
    at: Installation,
    has_come: Callable[[Installation], bool],
    is_running: Callable[[], bool],
    kill: Callable[[], None],
) -> bool:
    end = time.monotonic() + 240
    try:
        while is_running() and not has_come(at):
            assert time.monotonic() < end, f"{has_come.__name__} never came"
            time.sleep(0.001)
        return is_running()
    finally:
        kill()


def two_alike(folder: Path) -> tuple[Installation, Installation]:
    """Two warehouses after one night, the second a copy of the first, with files for another."""
    first, second = folder / "first", folder / "second"
    at = export.installation(first)
    delivered(at, 0)
    run_night(at, export.day(0), tests=False)
    shutil.copytree(first, second, symlinks=True)
    copy = export.installation(second)
    for one in (at, copy):
        delivered(one, 1)
    return at, copy


def test_a_killed_night_leaves_what_is_published_and_the_next_one_repairs(tmp_path: Path) -> None:
    at, undisturbed = two_alike(tmp_path)
    run_night(undisturbed, export.day(1), tests=False)
    before, tables_before = state(at), published_tables(at)

    for has_come in (*OF_THE_COMMAND, *OF_A_PLAIN_NIGHT):
        assert killed_when(at, has_come), f"the night ended before {has_come.__name__}"
        if state(at) == before:
            assert published_tables(at) == tables_before
        else:
            assert has_come is is_publishing
            assert_alike(at, undisturbed)
    code, said = heatmaps(at, "night", str(export.day(1)))

    assert code == 0, said
    assert_alike(at, undisturbed)
    assert_pictures_are_the_catalogued_ones(at)
    assert leftovers(at) == []
    # newest first; a night is a run that loads and, when something is new, one that does the rest
    assert statuses_of_runs(at) == [SUCCESS, SUCCESS, FAILURE, SUCCESS, FAILURE]


def assert_alike(at: Installation, undisturbed: Installation) -> None:
    """All tables are those of an undisturbed warehouse, but for when files were loaded."""
    of_files = ("loads", "rejects_daily")
    assert published_tables(at, without=of_files) == published_tables(undisturbed, without=of_files)
    loads = "select * exclude (loaded_at) from marts.loads order by path"
    assert rows(at, loads) == rows(undisturbed, loads)


def assert_pictures_are_the_catalogued_ones(at: Installation) -> None:
    catalogue = dict(rows(at, "select rel_path, sha256 from marts.heatmap_images"))
    assert catalogue
    assert catalogue == {
        file.relative_to(at.warehouse.root).as_posix(): hashlib.sha256(
            file.read_bytes()
        ).hexdigest()
        for file in at.warehouse.heatmaps.rglob("*.png")
    }


def statuses_of_runs(at: Installation) -> list[dg.DagsterRunStatus]:
    """How Dagster's pages say that the runs have ended, the newest first."""
    with dg.DagsterInstance.from_config(str(at.warehouse.root / "dagster")) as instance:
        return [run.status for run in instance.get_runs()]


def leftovers(at: Installation) -> list[Path]:
    """Halves of files, and events that no file stands for."""
    root = at.warehouse.root
    halves = [
        *root.rglob("*.part"),
        *root.glob("versions/part"),
        *root.rglob("%part/*"),
        *root.glob("decoding/*"),
    ]
    file_ids = {file_id for (file_id,) in rows(at, "select file_id from marts.loads")}
    events = [
        file for file in root.glob("events/*/*") if file.stem.rsplit("-", 1)[-1] not in file_ids
    ]
    return halves + events
