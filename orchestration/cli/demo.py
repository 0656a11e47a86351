"""What `heatmaps demo` does: write the demo export, run its nights, show what came of it."""

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from multiprocessing import get_context

from rich.console import Console
from rich.markup import escape

from orchestration.cli.showing import overview
from orchestration.cli.terminal import ProgressDisplay
from orchestration.demo import write_demo_export
from orchestration.installation import Installation
from orchestration.models.dbt import prepared_manifest
from orchestration.settings import DEFAULT_EXPORTS


def run_demo(console: Console, *, run: Callable[[date, date], None]) -> None:
    """Write the export into the warehouse folder, build its first days at once and the last as a
    night.
    """
    installation = Installation.current()
    if installation.settings.source != DEFAULT_EXPORTS:
        console.print(f"demo uses {DEFAULT_EXPORTS.name} of the repository: unset USAGE_EXPORTS")
        return
    # the people are invented, and their ids are in the repository: there is nothing to keep secret
    os.environ["USAGE_SALT"] = os.environ.get("USAGE_SALT") or "invented people"
    folder = (DEFAULT_EXPORTS.parent / "../warehouse/demo_export").resolve()
    # dbt reads its project meanwhile, on the other core: the first time that takes as long
    with (
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other,
        ProgressDisplay(console, "demo export") as display,
    ):
        other.submit(prepared_manifest)
        export = write_demo_export(
            folder,
            on_progress=lambda words, share: display.listener(words, round(100 * share), 100),
        )
    console.print(
        escape(
            f"wrote {export.events:,} rows, {export.first_day} to {export.last_day}, to {folder}"
        ),
        soft_wrap=True,
    )
    run(export.first_day, export.last_day - timedelta(days=1))
    run(export.last_day, export.last_day)
    console.print()
    overview(installation.warehouse, console)
