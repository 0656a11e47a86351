"""Secrets of exports: the exports file names variables of the environment, never values."""

from collections.abc import Mapping

from orchestration.settings import Export, Secret


def missing_secrets(export: Export, environ: Mapping[str, str]) -> tuple[str, ...]:
    """Name the secrets of an export that are not in the environment."""
    return tuple(
        f"{export.name}: storage.{key} wants the environment variable {variable}, which is not set;"
        f" set it where the night runs"
        for key, variable in secret_names(export).items()
        if not environ.get(variable)
    )


def secret_names(export: Export) -> dict[str, str]:
    """Name the variable of each secret that the export's storage names."""
    fields = dict(export.storage or ())
    return {key: value.env for key, value in fields.items() if isinstance(value, Secret)}
