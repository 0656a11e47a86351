"""Promise 5: readers never wait, and see one whole night."""

from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import duckdb
import pytest

from orchestration.installation import Installation
from orchestration.warehouse.publishing import publish
from tests.end_to_end import events_export as export
from tests.end_to_end.events_export import event, moment
from tests.end_to_end.nights import run_night

QUESTION = """
select
    (select count(*) from marts.loads),
    (select count(distinct event_date) from marts.fct_sessions),
    (select count(distinct event_date) from marts.fct_clicks),
    (select count(distinct event_date) from marts.feature_usage_daily),
    (select count(distinct event_date) from marts.heatmap_images where period = 'day')
"""
"""Each table knows how many days there are: in one version all say the same."""

Answer = tuple[int, ...]


def ask(connection: duckdb.DuckDBPyConnection) -> Answer:
    row = connection.execute(QUESTION).fetchone()
    assert row is not None
    return tuple(row)


def watch(published: Path, told: Connection) -> None:
    """Ask over and over, in a process of its own, until told to stop; then tell all answers.

    First those of new connections, then those of one that stays open.
    """
    fresh: list[Answer] = []
    stale: list[Answer] = []
    try:
        with duckdb.connect(str(published), read_only=True) as kept:
            told.send("watching")
            while not told.poll(0.01):
                with duckdb.connect(str(published), read_only=True) as opened:
                    fresh.append(ask(opened))
                stale.append(ask(kept))
    except duckdb.Error as error:
        told.send(str(error))
    else:
        told.send((fresh, stale))


def watched(at: Installation, act: Callable[[], None]) -> tuple[list[Answer], list[Answer]]:
    """What a reader was answered while something happened."""
    ours, theirs = get_context("spawn").Pipe()
    reader = get_context("spawn").Process(target=watch, args=(at.warehouse.published, theirs))
    reader.start()
    try:
        assert ours.recv() == "watching"
        act()
        ours.send("stop")
        answers = ours.recv()
        assert isinstance(answers, tuple), answers
        return answers
    finally:
        reader.join(timeout=10)
        reader.kill()


def night(at: Installation, number: int) -> None:
    export.deliver(
        at,
        f"day-{number}",
        [
            event(moment(number, "10:00:00"), "page_view"),
            event(moment(number, "10:00:09")),
        ],
    )
    run_night(at, export.day(number), tests=False)


@pytest.fixture(scope="module")
def one_night(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    at = export.installation(tmp_path_factory.mktemp("readers"))
    night(at, 0)
    return at


def test_a_reader_sees_whole_nights_without_an_error(one_night: Installation) -> None:
    at = one_night

    def two_nights_and_as_many_versions_as_are_kept() -> None:
        night(at, 1)
        night(at, 2)
        for _ in range(3):
            publish(at.warehouse)

    fresh, stale = watched(at, two_nights_and_as_many_versions_as_are_kept)

    assert len(fresh) > 20
    assert set(fresh) == {(1,) * 5, (2,) * 5, (3,) * 5}
    assert fresh == sorted(fresh)
    assert set(stale) == {(1,) * 5}


def test_what_is_published_is_stored_so_that_older_readers_open_it(one_night: Installation) -> None:
    with duckdb.connect() as reader:
        reader.execute(f"attach '{one_night.warehouse.published}' as usage (read_only)")
        (tags,) = reader.execute(
            "select tags from duckdb_databases() where database_name = 'usage'"
        ).fetchall()[0]

    assert tags["storage_version"] == "v1.4.0+"
