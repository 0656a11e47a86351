"""The night as Dagster and the command line run it."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from orchestration.cli.runs import RunFailedError, run_days
from orchestration.installation import Installation
from orchestration.models import last_build
from orchestration.models.dbt import is_up_to_date
from orchestration.pictures.index import are_on_disk
from orchestration.warehouse.folder import opened
from orchestration.warehouse.window import Window
from tests.end_to_end import events_export as export
from tests.end_to_end.changes import changed, made_of
from tests.end_to_end.command_line import heatmaps
from tests.end_to_end.events_export import event, moment
from tests.end_to_end.nights import an_event_too_many, rows, run_night

FIRST, LAST = export.day(0), export.day(2)


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation with three days of events, and its Dagster home in the environment."""
    made = export.installation(tmp_path_factory.mktemp("job"))
    for number in range(3):
        export.deliver(
            made,
            f"day-{number}",
            [
                event(moment(number, "10:00:00"), "page_view", plan="pro", depth=1200),
                *[event(moment(number, f"10:00:{n:02}"), x=40 * n) for n in range(1, 9)],
            ],
            export.BAD_LINES,
        )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", str(made.warehouse.root / "dagster"))
        yield made


@pytest.fixture(scope="module")
def ran(at: Installation) -> Installation:
    """The installation after a backfill of all three days."""
    run_days(at, FIRST, LAST)
    return at


@pytest.fixture
def instance(ran: Installation) -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.get() as opened:
        yield opened


def test_a_range_of_days_is_one_run(instance: dg.DagsterInstance, ran: Installation) -> None:
    assert instance.get_runs_count() == 1
    assert rows(ran, "select distinct event_date from marts.fct_sessions order by 1") == [
        (export.day(number),) for number in range(3)
    ]


def materialisation(instance: dg.DagsterInstance, *key: str) -> dict[str, Any]:
    """What the newest materialisation of an asset tells."""
    event_of_key = instance.get_latest_materialization_event(dg.AssetKey(list(key)))
    assert event_of_key is not None
    assert event_of_key.asset_materialization is not None
    return {k: v.value for k, v in event_of_key.asset_materialization.metadata.items()}


def test_materialisations_tell_counts_and_show_pictures(
    instance: dg.DagsterInstance, ran: Installation
) -> None:
    loaded = materialisation(instance, "exports", "web")
    drawn = materialisation(instance, "marts", "heatmap_images")
    published = materialisation(instance, "usage_warehouse")
    clicks = materialisation(instance, "marts", "fct_clicks")

    assert (loaded["files"], loaded["dagster/row_count"], loaded["rejected_lines"]) == (3, 36, 9)
    assert clicks["dagster/row_count"] == 8  # of its day
    assert drawn["drawn"] > 0
    assert "](data:image/" in drawn["most_clicked"]
    assert "**/pricing**, everybody, desktop: 8 clicks of 1 person" in drawn["most_clicked"]
    assert published["version"] == ran.warehouse.published.resolve().parent.name
    assert published["rows"]["marts.fct_clicks"] == 24


def test_a_night_draws_its_week_and_its_month_so_far(ran: Installation) -> None:
    query = """
        select period, event_date, click_count, user_count, alt_text from marts.heatmap_images
        where segment = 'all' and kind = 'clicks' and period <> 'day'
        order by period
    """

    month, week = rows(ran, query)

    # eight clicks on each of three days, of one person
    assert month[:4] == ("month", export.FIRST_OF_MONTH, 24, 1)
    assert "in February 2026, so far, 3 of 28 days" in month[4]
    assert week[:4] == ("week", export.day(-2), 24, 1)
    assert "in the week of 23 February 2026, so far, 3 of 7 days" in week[4]


def test_a_night_that_finds_nothing_new_does_nothing_more(
    instance: dg.DagsterInstance, ran: Installation
) -> None:
    before = materialisation(instance, "usage_warehouse")

    code, said = heatmaps(ran, "night", str(LAST))

    assert code == 0, said
    assert "web: 0 new of 3 files" in said
    assert "nothing is new: all is published" in said
    assert materialisation(instance, "usage_warehouse") == before


@pytest.mark.parametrize(
    "what",
    ["nothing", "time zone", "a threshold", "rules", "a picture of a page", "the exports file"],
)
def test_a_build_is_up_to_date_until_something_that_it_is_made_of_changes(
    ran: Installation, what: str, tmp_path: Path
) -> None:
    window = Window(FIRST, LAST)

    assert is_up_to_date(changed(ran, what, tmp_path), window) == (what == "nothing")


@pytest.mark.parametrize("name", ["usage.duckdb", "shared.duckdb", "dbt/last_build"])
def test_nothing_is_up_to_date_while_a_file_of_it_cannot_be_read(
    ran: Installation, name: str
) -> None:
    file = (ran.warehouse.root / name).resolve()
    kept = file.read_bytes()
    file.chmod(0o644)
    file.write_bytes(b"")

    try:
        assert not is_up_to_date(ran, Window(FIRST, LAST))
    finally:
        file.write_bytes(kept)
    assert is_up_to_date(ran, Window(FIRST, LAST))


@pytest.mark.parametrize("lost", ["index.html", "**/clicks.png"])
def test_pictures_and_the_page_that_leads_to_them_have_to_be_on_disk(
    ran: Installation, lost: str
) -> None:
    window = Window(LAST, LAST)
    file = next(ran.warehouse.heatmaps.glob(lost.replace("**", f"date={LAST}/**")))
    kept = file.read_bytes()
    file.unlink()

    try:
        assert not are_on_disk(ran.warehouse, window)
    finally:
        file.write_bytes(kept)
    assert are_on_disk(ran.warehouse, window)


def test_a_night_that_drew_no_clicks_has_a_word_to_say(ran: Installation) -> None:
    marts = ran.warehouse.marts
    kept = marts.read_bytes()
    with opened(marts) as tables:
        tables.execute("delete from marts.heatmap_images where kind = 'clicks'")

    try:
        assert not are_on_disk(ran.warehouse, Window(LAST, LAST))
    finally:
        marts.write_bytes(kept)


def test_a_picture_of_a_page_in_a_folder_of_its_own_is_looked_at(
    ran: Installation, tmp_path: Path
) -> None:
    shown = replace(ran, settings=replace(ran.settings, screenshots=tmp_path))
    (tmp_path / "sub").mkdir()
    picture = tmp_path / "sub" / "pricing.png"

    found = []
    for content in (b"before", b"later on"):
        picture.write_bytes(content)
        found.append(made_of(shown))

    assert found[0] != found[1] != made_of(ran)


def test_other_code_makes_something_else(
    ran: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for size in (8, 16):
        (tmp_path / "transforms").mkdir(exist_ok=True)
        (tmp_path / "transforms" / "sizes.py").write_text(f"CELL_PX = {size}\n")
        monkeypatch.setattr(last_build, "REPOSITORY", tmp_path)
        found.append(made_of(ran))

    assert found[0] != found[1]


def test_a_build_says_nothing_of_days_that_it_did_not_build(ran: Installation) -> None:
    assert is_up_to_date(ran, Window(LAST, LAST))
    assert not is_up_to_date(ran, Window(FIRST, export.day(3)))
    assert not is_up_to_date(ran, Window(export.day(-1), LAST))


@pytest.mark.parametrize(
    "change", ["update raw.files set sha256 = '0'", "delete from raw.file_days"]
)
def test_other_files_are_news(ran: Installation, change: str) -> None:
    work = ran.warehouse.work
    kept = work.read_bytes()
    with ran.warehouse.books() as books:
        books.execute(change)

    try:
        assert not is_up_to_date(ran, Window(FIRST, LAST))
    finally:
        work.write_bytes(kept)
    assert is_up_to_date(ran, Window(FIRST, LAST))


def test_a_night_that_finds_a_picture_gone_draws_it_again(ran: Installation) -> None:
    lost = next(ran.warehouse.heatmaps.rglob(f"date={LAST}/**/clicks.png"))
    drawn = lost.read_bytes()
    lost.unlink()

    code, said = heatmaps(ran, "night", str(LAST))

    assert code == 0, said
    assert "nothing is new" not in said
    assert lost.read_bytes() == drawn


def picture_bytes(at: Installation) -> dict[str, str]:
    files = at.warehouse.heatmaps.rglob("*.png")
    return {str(file): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def test_the_same_night_again_changes_no_byte_of_cells_and_pictures(ran: Installation) -> None:
    cells = "from marts.heatmap_cells order by all"
    before = rows(ran, cells), picture_bytes(ran)
    for picture in list(ran.warehouse.heatmaps.rglob("*.png"))[::2]:
        picture.unlink()  # so that some are drawn again, and not only kept

    run_night(ran, FIRST, LAST, tests=False)

    assert (rows(ran, cells), picture_bytes(ran)) == before
    assert before[0]
    assert before[1]


def test_a_failed_test_stops_the_night_before_pictures_and_publishing(ran: Installation) -> None:
    published = ran.warehouse.published.resolve()
    pictures = picture_bytes(ran)

    with (
        an_event_too_many(ran, LAST),
        pytest.raises(RunFailedError, match="every_event_is_in_one_session"),
    ):
        run_days(ran, LAST, LAST)

    assert ran.warehouse.published.resolve() == published
    assert picture_bytes(ran) == pictures


def test_a_busy_warehouse_names_its_holder(ran: Installation) -> None:
    with ran.warehouse.locked("a test"):
        code, said = heatmaps(ran, "night", str(LAST))

    assert code == 2
    assert f"process {os.getpid()}" in said
    assert "a test" in said
    assert "Traceback" not in said


def test_check_finds_nothing_wrong(ran: Installation) -> None:
    code, said = heatmaps(ran, "check")

    assert code == 0, said
    assert "web: 3 files of table" in said
    assert "24 click, 3 page_view" in said


def test_show_tells_what_is_published(ran: Installation) -> None:
    code, said = heatmaps(ran, "show")

    assert code == 0, said
    assert str(ran.warehouse.published) in said
    assert "/pricing" in said
