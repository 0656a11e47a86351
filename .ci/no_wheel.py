"""A hook of hatchling: this project is installed in its checkout, and built nowhere else.

The packages need `dbt_project/` beside them, where dbt also writes; a wheel would lack it.
"""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class NoWheel(BuildHookInterface[Any]):
    """Refuses to build anything but the editable install that `make` asks for."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before a build; `version` is "editable" or "standard"."""
        if version != "editable":
            raise RuntimeError(
                "Usage Heatmaps runs from its checkout and has no wheel: clone the repository and"
                " run `make`, which says how to go on"
            )
