"""Pictures of pages, taken by a Chromium that is on the machine: the folder that `screenshots:` of
the exports file names.

What to put here: how pages are opened, what is made illegible, and what is written. The optional
package playwright drives the browser that is on the machine; no browser is downloaded.
"""

import csv
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final
from urllib.parse import urlsplit

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from orchestration.pictures.paths import slug
from orchestration.settings import SettingsError
from orchestration.settings.problems import shown

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SCHEMES: Final = ("http", "https", "file")
BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MASK: Final = "#c8c8c8"
"""What covers text that nobody may read, in every picture the same."""

TALLEST_SHOT_PX: Final = 12_000
"""Pictures of longer pages end here: maps do, too."""

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
        return ShotList.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except OSError as error:
        raise SettingsError(f"{file}: cannot be read: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise SettingsError(f"{file}: is no YAML: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        raise SettingsError(*(f"{file}: {_problem(one)}" for one in error.errors())) from error


def _problem(error: Mapping[str, object]) -> str:
    place = ".".join(map(str, error["loc"])) if isinstance(error["loc"], tuple) else ""
    return f"{place}: {error['msg']}"


def widths_of(bands: Path) -> dict[str, int]:
    """The width that each band is drawn at, css px, of the rules viewport_bands."""
    with bands.open(encoding="utf-8-sig", newline="") as rows:
        return {row["band"]: int(row["drawn_width"]) for row in csv.DictReader(rows)}


def capture(shots: ShotList, widths: Mapping[str, int], folder: Path) -> list[str]:
    """Take a picture of each page in each band into the folder, and enter them in its index.json,
    which `Screenshots` reads; pictures of other pages stay. The names of the files.

    Raises SettingsError, which names the page and what helps; pictures taken before it stay.
    """
    folder.mkdir(parents=True, exist_ok=True)
    taken: list[str] = []
    with _browser() as browser:
        for shot in shots.pages:
            for band in shot.bands or widths:
                if band not in widths:
                    raise SettingsError(f"{shown(shot.page)}: no such band: {shown(band)}")
                name = f"{slug(shot.page)}__{slug(band)}.png"
                png = _taken(browser, shot, shots, width=widths[band])
                part = folder / f"{name}.part"
                part.write_bytes(png)
                part.replace(folder / name)
                _enter(folder, shot.page, band, name)
                taken.append(name)
    return taken


def _enter(folder: Path, page: str, band: str, name: str) -> None:
    index = folder / "index.json"
    entries = json.loads(index.read_text()) if index.exists() else []
    replaced = (page, band, None)  # pictures with a date are of other versions of the page
    others = [one for one in entries if (one["page"], one["band"], one.get("from")) != replaced]
    part = folder / "index.json.part"
    part.write_text(json.dumps([*others, {"page": page, "band": band, "file": name}], indent=1))
    part.replace(index)


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
