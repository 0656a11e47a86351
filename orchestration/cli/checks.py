"""What `heatmaps check` looks at: settings, access, seeds, warehouse; a finding each, with its
remedy.
"""

import csv
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from orchestration.cli.sampling import try_sample
from orchestration.insights.unmet import bands_of, names_seen, unmet_comparisons
from orchestration.installation import Installation
from orchestration.pictures.screenshots import Screenshots
from orchestration.settings import Export, SettingsError
from orchestration.storage import StorageError, missing_secrets, survey

SHORT_SALT = 16
"""Characters; a shorter salt can be found by trying."""


@dataclass(frozen=True)
class Finding:
    """One thing looked at; a remedy without a problem is advice."""

    text: str
    remedy: str = ""
    is_problem: bool = False
    facts: Mapping[str, str] = field(default_factory=dict)
    """Shown below it, a line each."""


def check_installation(installation: Installation) -> list[Finding]:
    """Everything that can be known without running a night."""
    source = installation.settings.source
    names = ", ".join(export.name for export in installation.settings.exports)
    findings = [Finding(f"{source}: {names}")]
    for export in installation.settings.exports:
        findings += _export(installation, export)
    findings += _counted_twice(installation.settings.exports)
    findings += _rules(installation)
    findings += _screenshots(installation)
    findings += _environment(installation)
    return findings


def _export(installation: Installation, export: Export) -> Iterator[Finding]:
    if missing := missing_secrets(export, os.environ):
        yield Finding(
            "; ".join(missing),
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
        yield from _sample(installation, export, len(found.files), text)
    else:
        remedy = found.nothing_found or "it may be empty"
        yield Finding(text, remedy, is_problem=bool(found.nothing_found))
    for path, reason in found.postponed:
        yield Finding(f"{export.name}: {path}: {reason}", "it is taken when that is over")


def _sample(
    installation: Installation, export: Export, file_count: int, text: str
) -> Iterator[Finding]:
    """What decoding makes of a few files, what will be missing, and what no night could read."""
    try:
        tried = try_sample(installation, export, file_count)
    except StorageError as error:
        yield Finding(f"{export.name}: {error}", "see url and storage", is_problem=True)
        return
    yield Finding(text, facts=tried.facts)
    for problem in tried.problems:
        yield Finding(f"{export.name}: {problem}", "see columns and format", is_problem=True)
    for lack in tried.lacks:
        is_problem = lack.brings_nothing and not export.may_be_empty
        yield Finding(f"{export.name}: {lack.text}", lack.remedy, is_problem=is_problem)


def _counted_twice(exports: Sequence[Export]) -> Iterator[Finding]:
    """Exports of one host that do not say that they overlap: their clicks may be the same ones."""
    overlapped = {export.name: export.overlaps for export in exports}
    for one, other in combinations(exports, 2):
        hosts = [host for host in one.host if host in other.host]
        if hosts and _last_of(one.name, overlapped) != _last_of(other.name, overlapped):
            yield Finding(
                f"{one.name} and {other.name} are both of {hosts[0]}: what both tell of counts"
                " twice",
                f"write overlaps: {one.name} under {other.name}, unless they tell of other things",
            )


def _last_of(name: str, overlapped: Mapping[str, str | None]) -> str:
    """The export that one overlaps, or the one that this overlaps, and so on."""
    while other := overlapped[name]:
        name = other
    return name


def _rules(installation: Installation) -> Iterator[Finding]:
    for name, file in installation.settings.rules.items():
        with file.open(encoding="utf-8-sig", newline="") as rows:
            count = sum(1 for _ in csv.DictReader(rows))
        yield Finding(f"{file}: {count} rules of {name}")
    settings = installation.settings
    for text in unmet_comparisons(settings, bands_of(settings)):
        yield Finding(text, "bands are rows of viewport_bands.csv", is_problem=True)
    for text in unmet_comparisons(settings, names_seen(installation.warehouse.published)):
        yield Finding(text, "correct it, or wait for somebody who has it")


def _screenshots(installation: Installation) -> Iterator[Finding]:
    folder = installation.settings.screenshots
    if folder is None:
        return
    screenshots = Screenshots.load(folder)
    for problem in screenshots.problems:
        yield Finding(problem, "frames of pages are drawn until then", is_problem=True)
    if screenshots.files:
        yield Finding(f"{folder}: {len(screenshots.files)} page pictures")


def _environment(installation: Installation) -> Iterator[Finding]:
    environment = installation.environment
    text = f"warehouse {environment.warehouse}, time zone {environment.timezone}"
    try:
        installation.warehouse.check_writable()
    except SettingsError as error:
        yield Finding(str(error), "name another folder, or make room", is_problem=True)
    else:
        yield Finding(text)
    if not environment.salt:
        yield Finding(
            "USAGE_SALT is not set: user keys could be guessed from user ids, and no night runs",
            "set it once to a long random text and keep it; a new salt makes every user a new user",
            is_problem=True,
        )
    elif len(environment.salt) < SHORT_SALT:
        yield Finding(
            f"USAGE_SALT has fewer than {SHORT_SALT} characters: it could be found by trying",
            "choose a longer one before the first night; a new salt makes every user a new user",
        )
