"""Pictures of pages are taken at the width of each band, and what is to be covered is illegible."""

import json
import re
import shutil
import threading
from collections.abc import Iterator
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from orchestration.pictures.capture import (
    BROWSERS,
    ShotList,
    capture,
    entered,
    read_list,
    widths_of,
)
from orchestration.pictures.layouts import Layout
from orchestration.pictures.screenshots import Screenshots
from orchestration.settings import SettingsError
from orchestration.settings.problems import shown
from tests.transforms.pictures.maps import decoded, screenshot

DAY = date(2026, 11, 16)
needs_browser = pytest.mark.skipif(
    find_spec("playwright") is None or not any(map(shutil.which, BROWSERS)),
    reason="no package playwright or no Chromium: pictures of pages cannot be taken here",
)

SECRET = """
<!doctype html><title>Account</title><body style="margin:0; background:#fff">
<p id="name" style="margin:0; padding:20px; font:40px sans-serif">Anna Secret</p>
<p style="margin:0; padding:20px; font:40px sans-serif">Plans</p>
<div style="height:2000px"></div>
"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *words: object) -> None:
        """Nothing."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "account.html").write_text(SECRET)
    handler = partial(Quiet, directory=str(tmp_path / "site"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def listed(url: str, **changes: object) -> ShotList:
    return ShotList.model_validate({"pages": [{"page": "/account", "url": url, **changes}]})


@needs_browser
def test_a_page_is_taken_in_each_band_and_what_is_covered_cannot_be_read(
    site: str, tmp_path: Path
) -> None:
    folder = tmp_path / "shots"
    shots = listed(f"{site}/account.html", blur=["#name"])

    capture(shots, {"phone": 390, "desktop": 1440}, folder, since=DAY)
    with pytest.raises(SettingsError, match=r"missing\.html': answers 404"):
        capture(listed(f"{site}/missing.html"), {"phone": 390}, folder, since=DAY)

    with pytest.raises(SettingsError, match="nothing to cover: '#mail'"):
        capture(listed(f"{site}/account.html", blur=["#mail"]), {"phone": 390}, folder, since=DAY)
    with pytest.raises(SettingsError, match="cannot be taken: .*ERR_UNSAFE_PORT"):
        capture(listed("http://127.0.0.1:9/"), {"phone": 390}, folder, since=DAY)

    screenshots = Screenshots.load(folder)
    assert screenshots.problems == ()
    assert screenshots.dated == [("/account", band, DAY) for band in ("phone", "desktop", "wide")]
    for band, width in (("phone", 390), ("desktop", 1440)):
        png = screenshots.of("/account", band)
        assert png is not None
        taken = np.asarray(decoded(png).convert("L"))
        assert taken.shape[1] == width and 2000 < taken.shape[0] < 2300
        covered, legible = taken[2:80, 2 : width - 2], taken[90:180]
        assert covered.min() == covered.max() == 0xC8
        assert legible.min() < 60 < 250 < legible.max()


def look(number: int, height: int = 640) -> bytes:
    """A page of cards of another look for each number, with a date at its top."""
    page = np.full((height, 400), 255)
    page[40 + 8 * number : height : 80, 20:380] = 40
    page[100 + 8 * number : 340 + 8 * number, 20:200] = 90
    return screenshot(page)


def dated_on(png: bytes, day: int) -> bytes:
    """The same page with the date of a day at its top."""
    page = np.array(decoded(png))
    page[8:16, 8 * day : 8 * day + 40] = 0
    return screenshot(page)


def test_a_page_that_looks_otherwise_has_another_picture_from_that_day_on(tmp_path: Path) -> None:
    old, new = look(0), look(5)
    days = [date(2026, 11, day) for day in (2, 9, 16)]

    def took(png: bytes, day: date) -> bool:
        return entered(tmp_path, "/pricing", "phone", dated_on(png, day.day), day)[1]

    assert [took(old, days[0]), took(old, days[1]), took(new, days[2])] == [True, False, True]
    assert took(look(5, height=560), days[2])  # taken again on the day, and much shorter
    assert entered(tmp_path, "/pricing", "desktop", new, days[2])[1]

    shots = Screenshots.load(tmp_path)
    assert shots.problems == ()
    assert [since for page, band, since in shots.dated if band == "phone"] == [days[0], days[2]]
    first = Layout(version=1, first_date=days[0], last_date=days[1], reason="first seen")
    assert shots.of("/pricing", "phone", first) == dated_on(old, 9)
    assert shots.of("/pricing", "phone") == dated_on(look(5, height=560), 16)


def test_a_picture_without_a_date_stays_so_while_the_page_looks_so(tmp_path: Path) -> None:
    (tmp_path / "own.png").write_bytes(look(0))
    (tmp_path / "index.json").write_text('[{"page": "/a", "band": "phone", "file": "own.png"}]')

    assert entered(tmp_path, "/a", "phone", dated_on(look(0), 9), DAY) == ("own.png", False)
    assert Screenshots.load(tmp_path).dated == []
    (tmp_path / "own.png").write_bytes(b"no picture")
    assert entered(tmp_path, "/a", "phone", look(0), DAY)[1]
    assert Screenshots.load(tmp_path).dated == [("/a", "phone", DAY)]


def test_no_picture_outside_its_folder_is_written(tmp_path: Path) -> None:
    """Neither by a name that leads up nor by a link; within the folder names may lead anywhere."""
    folder, victim = tmp_path / "shots", tmp_path / "victim.png"
    (folder / "old").mkdir(parents=True)
    victim.write_bytes(look(0))
    (folder / "link.png").symlink_to(victim)

    def take(file: str) -> tuple[str, bool]:
        index = [{"page": "/a", "band": "phone", "file": file, "from": None}]
        (folder / "index.json").write_text(json.dumps(index))
        return entered(folder, "/a", "phone", dated_on(look(0), 9), DAY)

    for file in ("../victim.png", str(victim), "link.png"):
        said = re.escape(f"index.json: {shown(file)} is not in this folder")
        with pytest.raises(SettingsError, match=said):
            take(file)
    assert victim.read_bytes() == look(0)
    (folder / "a.png").write_bytes(look(0))
    assert take("old/../a.png") == ("old/../a.png", False)
    assert (folder / "a.png").read_bytes() == dated_on(look(0), 9)


@pytest.mark.parametrize(
    ("index", "said"),
    [
        ("{", "is no JSON: "),
        ("[" * 200_000, "is no JSON: "),
        ("9" * 5_000, "is no JSON: "),
        ('{"page": "/a"}', "a mapping; it is a list"),
        ('["/a"]', "entry 1: '/a'; it is a list"),
        ('[{"band": "phone", "file": "a.png"}]', "entry 1: 'page' is None"),
        ('[{"page": "/a", "band": "phone"}]', "entry 1: 'file' is None"),
        ('[{"page": "/a", "band": 7, "file": "a.png"}]', "entry 1: 'band' is 7"),
        ('[{"page": "/a", "band": "phone", "file": "\\u0000"}]', r"entry 1: 'file' is '\x00'"),
        ('[{"page": "/a", "band": "b", "file": "f", "from": "16 Nov"}]', "'from' is '16 Nov'"),
        ('[{"page": "/a", "band": "b", "file": "f", "from": 7}]', "entry 1: 'from' is 7"),
    ],
)
def test_an_index_that_cannot_be_is_said_to_be_so_and_left(
    index: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / "index.json").write_text(index)

    with pytest.raises(SettingsError) as caught:
        entered(tmp_path, "/a", "phone", look(0), DAY)

    assert f"{tmp_path / 'index.json'}: " in str(caught.value) and said in str(caught.value)
    assert [file.name for file in tmp_path.iterdir()] == ["index.json"]
    assert Screenshots.load(tmp_path).problems == caught.value.problems


def test_an_old_picture_that_is_too_large_is_named(tmp_path: Path) -> None:
    Image.new("1", (20_000, 20_000)).save(tmp_path / "own.png")
    (tmp_path / "index.json").write_text('[{"page": "/a", "band": "phone", "file": "own.png"}]')

    with pytest.raises(SettingsError, match=r"own\.png: Image size \(400000000 pixels\)"):
        entered(tmp_path, "/a", "phone", look(0), DAY)


@pytest.mark.parametrize("url", ["ftp://host/page", "javascript:alert(1)", "/pricing", "http://"])
def test_only_addresses_of_pages_are_opened(url: str, tmp_path: Path) -> None:
    file = tmp_path / "pages.yaml"
    file.write_text(f"pages: [{{page: /a, url: '{url}'}}]")

    with pytest.raises(SettingsError, match=r"pages\.0\.url: .*write http"):
        read_list(file)


def test_a_list_that_cannot_be_read_is_said_to_be_so(tmp_path: Path) -> None:
    file = tmp_path / "pages.yaml"

    with pytest.raises(SettingsError, match="cannot be read"):
        read_list(file)
    file.write_text("pages: [")
    with pytest.raises(SettingsError, match=r"pages\.yaml:1: not valid YAML"):
        read_list(file)
    file.write_bytes(b"pages:\n- page: caf\xe9")
    with pytest.raises(SettingsError, match=r"pages\.yaml:2: byte 0xe9 is not UTF-8"):
        read_list(file)
    file.write_text("[" * 100_000)
    with pytest.raises(SettingsError, match=r"pages\.yaml:1: not valid YAML"):
        read_list(file)
    file.write_text("pages: []\nhide: x")
    with pytest.raises(SettingsError, match="pages: .*\n.*hide: "):
        read_list(file)


def test_bands_have_the_widths_that_they_are_drawn_at() -> None:
    seed = Path(__file__).parents[3] / "dbt_project/seeds/viewport_bands.csv"

    assert widths_of(seed) == {"phone": 390, "tablet": 820, "desktop": 1440, "wide": 1920}
