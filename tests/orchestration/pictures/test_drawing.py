"""Pictures are drawn when they have changed or are gone; their catalogue is of all there are."""

import json
from datetime import timedelta
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pytest

from orchestration.insights.tables import HEATMAP_CHANGES
from orchestration.installation import Installation
from orchestration.pictures import artists
from orchestration.pictures.accounting import change_counts
from orchestration.pictures.catalogue import drop_uncatalogued, pictures_of, weeks_compared
from orchestration.pictures.drawing import Drawn, draw_window
from orchestration.pictures.exporting import write_rows
from orchestration.pictures.published import (
    Asked,
    NotShownError,
    load_grid,
)
from orchestration.pictures.rendering import rendered
from orchestration.pictures.screenshots import Screenshots
from orchestration.warehouse.folder import opened
from orchestration.warehouse.publishing import publish
from orchestration.warehouse.window import Window
from tests.end_to_end import events_export as export
from tests.end_to_end.command_line import heatmaps
from tests.end_to_end.nights import rows

DAY = Window(export.day(0), export.day(0))
PERIODS = 3
"""Every map is drawn of the day, of its week and of its month."""

ALL = (4 + 2 + 2) * PERIODS
"""Clicks of two pages and two segments; the elements of each page, of everybody; and the contact
sheet of each page."""


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
    assert len(listed) == ALL


def test_a_picture_that_has_not_changed_is_not_drawn_again(at: Installation) -> None:
    assert drawn(at) == (0, ALL)


def test_a_picture_that_is_gone_is_drawn_again(at: Installation) -> None:
    before = pictures(at)
    next(iter(before)).unlink()

    assert drawn(at) == (1, ALL - 1)
    assert pictures(at) == before


def test_other_processes_draw_the_same_pictures(
    at: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, catalogue = pictures(at), "from marts.heatmap_images order by rel_path"
    listed = rows(at, catalogue)
    for file in before:
        file.unlink()
    monkeypatch.setattr(artists, "ENOUGH_FOR_PROCESSES", 1)
    monkeypatch.setattr(artists, "JOBS_AHEAD", 0)

    assert drawn(at) == (ALL, 0)
    assert pictures(at) == before
    assert rows(at, catalogue) == listed


def test_a_grid_that_has_changed_is_drawn_again_and_on_its_sheet(at: Installation) -> None:
    update = (
        "update private.marts.heatmap_grids set click_count = click_count {} 1"
        " where feature = '/docs' and segment = 'all'"
    )

    with duckdb.connect() as duck:
        duck.execute(f"attach '{at.warehouse.marts}' as private")
        duck.execute(update.format("+"))
    assert drawn(at) == (2, ALL - 2)

    with duckdb.connect() as duck:
        duck.execute(f"attach '{at.warehouse.marts}' as private")
        duck.execute(update.format("-"))
    assert drawn(at) == (2, ALL - 2)


def test_a_comparison_that_differs_has_a_picture_until_it_differs_no_more(at: Installation) -> None:
    """The week after the day's: what is compared with it reaches so far."""
    monday = export.day(0) - timedelta(days=export.day(0).weekday()) + timedelta(days=14)
    with opened(at.warehouse.marts) as marts:
        HEATMAP_CHANGES.prepare(marts, DAY)
        marts.execute(
            """
            insert into marts.heatmap_changes by name
            select
                '/pricing' as feature, 'all' as segment, 'desktop' as band,
                'the week before' as compared_with, 0 as region, 40 as user_count,
                50 as other_user_count, 0.3 as distance, 0.2 as noise_floor, 0.01 as p_value,
                0.01 as q_value, true as is_different, ? as event_date
            """,
            [monday],
        )
        marts.execute(
            """
            insert into marts.heatmap_grids by name
            select * replace (? as event_date) from marts.heatmap_grids where feature = '/pricing'
            """,
            [monday],
        )

    assert drawn(at) == (1, ALL)
    assert drawn(at) == (0, ALL + 1)
    (one,) = at.warehouse.heatmaps.rglob("changes*.png")
    assert one.parents[3].name == f"date={monday}"
    with opened(at.warehouse.marts) as marts:
        (picture,) = [row for row in pictures_of(marts, DAY) if row["event_date"] == monday]
        assert change_counts(marts, weeks_compared(DAY)) == (1, 1)
        marts.execute("delete from marts.heatmap_changes")
        marts.execute("delete from marts.heatmap_grids where event_date = ?", [monday])

    assert picture["kind"] == "changes:the week before"
    assert drawn(at) == (0, ALL)
    publish(at.warehouse)
    assert drop_uncatalogued(at.warehouse, DAY) == 1


def asked(**changes: str) -> Asked:
    return Asked(**{"date": export.day(0), "feature": "/pricing", **changes})  # type: ignore[arg-type]


def test_a_map_that_is_asked_for_has_the_bytes_of_the_night(at: Installation) -> None:
    query = "select feature, segment, band, kind, period, rel_path from marts.heatmap_images"

    with duckdb.connect(str(at.warehouse.published), read_only=True) as published:
        for feature, segment, band, kind, period, path in rows(at, query):
            of = asked(feature=feature, segment=segment, band=band, kind=kind, period=period)
            png = rendered(published, of, Screenshots())
            assert png == (at.warehouse.root / path).read_bytes()


def test_a_map_of_a_kind_that_no_night_draws_is_drawn_when_asked_for(at: Installation) -> None:
    with duckdb.connect(str(at.warehouse.published), read_only=True) as published:
        for segment in ("all", "plan=pro"):
            png = rendered(published, asked(kind="first_clicks", segment=segment), Screenshots())

            words = f'"segment":"{segment}"'.encode()
            assert b'"kind":"first_clicks"' in png and words in png


def test_confetti_is_of_the_segments_of_an_attribute_and_of_nothing_else(
    at: Installation, tmp_path: Path
) -> None:
    of_plans = asked(kind="confetti", segment="plan", period="week")

    with duckdb.connect(str(at.warehouse.published), read_only=True) as published:
        png = rendered(published, of_plans, Screenshots())
        assert write_rows(published, of_plans, tmp_path / "points.csv") == 1
        for nobody in ("all", "pla", "plan=pro"):
            with pytest.raises(NotShownError):
                rendered(published, asked(kind="confetti", segment=nobody), Screenshots())

    assert b'"kind":"confetti"' in png
    assert pl.read_csv(tmp_path / "points.csv")["segment"].to_list() == ["plan=pro"]


def test_numbers_of_elements_are_written_by_band_and_of_all_bands(
    at: Installation, tmp_path: Path
) -> None:
    file = tmp_path / "elements.json"

    with duckdb.connect(str(at.warehouse.published), read_only=True) as published:
        for period in ("day", "week", "month"):
            for band in ("desktop", "(all)"):
                of = asked(kind="elements", band=band, period=period)
                assert write_rows(published, of, file) == 1
            with pytest.raises(NotShownError):
                write_rows(published, asked(kind="elements", band="phone", period=period), file)

    assert json.loads(file.read_text())[0]["click_count"] == 1


def test_a_grid_is_an_array_of_its_clicks(at: Installation) -> None:
    grid = load_grid(at.warehouse.published, date=str(export.day(0)), feature="/pricing")

    assert grid.sum() == 1
    assert grid.shape[1] == 180


def test_a_grid_of_a_week_is_found_by_any_of_its_days(at: Installation) -> None:
    monday, sunday = str(export.day(-2)), str(export.day(4))

    for day in (monday, sunday):
        grid = load_grid(at.warehouse.published, date=day, feature="/pricing", period="week")
        assert grid.sum() == 1
    with pytest.raises(NotShownError, match=r"week of 2 March 2026: nothing is published"):
        load_grid(
            at.warehouse.published, date=str(export.day(5)), feature="/pricing", period="week"
        )


@pytest.mark.parametrize(
    "changes", [{"feature": "/empty"}, {"segment": "x' or true --"}, {"band": "phone"}]
)
def test_a_map_that_is_not_there_is_said_to_be_so(
    at: Installation, changes: dict[str, str], tmp_path: Path
) -> None:
    with duckdb.connect(str(at.warehouse.published), read_only=True) as published:
        with pytest.raises(NotShownError, match="nothing is published"):
            rendered(published, asked(**changes), Screenshots())
        with pytest.raises(NotShownError, match="nothing is published"):
            write_rows(published, asked(**changes), tmp_path / "grid.csv")


def test_the_numbers_of_a_map_are_the_same_in_every_format(
    at: Installation, tmp_path: Path
) -> None:
    files = [tmp_path / f"grid.{ending}" for ending in ("csv", "json", "parquet", "npz")]

    with duckdb.connect(str(at.warehouse.published), read_only=True) as published:
        counts = {write_rows(published, asked(), file) for file in files}

    csv, from_json, parquet, npz = files
    assert counts == {1}
    assert pl.read_csv(csv)["clicks"].sum() == pl.read_parquet(parquet)["clicks"].sum() == 1
    assert json.loads(from_json.read_text())[0]["clicks"] == 1
    with np.load(npz) as arrays:
        assert (arrays["page"].sum(), arrays["fixed"].sum()) == (1, 0)


def test_the_command_draws_and_writes_a_map_and_says_why_it_does_not(
    at: Installation, tmp_path: Path
) -> None:
    picture, numbers = tmp_path / "map.png", tmp_path / "map.csv"
    of_page = (str(export.day(0)), "--feature", "/pricing")

    drawn = heatmaps(at, "render", *of_page, "--scale-maximum", "7", "--to", str(picture))
    written = heatmaps(at, "export", *of_page, "--to", str(numbers))
    refused = heatmaps(at, "render", *of_page, "--band", "phone", "--to", str(tmp_path / "no.png"))

    assert (drawn[0], written[0], refused[0]) == (0, 0, 1)
    assert picture.read_bytes().startswith(b"\x89PNG") and "1 rows" in written[1]
    assert "nothing is published" in refused[1] and not (tmp_path / "no.png").exists()


def test_segments_that_are_not_drawn_are_on_the_scale_and_drawn_when_asked_for(
    at: Installation,
) -> None:
    """As variants of an experiment are. Done last: the pictures of the night are gone then."""
    every = pictures(at)
    with opened(at.warehouse.marts) as marts:
        marts.execute("update marts.dim_segments set is_drawn = false where segment = 'plan=pro'")

    draw_window(at, DAY)
    publish(at.warehouse)

    segments = {segment for (segment,) in rows(at, "select segment from marts.heatmap_images")}
    assert "all" in segments and "plan=pro" not in segments
    asked = Asked(date=export.day(0), feature="/pricing", segment="plan=pro")
    (of_night,) = [
        png
        for file, png in every.items()
        if "pricing" in str(file) and "plan" in str(file) and file.name == "clicks.png"
    ]
    with duckdb.connect(str(at.warehouse.published), read_only=True) as published:
        assert rendered(published, asked, Screenshots.load(None)) == of_night


def test_a_comparison_of_bands_that_is_asked_for_says_what_is_missing(at: Installation) -> None:
    day = str(export.day(0))
    page = ("compare", day, day, "--feature", "/pricing")

    code, said = heatmaps(at, *page, "--with-band", "phone")
    of_all = heatmaps(at, *page)

    assert (code, of_all[0]) == (1, 2)
    assert "/pricing, desktop: 1 and 0 people clicked; to be compared, both must be 30" in said
    assert "--with-band" in of_all[1]
