"""`heatmaps capture`: pictures of pages, for heatmaps to be drawn on."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

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
    since: Annotated[
        datetime | None,
        typer.Option(
            "--from",
            formats=["%Y-%m-%d"],
            help="The first day on which pages look so, where they look otherwise than in their"
            " last picture; default: today.",
        ),
    ] = None,
) -> None:
    """Take a picture of each page in each band with a Chromium of this machine, at the width that
    the band is drawn at; needs the package playwright. It lies under the days from today on, or
    from an earlier one on, until the page looks otherwise.
    """
    from orchestration.pictures import capture as taking

    installation = Installation.current()
    settings = installation.settings
    folder = to or settings.screenshots
    if folder is None:
        raise SettingsError("say where to: give --to, or set screenshots: in the exports file")
    widths = taking.widths_of(settings.rule_file("viewport_bands"))
    today = datetime.now(UTC).astimezone(ZoneInfo(installation.environment.timezone))
    day = (since or today).date()
    taken = taking.capture(taking.read_list(pages), widths, folder, since=day)
    words = (
        f"{len(taken):,} pictures, {sum(taken.values()):,} of a new look from {day} on: {folder}"
    )
    Console(highlight=False, soft_wrap=True).print(as_text(words))
