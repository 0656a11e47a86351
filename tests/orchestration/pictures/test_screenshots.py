"""Page pictures by page and band, and what is wrong with the folder they lie in."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from orchestration.pictures.layouts import Layout
from orchestration.pictures.screenshots import Screenshots


def folder_of(folder: Path, entries: object, files: Sequence[str] = ()) -> Path:
    """A folder with this index and files that hold their own names."""
    (folder / "index.json").write_text(json.dumps(entries))
    for name in files:
        (folder / name).write_text(name)
    return folder


def entry(page: str, band: str, file: str, **since: object) -> dict[str, object]:
    return {"page": page, "band": band, "file": file, **since}


def layouts(*first_days: int) -> list[Layout]:
    """Versions of a page that begin on these days of November; the last one goes on."""
    firsts = [date(2026, 11, day) for day in first_days]
    ends = [*(day - timedelta(days=1) for day in firsts[1:]), None]
    return [
        Layout(version=number, first_date=first, last_date=end, reason="")
        for number, (first, end) in enumerate(zip(firsts, ends, strict=True), start=1)
    ]


def test_a_page_has_the_picture_of_its_band(tmp_path: Path) -> None:
    entries = [entry("/", "desktop", "d.png"), entry("/", "phone", "p.png")]

    screenshots = Screenshots.load(folder_of(tmp_path, entries, ["d.png", "p.png"]))

    assert screenshots.of("/", "desktop") == b"d.png"
    assert screenshots.of("/", "phone") == b"p.png"


def test_a_wide_screen_shows_the_picture_of_the_desktop(tmp_path: Path) -> None:
    screenshots = Screenshots.load(folder_of(tmp_path, [entry("/", "desktop", "d.png")], ["d.png"]))

    assert screenshots.of("/", "wide") == b"d.png"


def test_a_wide_screen_shows_its_own_picture_where_there_is_one(tmp_path: Path) -> None:
    entries = [entry("/", "desktop", "d.png"), entry("/", "wide", "w.png")]

    screenshots = Screenshots.load(folder_of(tmp_path, entries, ["d.png", "w.png"]))

    assert screenshots.of("/", "wide") == b"w.png"


@pytest.mark.parametrize(("page", "band"), [("/", "phone"), ("/", "tablet"), ("/docs", "desktop")])
def test_a_page_or_band_that_nobody_drew_has_no_picture(
    page: str, band: str, tmp_path: Path
) -> None:
    screenshots = Screenshots.load(folder_of(tmp_path, [entry("/", "desktop", "d.png")], ["d.png"]))

    assert screenshots.of(page, band) is None


def test_a_picture_with_a_date_is_of_the_layout_it_falls_into(tmp_path: Path) -> None:
    entries = [
        entry("/", "desktop", "new.png", **{"from": "2026-11-15"}),
        entry("/", "desktop", "newer.png", **{"from": "2026-11-16"}),
        entry("/", "desktop", "old.png", **{"from": "2026-10-01"}),
    ]
    folder = folder_of(tmp_path, entries, ["new.png", "newer.png", "old.png"])
    screenshots = Screenshots.load(folder)

    first, second, third, fourth = layouts(8, 12, 15, 20)

    shown = [screenshots.of("/", "desktop", one) for one in (first, second, third, fourth)]
    assert shown == [b"old.png", None, b"newer.png", None]
    assert screenshots.of("/", "desktop") == b"newer.png"


def test_a_picture_without_a_date_is_of_the_newest_layout(tmp_path: Path) -> None:
    entries = [
        entry("/", "desktop", "now.png"),
        entry("/", "desktop", "old.png", **{"from": "2026-11-08"}),
    ]
    screenshots = Screenshots.load(folder_of(tmp_path, entries, ["now.png", "old.png"]))

    old, middle, newest = layouts(8, 12, 15)

    assert screenshots.of("/", "desktop", old) == b"old.png"
    assert screenshots.of("/", "desktop", middle) is None
    assert screenshots.of("/", "desktop", newest) == b"now.png"


def test_a_wide_screen_has_the_dates_of_the_picture_that_it_shows(tmp_path: Path) -> None:
    since = {"from": "2026-11-15"}
    entries = [
        entry("/", "desktop", "d.png", **since),
        entry("/docs", "desktop", "d.png", **since),
        entry("/docs", "wide", "d.png"),
        entry("/", "phone", "d.png"),
    ]
    screenshots = Screenshots.load(folder_of(tmp_path, entries, ["d.png"]))

    day = date(2026, 11, 15)
    assert sorted(screenshots.dated) == [
        ("/", "desktop", day),
        ("/", "wide", day),
        ("/docs", "desktop", day),
    ]


def test_without_a_folder_no_page_has_a_picture() -> None:
    assert Screenshots.load(None).of("/", "desktop") is None


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ({"page": "/"}, "is a list"),
        ([{"page": "/", "band": "desktop"}], "'file'"),
        ([entry("/", "desktop", "d.png", **{"from": "15 Nov"})], "'15 Nov'"),
        ([entry("/", "desktop", "d.png", **{"from": 20261115})], "is a list"),
        ([entry("/", "desktop", "missing.png")], "no file of this folder: 'missing.png'"),
        ([entry("/", "desktop", "../outside.png")], "no file of this folder: 'outside.png'"),
    ],
)
def test_a_wrong_index_is_named_and_its_pages_have_no_picture(
    entries: object, words: str, tmp_path: Path
) -> None:
    folder = tmp_path / "screenshots"
    folder.mkdir()
    (tmp_path / "outside.png").touch()
    index = folder_of(folder, entries) / "index.json"

    screenshots = Screenshots.load(folder)

    (problem,) = screenshots.problems
    assert str(index) in problem
    assert words in problem
    assert screenshots.of("/", "desktop") is None


def test_a_missing_picture_costs_no_other(tmp_path: Path) -> None:
    entries = [entry("/", "desktop", "d.png"), entry("/docs", "desktop", "missing.png")]

    screenshots = Screenshots.load(folder_of(tmp_path, entries, ["d.png"]))

    assert screenshots.of("/", "desktop") == b"d.png"
    assert "missing.png" in screenshots.problems[0]


def test_a_folder_without_an_index_says_what_to_do(tmp_path: Path) -> None:
    (problem,) = Screenshots.load(tmp_path).problems

    assert "write it, or remove `screenshots:`" in problem
