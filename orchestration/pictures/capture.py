"""Pictures of pages, taken by a Chromium that is on the machine: the folder that `screenshots:` of
the exports file names.

What to put here: how pages are opened, what is made illegible, and what is written. The optional
package playwright drives the browser that is on the machine; no browser is downloaded.
"""

import csv
import io
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final
from urllib.parse import urlsplit

import numpy as np
from PIL import Image
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from orchestration.pictures.paths import slug
from orchestration.pictures.screenshots import INDEX, first_date, is_inside, read_index
from orchestration.settings import SettingsError
from orchestration.settings.problems import lines, shown
from orchestration.settings.yaml_lines import YamlProblems, read_yaml

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SCHEMES: Final = ("http", "https", "file")
BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MASK: Final = "#c8c8c8"
"""What covers text that nobody may read, in every picture the same."""

TALLEST_SHOT_PX: Final = 12_000
"""Pictures of longer pages end here: maps do, too."""

_PART_PX: Final = 8
_NOTICED: Final = 24
_FEW: Final = 0.02
"""Of parts as large that differ by more of 255 greys so few are no other look: a date, a number."""

_SWITCHES: Final = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
)


def _address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES or not (parts.netloc or parts.scheme == "file"):
        raise ValueError("no address of a page; write http://…, https://… or file:///…")
    return url


class Shot(BaseModel):
    """A page to open: its name in the tables, its address, selectors of what to cover, of which
    each has to be there, and the bands, all without any.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    page: Annotated[str, Field(min_length=1)]
    url: Annotated[str, AfterValidator(_address)]
    blur: list[str] = []
    bands: list[str] | None = None


class ShotList(BaseModel):
    """The file that says which pages are taken, and what is covered wherever it is."""

    model_config = ConfigDict(extra="forbid", strict=True)

    pages: Annotated[list[Shot], Field(min_length=1)]
    blur: list[str] = []
    timeout_seconds: Annotated[float, Field(gt=0, le=300)] = 30.0


def read_list(file: Path) -> ShotList:
    """The pages of a YAML file. Raises SettingsError."""
    try:
        return ShotList.model_validate(read_yaml(file).value)
    except OSError as error:
        raise SettingsError(f"{file}: cannot be read: {error.strerror}") from error
    except YamlProblems as error:
        raise SettingsError(*lines(error.problems, file)) from error
    except ValidationError as error:
        raise SettingsError(*(f"{file}: {_problem(one)}" for one in error.errors())) from error


def _problem(error: Mapping[str, object]) -> str:
    place = ".".join(map(str, error["loc"])) if isinstance(error["loc"], tuple) else ""
    return f"{place}: {error['msg']}"


def widths_of(bands: Path) -> dict[str, int]:
    """The width that each band is drawn at, css px, of the rules viewport_bands."""
    with bands.open(encoding="utf-8-sig", newline="") as rows:
        return {row["band"]: int(row["drawn_width"]) for row in csv.DictReader(rows)}


def capture(
    shots: ShotList, widths: Mapping[str, int], folder: Path, *, since: date
) -> dict[str, bool]:
    """Take a picture of each page in each band into the folder, and enter them in its index.json,
    which `Screenshots` reads: of whether each file is new.

    A page that looks as in its last picture keeps that entry, with the new picture; another look
    is entered from the day `since` on, and the pictures of days before it stay.

    Raises SettingsError, which names the page and what helps; pictures taken before it stay.
    """
    folder.mkdir(parents=True, exist_ok=True)
    taken: dict[str, bool] = {}
    with _browser() as browser:
        for shot in shots.pages:
            for band in shot.bands or widths:
                if band not in widths:
                    raise SettingsError(f"{shown(shot.page)}: no such band: {shown(band)}")
                png = _taken(browser, shot, shots, width=widths[band])
                name, is_new = entered(folder, shot.page, band, png, since)
                taken[name] = is_new
    return taken


def entered(folder: Path, page: str, band: str, png: bytes, since: date) -> tuple[str, bool]:
    """Put a picture into the folder and its index: the name of its file, and whether the page looks
    otherwise than in its last picture up to the day `since`. Raises SettingsError.
    """
    index = folder / INDEX
    entries = read_index(folder) if index.exists() else []
    own = [one for one in entries if (one["page"], one["band"]) == (page, band)]
    before = [one for one in own if (first_date(one) or date.min) <= since]
    last = max(before, key=lambda one: first_date(one) or date.min, default=None)
    if last and not is_inside(folder, folder / last["file"]):
        raise SettingsError(f"{index}: {shown(last['file'])} is not in this folder; correct it")
    if last and _looks_alike(folder / last["file"], png):
        _write(folder / last["file"], png)
        return str(last["file"]), False
    name = f"{slug(page)}__{slug(band)}__{since}.png"
    _write(folder / name, png)
    same_day = [one for one in own if first_date(one) == since]
    others = [one for one in entries if one not in same_day]
    entry = {"page": page, "band": band, "file": name, "from": since.isoformat()}
    _write(index, json.dumps([*others, entry], indent=1).encode())
    return name, True


def _write(file: Path, content: bytes) -> None:
    part = file.with_name(f"{file.name}.part")
    part.write_bytes(content)
    part.replace(file)


def _looks_alike(before: Path, png: bytes) -> bool:
    """Whether a page looks as in a picture of it, but for a few small parts.

    Raises SettingsError where that is too large to be looked at.
    """
    try:
        with Image.open(before) as one, Image.open(io.BytesIO(png)) as other:
            parts = [
                np.asarray(shown.convert("L").reduce(_PART_PX), dtype=np.int16)
                for shown in (one, other)
            ]
    except Image.DecompressionBombError as error:
        why = str(error).partition(",")[0]
        raise SettingsError(f"{before}: {why}; take a smaller picture, or remove it") from error
    except (OSError, SyntaxError, ValueError):  # gone, or no picture
        return False
    rows, columns = (min(sizes) for sizes in zip(*(part.shape for part in parts), strict=True))
    first, second = (part[:rows, :columns] for part in parts)
    alike = np.count_nonzero(np.abs(first - second) <= _NOTICED)
    return bool(alike >= (1 - _FEW) * max(part.size for part in parts))


def _taken(browser: "Browser", shot: Shot, shots: ShotList, *, width: int) -> bytes:
    from playwright.sync_api import Error

    page = browser.new_page(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    page.set_default_timeout(shots.timeout_seconds * 1000)
    try:
        answer = page.goto(shot.url, wait_until="load")
        if answer is not None and not answer.ok and answer.status:
            raise SettingsError(f"{shown(shot.url)}: answers {answer.status}; open it in a browser")
        for selector in shot.blur:
            if not page.locator(selector).count():
                raise SettingsError(
                    f"{shown(shot.url)}: nothing to cover: {shown(selector)}; a name may be legible"
                )
        return _covered(page, [*shots.blur, *shot.blur])
    except Error as error:
        why = error.message.splitlines()[0]
        remedy = "is the address right, the server up, and timeout_seconds enough?"
        raise SettingsError(f"{shown(shot.url)}: cannot be taken: {why}; {remedy}") from error
    finally:
        page.close()


def _covered(page: "Page", selectors: list[str]) -> bytes:
    """The page down to its end, with a plain box over everything that is to be illegible."""
    height = int(page.evaluate("document.documentElement.scrollHeight"))
    width = int(page.evaluate("innerWidth"))
    return page.screenshot(
        full_page=True,
        animations="disabled",
        caret="hide",
        mask=[page.locator(one) for one in selectors],
        mask_color=MASK,
        clip={"x": 0, "y": 0, "width": width, "height": min(height, TALLEST_SHOT_PX)},
    )


@contextmanager
def _browser() -> Iterator["Browser"]:
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError as error:
        remedy = "make capture installs it"
        raise SettingsError(f"heatmaps capture needs the package playwright; {remedy}") from error
    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if program is None:
        raise SettingsError("heatmaps capture needs Chromium: install it (apt install chromium)")
    # a sandbox cannot be made by root, as in a container
    switches = [*_SWITCHES, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=switches)
        try:
            yield browser
        finally:
            browser.close()
