"""What becomes of an export whose files change, break off, or lack what is mapped."""

from pathlib import Path

import pytest

from orchestration.decoding.loading import ExportLoad, load_export, open_events
from orchestration.installation import Installation
from orchestration.settings import load_settings
from tests.end_to_end import events_export as export
from tests.end_to_end.events_export import Row, event, moment

COLUMNS = {"event_id": "id", "event_at": "at", "kind": "kind", "user_id": "user", "page": "page"}
ROWS = [event(moment(0, f"10:00:{n:02}")) for n in range(12)]


@pytest.fixture
def at(tmp_path: Path) -> Installation:
    return with_settings(tmp_path)


def with_settings(
    folder: Path, *, may_shrink: bool = False, given_up: tuple[str, ...] = (), **columns: str
) -> Installation:
    settings = {
        "name": "web",
        "format": "table",
        "url": "vendor/",
        "columns": {**COLUMNS, **columns},
        "may_shrink": may_shrink,
        "given_up": list(given_up),
        "may_be_empty": True,
    }
    return export.installation(folder, {"exports": [settings]})


def load(at: Installation) -> ExportLoad:
    (only,) = load_settings(at.settings.source).exports
    return load_export(at, only)


def events(at: Installation) -> int:
    """How many events a night would read."""
    open_events(at)
    with at.warehouse.books() as books:
        ((count,),) = books.execute("select count(*) from raw.events").fetchall()
    return int(count)


def test_a_whole_file_has_no_fault(at: Installation) -> None:
    export.deliver(at, "day", ROWS)

    assert load(at).faults == ()
    assert events(at) == 12


@pytest.mark.parametrize(
    ("rows", "bad_lines"), [(ROWS[:4], []), (ROWS[:4], ["terminated early"]), ([], ["rate limit"])]
)
def test_a_file_that_comes_again_with_fewer_rows_replaces_nothing(
    rows: list[Row], bad_lines: list[str], at: Installation
) -> None:
    export.deliver(at, "day", ROWS)
    load(at)
    export.deliver(at, "day", rows, bad_lines)

    (fault,) = load(at).faults
    (again,) = load(at).faults

    assert fault.startswith(
        f"day.jsonl: {len(rows)} rows where it had 12, so what was loaded stays"
    )
    assert again == fault
    assert events(at) == 12


def test_a_file_that_may_shrink_is_replaced(tmp_path: Path) -> None:
    export.deliver(with_settings(tmp_path), "day", ROWS)
    load(with_settings(tmp_path))
    at = with_settings(tmp_path, may_shrink=True)
    export.deliver(at, "day", ROWS[:4])

    assert load(at).faults == ()
    assert events(at) == 4


def test_the_same_file_with_another_mapping_may_have_fewer_rows(tmp_path: Path) -> None:
    export.deliver(with_settings(tmp_path), "day", ROWS)
    load(with_settings(tmp_path))
    at = with_settings(tmp_path, event_at="kind")  # no time: every row is rejected

    assert load(at).is_fruitless
    assert events(at) == 0


def test_a_file_that_ends_early_is_loaded_and_said(at: Installation) -> None:
    export.deliver(at, "day", ROWS, cut_off="export terminated early")

    (fault,) = load(at).faults

    assert fault.startswith("day.jsonl: its last line is unreadable, so it is not whole: ")
    assert events(at) == 12


def test_every_night_counts_the_files_that_are_not_whole_until_they_are_sent_again(
    at: Installation,
) -> None:
    export.deliver(at, "cut", ROWS[:6], cut_off="export terminated early")
    export.deliver(at, "day", ROWS[6:])
    export.deliver(at, "error", [{**ROWS[0], "at": "yesterday"}])
    (at.settings.source.parent / "vendor" / "zip.jsonl").write_bytes(b"PK\x03\x04 cut")

    first, second = load(at), load(at)
    export.deliver(at, "cut", ROWS[:6])
    export.deliver(at, "error", ROWS[:1])
    third = load(at)
    (at.settings.source.parent / "vendor" / "zip.jsonl").unlink()
    export.deliver(at, "zip", ROWS[:2])
    last = load(at)

    line = (
        "web: 3 files are not loaded as a whole (cut.jsonl, error.jsonl, zip.jsonl): have them sent"
        " again, or list under given_up: what nobody can send"
    )
    assert len(first.faults) == 3
    assert first.problems[-1] == line
    assert [problem for problem in second.problems if "not loaded as a whole" in problem] == [line]
    assert third.not_whole == ("zip.jsonl",)
    assert third.problems[-1].startswith("web: 1 file is not loaded as a whole (zip.jsonl): ")
    assert last.problems == ()


def test_of_a_file_that_is_given_up_nothing_is_said_and_what_was_read_stays(tmp_path: Path) -> None:
    at = with_settings(tmp_path)
    export.deliver(at, "cut", ROWS[:6], cut_off="export terminated early")
    (at.settings.source.parent / "vendor" / "zip.jsonl").write_bytes(b"PK\x03\x04 cut")
    said = load(at)
    at = with_settings(tmp_path, given_up=("cut.jsonl", "zip.jsonl"))

    given_up = load(at)

    assert len(said.not_whole) == 2
    assert given_up.problems == ()
    assert given_up.new_file_count == 0
    assert events(at) == 6


def test_a_name_that_no_file_has_is_a_fault_until_one_has_it(tmp_path: Path) -> None:
    at = with_settings(tmp_path, page_title="heading")
    export.deliver(at, "old", [{"id": "1", "at": "2026-03-02T10:00:00", "kind": "click"}])

    (fault,) = load(at).faults
    (again,) = load(at).faults
    export.deliver(at, "new", [{**ROWS[0], "heading": "Prices"}])

    assert fault.startswith("web: no row of any file has 'heading'; there are: id, at, received,")
    assert again == "web: no row of any file has 'heading'"
    assert load(at).faults == ()
