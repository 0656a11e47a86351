"""Promise 4: what is missing or damaged is made again from the layer before it, or named."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.decoding.loading import load_export, open_events
from orchestration.installation import Installation
from orchestration.warehouse.books import LostFilesError
from orchestration.warehouse.completeness import IncompleteError
from orchestration.warehouse.folder import opened
from tests.end_to_end import events_export as export
from tests.end_to_end.events_export import event, moment
from tests.end_to_end.nights import FACTS, published_tables, run_night

DAYS = 3


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Three days of a few people, a night for each."""
    at = export.installation(tmp_path_factory.mktemp("undisturbed"))
    for number in range(DAYS):
        visits = [
            event(moment(number, f"10:{minute:02}:00"), kind, user=user, x=20 * minute)
            for user in ("ada", "bob")
            for minute, kind in enumerate(("page_view", "click", "click"))
        ]
        export.deliver(at, f"day-{number}", visits, export.BAD_LINES[:1])
        run_night(at, export.day(number), tests=False, models=FACTS)
    return at


@pytest.fixture
def at(tmp_path: Path, undisturbed: Installation) -> Installation:
    """A copy of that warehouse, to be damaged."""
    folder = tmp_path / "copy"
    shutil.copytree(undisturbed.environment.exports.parent, folder, symlinks=True)
    return export.installation(folder)


def marts_deleted(at: Installation) -> None:
    at.warehouse.marts.unlink()


def work_is_garbage_and_a_copy_altered(at: Installation) -> None:
    at.warehouse.work.write_bytes(b"no database" * 999)
    copy = next(file for file in at.warehouse.exports.glob("web/*day-1*") if file.is_file())
    copy.write_bytes(copy.read_bytes().replace(b"click", b"clock"))


def events_deleted_and_truncated(at: Installation) -> None:
    first, second, *_ = sorted(at.warehouse.events.glob("*/*.parquet"))
    first.unlink()
    second.write_bytes(second.read_bytes()[:-50])


@pytest.mark.parametrize(
    "damage", [marts_deleted, work_is_garbage_and_a_copy_altered, events_deleted_and_truncated]
)
def test_the_night_after_a_damage_ends_in_the_tables_of_an_undisturbed_one(
    at: Installation, undisturbed: Installation, damage: Callable[[Installation], None]
) -> None:
    damage(at)

    run_night(at, export.day(DAYS - 1), tests=False, models=FACTS)

    assert published_tables(at, without=["loads"]) == published_tables(
        undisturbed, without=["loads"]
    )


def test_published_days_that_were_not_built_are_never_taken_back(at: Installation) -> None:
    before = at.warehouse.published.resolve()
    with opened(at.warehouse.marts) as marts:
        marts.execute("delete from marts.fct_clicks where event_date = ?", [export.day(0)])

    with pytest.raises(IncompleteError, match=f"backfill {export.day(0)} {export.day(0)}"):
        run_night(at, export.day(DAYS), tests=False, models=FACTS)

    assert at.warehouse.published.resolve() == before


def test_events_that_cannot_be_decoded_again_stop_the_run_with_the_name_of_their_file(
    at: Installation,
) -> None:
    next(at.warehouse.events.glob("*/*.parquet")).unlink()
    for folder in (at.warehouse.exports / "web", export.vendor_folder(at)):
        for file in folder.glob("*day-0*"):
            file.unlink()

    for each in at.settings.exports:
        load_export(at, each)

    with pytest.raises(LostFilesError, match="web: day-0"):
        open_events(at)
