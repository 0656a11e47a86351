"""What a night says is missing in its new events, and when nothing can come of them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from orchestration.decoding.loading import ExportLoad, NothingLoadedError, load_export, open_events
from orchestration.installation import Installation
from orchestration.storage import StorageError
from tests.end_to_end import events_export as export
from tests.end_to_end.events_export import event, moment

ROWS = [
    event(moment(0, f"10:00:{second:02}"), kind, x=40 * second, user=f"u{second}")
    for second in range(10, 25)
    for kind in ("page_view", "click")
]


def installation(folder: Path, **changes: Any) -> Installation:
    """An export of a table; columns that are changed to None are not mapped."""
    (one,) = export.SETTINGS["exports"]
    columns = {name: source for name, source in {**export.COLUMNS, **changes}.items() if source}
    return export.installation(folder, {"exports": [{**one, "columns": columns}]})


def load(at: Installation, rows: list[dict[str, Any]] = ROWS) -> ExportLoad:
    export.deliver(at, "day", rows)
    return load_export(at, at.settings.exports[0])


def test_events_with_all_that_a_heatmap_needs_lack_nothing(tmp_path: Path) -> None:
    loaded = load(installation(tmp_path))

    assert (loaded.lacks, loaded.is_fruitless) == ((), False)


def test_words_without_a_kind_are_named_and_nothing_comes_of_them(tmp_path: Path) -> None:
    kind = {"column": "kind", "values": {"tap": "click", "pageview": "page_view"}}

    loaded = load(installation(tmp_path, kind=kind))

    assert loaded.is_fruitless
    assert "no click and no page view is found" in loaded.lacks[0]
    assert "no kind is given for 'click' (15), 'page_view' (15)" in loaded.lacks[0]
    assert "kind: {column: kind, values: {<word>: click" in loaded.lacks[0]


def test_some_words_without_a_kind_are_custom_events_and_no_failure(tmp_path: Path) -> None:
    loaded = load(installation(tmp_path), [*ROWS, event(moment(0, "11:00:00"), "checkout")])

    assert not loaded.is_fruitless
    assert [lack for lack in loaded.lacks if "'checkout' (1)" in lack]


def test_a_word_that_is_an_address_is_counted_and_not_shown(tmp_path: Path) -> None:
    loaded = load(installation(tmp_path), [*ROWS, event(moment(0, "11:00:00"), "eve@example.com")])

    assert "eve@" not in "".join(loaded.lacks)
    assert "1 others" in loaded.lacks[0]


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"viewport_width": None}, "no heatmap: no click has a viewport size (viewport_width)"),
        ({"page_x": None}, "no heatmap: no click has coordinates (page_x and page_y)"),
        ({"page": None}, "no heatmap: no click has a page"),
    ],
)
def test_what_keeps_heatmaps_away_is_named(
    columns: Mapping[str, Any], words: str, tmp_path: Path
) -> None:
    loaded = load(installation(tmp_path, **columns))

    assert not loaded.is_fruitless
    assert [lack for lack in loaded.lacks if words in lack and "in columns:" in lack]


@pytest.mark.parametrize(("largest", "unit"), [(1, "fractions"), (100, "percent")])
def test_coordinates_too_small_to_be_pixels_are_named(
    largest: int, unit: str, tmp_path: Path
) -> None:
    small = [{**row, "x": largest / 3, "y": largest} for row in ROWS]

    (lack,) = load(installation(tmp_path), small).lacks

    assert f"page_x and page_y are {unit}, not pixels" in lack


def test_without_a_column_of_people_nothing_comes_of_a_table(tmp_path: Path) -> None:
    loaded = load(installation(tmp_path, user_id=None, anonymous_id=None))

    assert loaded.is_fruitless
    assert "no line names a person" in loaded.lacks[0]


def test_an_export_that_finds_no_file_is_an_error_that_names_those_beside_it(
    tmp_path: Path,
) -> None:
    (one,) = export.SETTINGS["exports"]
    settings = {"exports": [{**one, "pattern": "events_*.csv"}]}
    at = export.installation(tmp_path, settings)

    with pytest.raises(StorageError) as caught:
        load(at)

    assert "web: the pattern 'events_*.csv' matches no file at vendor/" in str(caught.value)
    assert "beside it: 'day.jsonl'" in str(caught.value)


def test_without_any_event_nothing_is_built(tmp_path: Path) -> None:
    at = export.installation(tmp_path)
    load(at, [{"id": "1", "at": "yesterday", "kind": "click"}])

    with pytest.raises(NothingLoadedError, match="no export has brought any event"):
        open_events(at)


def test_an_export_that_may_be_empty_needs_neither_file_nor_event(tmp_path: Path) -> None:
    (one,) = export.SETTINGS["exports"]
    at = export.installation(tmp_path, {"exports": [{**one, "may_be_empty": True}]})

    loaded = load_export(at, at.settings.exports[0])
    open_events(at)

    assert not loaded.is_fruitless
