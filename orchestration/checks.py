"""What `heatmaps check` looks at: settings, access, seeds, warehouse; a finding each, with its
remedy.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass

from orchestration.installation import Installation
from orchestration.screenshots import Screenshots
from orchestration.settings import Export, SettingsError
from orchestration.storage import StorageError, missing_secrets, survey


@dataclass(frozen=True)
class Finding:
    """One thing looked at; a remedy without a problem is advice."""

    text: str
    remedy: str = ""
    is_problem: bool = False


def check_installation(installation: Installation) -> list[Finding]:
    """Everything that can be known without running a night."""
    source = installation.settings.source
    findings = [Finding(f"{source}: {len(installation.settings.exports)} exports")]
    for export in installation.settings.exports:
        findings += _export(installation, export)
    findings += _screenshots(installation)
    findings += _environment(installation)
    return findings


def _export(installation: Installation, export: Export) -> Iterator[Finding]:
    if missing := missing_secrets(export, os.environ):
        yield Finding(
            f"{export.name}: {', '.join(missing)} not set",
            "set the environment variables its `storage:` names",
            is_problem=True,
        )
        return
    try:
        found = survey(export, base=installation.settings.source.parent)
    except StorageError as error:
        yield Finding(f"{export.name}: {error}", "see url and storage", is_problem=True)
        return
    text = f"{export.name}: {len(found.files)} files of {export.format} at {export.url}"
    if found.files:
        yield Finding(text)
    else:
        yield Finding(
            text, f"no data file matches; {found.ignored} others were ignored: see url and pattern"
        )
    for path, reason in found.postponed:
        yield Finding(f"{export.name}: {path}: {reason}", "it is taken when that is over")


def _screenshots(installation: Installation) -> Iterator[Finding]:
    folder = installation.settings.screenshots
    if folder is None:
        return
    try:
        screenshots = Screenshots.load(folder)
    except SettingsError as error:
        yield Finding(
            str(error), "pictures are drawn without page pictures until then", is_problem=True
        )
    else:
        yield Finding(f"{folder}: {len(screenshots.files)} page pictures")


def _environment(installation: Installation) -> Iterator[Finding]:
    environment = installation.environment
    yield Finding(f"warehouse {environment.warehouse}, time zone {environment.timezone}")
    if not environment.salt:
        yield Finding(
            "USAGE_SALT is not set: user keys could be guessed from user ids",
            "set it once to a long random text and keep it; a new salt makes every user a new user",
        )
