"""Places in this repository, and the environment variables USAGE_…."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import duckdb

from orchestration.settings.problems import SettingsError, shown
from orchestration.settings.values import timezone

REPOSITORY: Final = Path(__file__).resolve().parents[2]
DBT_PROJECT: Final = REPOSITORY / "dbt_project" / "dbt_project.yml"
DEFAULT_EXPORTS: Final = REPOSITORY / "orchestration" / "exports.yaml"


@dataclass(frozen=True)
class Environment:
    """What the environment variables USAGE_… say; paths are absolute.

    `salt` goes before every user id that is hashed: set it once and keep it, a new one makes every
    user a new user.
    """

    warehouse: Path
    exports: Path
    timezone: str
    salt: str

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """Read the variables; one that is empty counts as not set. Raises SettingsError."""
        _check_memory_limit(environ.get("USAGE_MEMORY_LIMIT", ""))
        try:
            zone = timezone(environ.get("USAGE_TIMEZONE") or "UTC")
        except ValueError as error:
            raise SettingsError(f"USAGE_TIMEZONE: {error}") from error
        return cls(
            warehouse=Path(environ.get("USAGE_WAREHOUSE") or REPOSITORY / "warehouse").absolute(),
            exports=Path(environ.get("USAGE_EXPORTS") or DEFAULT_EXPORTS).absolute(),
            timezone=zone,
            salt=environ.get("USAGE_SALT", ""),
        )


def _check_memory_limit(limit: str) -> None:
    """Ask DuckDB, which the models run on, whether it is an amount of memory."""
    try:
        duckdb.connect(config={"memory_limit": limit or "1GB"}).close()
    except duckdb.Error:
        raise SettingsError(
            f"USAGE_MEMORY_LIMIT: {shown(limit)} is no amount of memory; write one like 4GB"
        ) from None
