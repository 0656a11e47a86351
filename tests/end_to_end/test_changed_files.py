"""Files and settings that change after they were loaded, and rows that once stopped a night."""

import gzip
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from orchestration.decoding.loading import ExportLoad, load_export
from orchestration.installation import Installation
from orchestration.settings import load_settings
from tests.end_to_end import events_export as export
from tests.end_to_end import nights
from tests.end_to_end.events_export import event, moment

DAY: date = export.day(0)
PEOPLE = ("anna", "bert", "carl", "dora", "emil")
E_MAIL = "john.doe@example.com"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """A night over pages without end, and over e-mail addresses where nobody expects them."""
    at = export.installation(tmp_path_factory.mktemp("hostile"))
    rows: list[Mapping[str, Any]] = []
    for user in PEOPLE:
        low: Mapping[str, Any] = {"user": user, "page": "/feed", "page_height": 10_000_000}
        rows += [
            event(moment(0, "10:00:00"), "page_view", user=user, plan=E_MAIL),
            event(moment(0, "10:00:05"), user=user, element=E_MAIL, text=f"{'x' * 190} {E_MAIL}"),
            event(moment(0, "10:01:00"), **low, y=9_999_000),
            event(moment(0, "10:01:05"), **low, y=199_999),
        ]
    export.deliver(at, "day", rows)
    nights.run_night(at, DAY)
    return at


def test_clicks_below_the_tallest_page_are_out_of_range(hostile: Installation) -> None:
    found = nights.rows(
        hostile,
        """
        select cell_click_count, out_of_range_count from marts.heatmap_grids
        where feature = '/feed' and segment = 'all' and kind = 'clicks'
        """,
    )

    assert found == [(5, 5)]
    assert list(hostile.warehouse.heatmaps.glob("date=*/feature=~2Ffeed/segment=all/*/*.png"))


def test_no_address_is_published(hostile: Installation) -> None:
    published = repr(nights.published_tables(hostile))

    assert "john" not in published
    assert "…@…" in published


def load(at: Installation) -> ExportLoad:
    (only,) = at.settings.exports
    return load_export(at, only)


def test_another_mapping_decodes_loaded_files_again(tmp_path: Path) -> None:
    at = export.installation(tmp_path)
    export.deliver(at, "day", [event(moment(0, "10:00:00"), x=100, y=300)])
    nights.run_night(at, DAY, pictures=False, tests=False, models=nights.FACTS)
    assert load(at).new_file_count == 0

    text = at.settings.source.read_text()
    at.settings.source.write_text(
        text.replace("page_x: x", "page_x: z").replace("page_y: y", "page_y: x")
    )
    at.settings.source.write_text(at.settings.source.read_text().replace("page_x: z", "page_x: y"))
    changed = Installation(at.environment, load_settings(at.settings.source))
    nights.run_night(changed, DAY, pictures=False, tests=False, models=nights.FACTS)

    assert nights.rows(changed, "select page_x, page_y from marts.fct_clicks") == [(300, 100)]
    assert load(changed).new_file_count == 0


def test_a_file_that_can_no_longer_be_read_replaces_nothing(tmp_path: Path) -> None:
    at = export.installation(tmp_path)
    rows = [event(moment(0, f"10:00:{n:02}")) for n in range(20)]
    export.deliver(at, "day", rows)
    nights.run_night(at, DAY, pictures=False, tests=False, models=nights.FACTS)
    file = export.vendor_folder(at) / "day.jsonl"
    whole = file.read_bytes()
    file.write_bytes(gzip.compress(whole)[:100])

    nights.run_night(at, DAY, pictures=False, tests=False, models=nights.FACTS)

    assert load(at).is_fruitless
    assert nights.rows(at, "select count(*) from marts.fct_clicks") == [(20,)]
    told = nights.rows(at, "select accepted_count, problem is null from marts.loads order by 1")
    assert told == [(0, False), (20, True)]

    export.deliver(at, "day", [*rows, event(moment(0, "10:01:00"))])
    nights.run_night(at, DAY, pictures=False, tests=False, models=nights.FACTS)

    assert nights.rows(at, "select count(*) from marts.fct_clicks") == [(21,)]
    assert nights.rows(at, "select accepted_count from marts.loads") == [(21,)]
