"""Pictures are drawn when they have changed or are gone; their catalogue is of all there are."""

from pathlib import Path

import duckdb
import pytest

from orchestration.installation import Installation
from orchestration.pictures.drawing import Drawn, draw_window
from orchestration.warehouse.window import Window
from tests.end_to_end import events_export as export
from tests.end_to_end.events_export import event, moment
from tests.end_to_end.nights import FACTS, rows, run_night

DAY = Window(export.day(0), export.day(0))


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """A night of two pages with clicks, in two segments, and one page without."""
    at = export.installation(tmp_path_factory.mktemp("drawn"))
    seen = [
        event(moment(0, f"10:0{n}:00"), "page_view", page=page, plan="pro")
        for n, page in enumerate(("/pricing", "/docs", "/empty"))
    ]
    clicks = [
        event(moment(0, f"10:0{n}:10"), page=page, plan="pro")
        for n, page in enumerate(("/pricing", "/docs"))
    ]
    export.deliver(at, "day", [*seen, *clicks])
    run_night(at, export.day(0), tests=False, models=FACTS)
    return at


def drawn(at: Installation) -> tuple[int, int]:
    """How many pictures are drawn now, and how many stay as they are."""
    outcome: Drawn = draw_window(at, DAY)
    return outcome.drawn, outcome.unchanged


def pictures(at: Installation) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in sorted(at.warehouse.heatmaps.rglob("*.png"))}


def test_the_catalogue_is_of_the_pictures_that_there_are(at: Installation) -> None:
    listed = rows(at, "select rel_path, size_bytes from marts.heatmap_images order by 1")

    assert [(at.warehouse.root / path, size) for path, size in listed] == [
        (file, len(content)) for file, content in pictures(at).items()
    ]
    assert len(listed) == 4


def test_a_picture_that_has_not_changed_is_not_drawn_again(at: Installation) -> None:
    assert drawn(at) == (0, 4)


def test_a_picture_that_is_gone_is_drawn_again(at: Installation) -> None:
    before = pictures(at)
    next(iter(before)).unlink()

    assert drawn(at) == (1, 3)
    assert pictures(at) == before


def test_a_grid_that_has_changed_is_drawn_again(at: Installation) -> None:
    update = (
        "update private.marts.heatmap_grids set click_count = click_count {} 1"
        " where feature = '/docs' and segment = 'all'"
    )

    with duckdb.connect() as duck:
        duck.execute(f"attach '{at.warehouse.marts}' as private")
        duck.execute(update.format("+"))
    assert drawn(at) == (1, 3)

    with duckdb.connect() as duck:
        duck.execute(f"attach '{at.warehouse.marts}' as private")
        duck.execute(update.format("-"))
    assert drawn(at) == (1, 3)
