"""Places in this repository, and the environment variables USAGE_…."""

import os
import re
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

MOST_CORES: Final = 1024
"""DuckDB would also start a million threads, or as many as it reads of 1.5 or 1e3."""

OF_DUCKDB: Final = {
    "USAGE_MEMORY_LIMIT": ("memory_limit", "no amount of memory; write one like 4GB"),
    "USAGE_THREADS": ("threads", f"no number of cores from 1 to {MOST_CORES}; write one like 4"),
}


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
        for variable in OF_DUCKDB:
            _check(variable, environ.get(variable, ""))
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


def _check(variable: str, value: str) -> None:
    """Ask DuckDB, which the models run on, whether it can take the value of a variable."""
    option, problem = OF_DUCKDB[variable]
    if option == "threads" and value and not _is_number_of_cores(value):
        raise SettingsError(f"{variable}: {shown(value)} is {problem}")
    try:
        duckdb.connect(config={option: value} if value else {}).close()
    except duckdb.Error:
        raise SettingsError(f"{variable}: {shown(value)} is {problem}") from None


def _is_number_of_cores(value: str) -> bool:
    return re.fullmatch(r"[0-9]{1,4}", value) is not None and 1 <= int(value) <= MOST_CORES
