"""The Dagster code location: everything in `defs/` is loaded by itself."""

from pathlib import Path

import dagster as dg


@dg.definitions
def defs() -> dg.Definitions:
    """All assets, checks, jobs and schedules."""
    return dg.load_from_defs_folder(path_within_project=Path(__file__).parent)
