"""The demo export: the same bytes every time, as large as asked, in files as vendors write them."""

import csv
import fnmatch
import gzip
import hashlib
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from datetime import date
from itertools import product
from pathlib import Path

import duckdb
import numpy as np
import pytest
from PIL import Image

from orchestration.demo import Calendar, DemoExport, write_demo_export
from orchestration.demo.habits import HABITS
from orchestration.demo.layouts import BANDS, FOLDER, Element, Layout, all_layouts, layout_of

ROOT = Path(__file__).parent.parent.parent
REAL = ROOT.parent / "shared" / "data" / "sdk"
EVENTS, DAYS = 12_000, Calendar(date(2026, 11, 17), 5)
WIDEST = {"phone": 480, "tablet": 1024, "desktop": 1680, "wide": 9999}
# The real export was made without the cloud's lookup; its rage clicks hit a button without text.
NOT_IN_THE_REAL_ONE = {"$geoip_country_code", "$el_text"}

needs_real_exports = pytest.mark.skipif(
    not REAL.is_dir(), reason="needs the real SDK exports, ../shared/data/sdk"
)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoExport:
    return write_demo_export(tmp_path_factory.mktemp("demo"), calendar=DAYS, events=EVENTS)


def files_of(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def mixpanel_events(folder: Path) -> list[tuple[str, dict[str, object]]]:
    events = []
    for path in sorted(folder.glob("*.jsonl*")):
        text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for line in text.decode().splitlines():
            if line.startswith('{"event"') and line.endswith("}}") and '"time":1' in line:
                event = json.loads(line)
                events.append((event["event"], event["properties"]))
    return events


def keys_by_event(events: list[tuple[str, dict[str, object]]]) -> Mapping[str, Counter[str]]:
    keys: dict[str, Counter[str]] = {}
    for name, properties in events:
        keys.setdefault(name, Counter()).update(["", *properties])
    return keys


def posthog_events(pattern: Path) -> list[tuple[str, dict[str, object]]]:
    rows = duckdb.sql(f"select event, properties from read_parquet('{pattern}')").fetchall()
    return [(event, json.loads(properties)) for event, properties in rows]


def columns(pattern: Path) -> list[tuple[str, str]]:
    rows = duckdb.sql(f"describe select * from read_parquet('{pattern}')").fetchall()
    return [(name, kind) for name, kind, *_ in rows]


def picture_of(layout: Layout) -> Image.Image:
    with Image.open(FOLDER / layout.picture) as picture:
        return picture.convert("RGB")


def edges(element: Element) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of the box, in whole px."""
    box = element.box
    return round(box.x), round(box.y), round(box.right), round(box.bottom)


def test_a_fresh_process_writes_the_same_bytes(demo: DemoExport, tmp_path: Path) -> None:
    program = (
        "import datetime, pathlib, sys; from orchestration.demo import Calendar, write_demo_export;"
        f"write_demo_export(pathlib.Path(sys.argv[1]), calendar={DAYS}, events={EVENTS})"
    )

    subprocess.run([sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, check=True)

    assert files_of(tmp_path) == files_of(demo.folder)


def test_about_as_many_rows_as_asked_for_are_written(demo: DemoExport) -> None:
    assert demo.events == pytest.approx(EVENTS, rel=0.15)


def test_every_day_has_a_file_of_each_export_and_no_day_beyond(demo: DemoExport) -> None:
    days = {f"2026-11-{number}" for number in range(17, 22)}

    for folder in ("posthog/events", "posthog/heatmaps", "mixpanel"):
        assert {path.name[:10] for path in (demo.folder / folder).iterdir()} == days, folder


def test_counts_are_those_of_the_files(demo: DemoExport) -> None:
    lines = sum(
        len(gzip.decompress(path.read_bytes()).splitlines())
        for path in (demo.folder / "mixpanel").iterdir()
    )
    rows, points = (
        duckdb.sql(
            f"select count(*) from read_parquet('{demo.folder}/posthog/{name}/*')"
        ).fetchall()
        for name in ("events", "heatmaps")
    )

    assert (demo.mixpanel_events, demo.posthog_events, demo.posthog_heatmap_points) == (
        lines, rows[0][0], points[0][0],
    )  # fmt: skip


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep")

    with pytest.raises(FileExistsError, match="not of a demo export"):
        write_demo_export(tmp_path, calendar=Calendar(date(2026, 11, 21), 1), events=500)

    assert files_of(tmp_path).keys() == {"mine.txt"}


def test_an_earlier_demo_export_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "demo_export.json").touch()
    (tmp_path / "mixpanel").mkdir()
    (tmp_path / "mixpanel/2020-01-01.jsonl.gz").touch()

    write_demo_export(tmp_path, calendar=Calendar(date(2026, 11, 17), 1), events=500)

    assert [path.name for path in (tmp_path / "mixpanel").iterdir()] == ["2026-11-17.jsonl.gz"]


@needs_real_exports
@pytest.mark.parametrize(
    ("mine", "real"),
    [
        ("posthog/events/*.parquet", "posthog/batch_export/parquet/events/*"),
        ("posthog/heatmaps/*.parquet", "posthog/heatmaps/parquet/*"),
    ],
)
def test_parquet_columns_are_those_of_a_real_export(demo: DemoExport, mine: str, real: str) -> None:
    assert columns(demo.folder / mine) == columns(REAL / real)


@needs_real_exports
def test_posthog_events_say_what_real_ones_say(demo: DemoExport) -> None:
    mine = keys_by_event(posthog_events(demo.folder / "posthog/events/*.parquet"))
    real = keys_by_event(posthog_events(REAL / "posthog/batch_export/parquet/events/*"))

    for event in (
        "$pageview",
        "$pageleave",
        "$autocapture",
        "$rageclick",
        "$dead_click",
        "$identify",
    ):
        always = {key for key, count in real[event].items() if count == real[event][""]}
        missing = always - mine[event].keys()
        assert {key for key in missing if not key.startswith("$sdk_debug_")} == set(), event
        assert mine[event].keys() - real[event].keys() - NOT_IN_THE_REAL_ONE == set(), event


@needs_real_exports
def test_mixpanel_events_say_what_real_ones_say(demo: DemoExport) -> None:
    mine = keys_by_event(mixpanel_events(demo.folder / "mixpanel"))
    real = keys_by_event(mixpanel_events(REAL / "mixpanel/raw_export_time_in_ms"))

    for event in ("$mp_web_page_view", "$mp_click", "$mp_scroll", "$mp_page_leave"):
        always = {key for key, count in real[event].items() if count == real[event][""]}
        assert always - mine[event].keys() == set(), event
        assert mine[event].keys() - real[event].keys() - {"current_url_search"} == set(), event


def test_points_of_one_flush_follow_each_other(demo: DemoExport) -> None:
    points = f"{demo.folder}/posthog/heatmaps/2026-11-18.parquet"
    flush = "(session_id, distinct_id, timestamp)"

    [(runs, flushes)] = duckdb.sql(f"""
        with marked as (
            select {flush} as flush, lag({flush}) over (order by file_row_number) as before
            from read_parquet('{points}', file_row_number = true)
        )
        select count(*) filter (flush is distinct from before), count(distinct flush) from marked
    """).fetchall()

    assert 0 <= runs - flushes <= 3  # the flushes that were delivered twice within the day


def test_every_click_of_the_site_lies_in_the_box_that_is_drawn(demo: DemoExport) -> None:
    clicks = [p for name, p in mixpanel_events(demo.folder / "mixpanel") if name == "$mp_click"]
    checked = 0

    for click in clicks:
        width = int(str(click["$viewportWidth"]))
        band = next(band for band, widest in WIDEST.items() if width <= widest)
        page = re.sub("/[0-9]+$", "/:id", str(click["$pathname"]))
        layout = layout_of(page, band)
        element = layout.elements.get(str(click.get("$el_attr__data-attr")))
        if element:
            y = int(str(click["$clientY" if element.is_fixed else "$pageY"]))
            x = int(str(click["$pageX"])) * layout.width / width
            assert element.box.x - 1 <= x <= element.box.right + 1
            assert element.box.y <= y <= element.box.bottom
            checked += 1

    assert checked > 300


def test_every_page_has_a_picture_in_every_band(demo: DemoExport) -> None:
    folder = demo.folder / "screenshots"
    index = json.loads((folder / "index.json").read_text())

    assert sorted((entry["page"], entry["band"]) for entry in index) == sorted(
        product(HABITS, BANDS)
    )
    for entry in index:
        layout = layout_of(entry["page"], entry["band"])
        with Image.open(folder / entry["file"]) as picture:
            assert picture.size == (layout.width, layout.height)


def test_the_pictures_of_what_the_release_changes_are_of_after_it(demo: DemoExport) -> None:
    index = json.loads((demo.folder / "screenshots" / "index.json").read_text())

    dated = {(entry["page"], entry["from"]) for entry in index if "from" in entry}
    assert dated == {("/app/reports", demo.release_day.isoformat())}


def test_no_committed_picture_is_without_a_page() -> None:
    pictures = {path.name for path in FOLDER.glob("*.png")}

    assert pictures == {layout.picture for layout in all_layouts()}


@pytest.mark.parametrize("layout", all_layouts(), ids=lambda layout: layout.picture)
def test_something_is_drawn_in_the_box_of_every_control(layout: Layout) -> None:
    image = np.asarray(picture_of(layout))

    for element in layout.elements.values():
        left, top, right, bottom = edges(element)
        assert 0 <= left < right <= layout.width, element.key
        assert 0 <= top < bottom <= layout.height, element.key
        shown = image[top:bottom, left:right]
        assert not (element.is_control and (shown == shown[0, 0]).all()), element.key


@pytest.mark.parametrize("layout", all_layouts(), ids=lambda layout: layout.picture)
def test_the_frame_of_every_button_is_drawn_at_the_edges_of_its_box(layout: Layout) -> None:
    image = picture_of(layout)

    for element in layout.elements.values():
        if {"plain", "primary"} & set(element.node.classes):
            left, top, right, bottom = edges(element)
            x, y = (left + right) // 2, (top + bottom) // 2
            for inside, outside in (
                ((left, y), (left - 2, y)),
                ((right - 1, y), (right + 1, y)),
                ((x, top), (x, top - 2)),
                ((x, bottom - 1), (x, bottom + 1)),
            ):
                assert image.getpixel(inside) != image.getpixel(outside), element.key


@pytest.mark.parametrize("page", HABITS)
def test_every_key_of_a_habit_is_an_element_of_its_page(page: str) -> None:
    habit = HABITS[page]
    elements = {key for band in BANDS for key in layout_of(page, band).elements}

    for pattern in (*habit.actions, *habit.exits):
        assert fnmatch.filter(elements, pattern), pattern


def test_every_page_of_the_funnels_is_a_page_of_the_demo() -> None:
    with (ROOT / "orchestration/demo/rules/funnels.csv").open(encoding="utf-8") as file:
        pages = {step["url_template"] for step in csv.DictReader(file)} - {""}

    assert len(pages) == 5
    assert pages <= {layout.page for layout in all_layouts()}
