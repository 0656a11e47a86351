"""`heatmaps capture`: pictures of pages, for heatmaps to be drawn on."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from orchestration.cli.terminal import as_text
from orchestration.installation import Installation
from orchestration.settings import SettingsError


def capture(
    pages: Annotated[Path, typer.Argument(help="A YAML file of pages, addresses, what to cover.")],
    to: Annotated[
        Path | None, typer.Option(help="The folder; default: screenshots: of the exports file.")
    ] = None,
) -> None:
    """Take a picture of each page in each band with a Chromium of this machine, at the width that
    the band is drawn at; needs the package playwright.
    """
    from orchestration.pictures import capture as taking

    settings = Installation.current().settings
    folder = to or settings.screenshots
    if folder is None:
        raise SettingsError("say where to: give --to, or set screenshots: in the exports file")
    widths = taking.widths_of(settings.rule_file("viewport_bands"))
    taken = taking.capture(taking.read_list(pages), widths, folder)
    Console(highlight=False, soft_wrap=True).print(as_text(f"{len(taken):,} pictures: {folder}"))
