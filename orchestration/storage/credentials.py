"""Secrets of exports: the exports file names variables of the environment, never values."""

import json
from collections.abc import Iterable, Mapping
from html import escape
from urllib.parse import quote

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


def without_secrets(text: str, secrets: Iterable[str]) -> str:
    """Text of a server, which may answer with what it was asked with, with *** for each secret.

    >>> without_secrets("you sent Bearer a/b and a%2Fb", ["a/b"])
    'you sent Bearer *** and ***'
    """
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        in_json = json.dumps(secret)[1:-1]
        in_web = (quote(secret, safe=""), escape(secret))
        for form in (secret, in_json, in_json.replace("/", r"\/"), *in_web):
            text = text.replace(form, "***")
    return text
