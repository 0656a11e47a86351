"""What `heatmaps check` looks at: settings, access, seeds, warehouse; a finding each, with its
remedy.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from orchestration.decoding.file import decode_file
from orchestration.installation import Installation
from orchestration.pictures.screenshots import Screenshots
from orchestration.settings import Export, SettingsError
from orchestration.storage import StorageError, missing_secrets, sample, survey
from transforms.decoders.presence import shown_names

SHORT_SALT = 16
"""Characters; a shorter salt can be found by trying."""


@dataclass(frozen=True)
class Finding:
    """One thing looked at; a remedy without a problem is advice."""

    text: str
    remedy: str = ""
    is_problem: bool = False


def check_installation(installation: Installation) -> list[Finding]:
    """Everything that can be known without running a night."""
    source = installation.settings.source
    names = ", ".join(export.name for export in installation.settings.exports)
    findings = [Finding(f"{source}: {names}")]
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
        yield from _sample(installation, export)
    else:
        yield Finding(
            text, f"no data file matches; {found.ignored} others were ignored: see url and pattern"
        )
    for path, reason in found.postponed:
        yield Finding(f"{export.name}: {path}: {reason}", "it is taken when that is over")


def _sample(installation: Installation, export: Export) -> Iterator[Finding]:
    """What decoding makes of one small file: mappings and times are wrong in all files alike."""
    with TemporaryDirectory(prefix="heatmaps-check-") as below:
        folder = Path(below)
        try:
            file = sample(export, folder=folder, base=installation.settings.source.parent)
        except StorageError as error:
            yield Finding(f"{export.name}: {error}", "see url and storage", is_problem=True)
            return
        if file is None:
            return
        decoded = decode_file(
            file,
            export,
            warehouse=folder,
            timezone=installation.environment.timezone,
            salt=installation.environment.salt,
            now=datetime.now(UTC),
        )
        kinds = _kinds(folder) if decoded.accepted_count else ""
        words = _words_without_kind(folder) if export.columns and kinds else []
    at = f"{export.name}: {file.path}"
    if decoded.problem:
        yield Finding(f"{at}: {decoded.problem}", "see columns and format", is_problem=True)
        return
    if decoded.absent:
        absent, there = ", ".join(map(repr, decoded.absent)), shown_names(decoded.names)
        yield Finding(f"{at}: no row has {absent}; there are: {there}", "see columns")
    if words:
        # without a page view or a click there is nothing that a night could count
        is_problem = "page_view" not in kinds and " click" not in kinds
        text = f"{at}: words without a kind: {shown_names(words)}"
        yield Finding(text, "see values of kind", is_problem=is_problem)
    reasons = ", ".join(f"{count:,} {reason}" for reason, count in decoded.reject_reasons.items())
    if reasons and not decoded.accepted_count:
        yield Finding(f"{at}: no line is accepted: {reasons}", "see columns", is_problem=True)
    elif reasons:
        yield Finding(f"{at}: {kinds}; quarantined: {reasons}", "a night keeps and counts them")
    else:
        yield Finding(f"{at}: {kinds or 'no lines'}")


def _words_without_kind(folder: Path) -> list[str]:
    """Words of a table that became the kind custom, the most frequent ones first."""
    events = str(folder / "events" / "*" / "*.parquet")
    with duckdb.connect() as duck:
        rows = duck.execute(
            """
            select event_name from read_parquet(?)
            where kind = 'custom' and event_name is not null
            group by event_name order by count(*) desc, event_name limit 20
            """,
            [events],
        ).fetchall()
    return [word for (word,) in rows]


def _kinds(folder: Path) -> str:
    """How many events of each kind: words that no kind is given for are custom."""
    events = str(folder / "events" / "*" / "*.parquet")
    with duckdb.connect() as duck:
        rows = duck.execute(
            "select kind, count(*) from read_parquet(?) group by kind order by count(*) desc, kind",
            [events],
        ).fetchall()
    return ", ".join(f"{count:,} {kind}" for kind, count in rows)


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
    text = f"warehouse {environment.warehouse}, time zone {environment.timezone}"
    try:
        environment.warehouse.mkdir(parents=True, exist_ok=True)
        TemporaryDirectory(dir=environment.warehouse).cleanup()
    except OSError as error:
        yield Finding(
            f"{text}: {error.strerror}", "name a folder in USAGE_WAREHOUSE", is_problem=True
        )
    else:
        yield Finding(text)
    if not environment.salt:
        yield Finding(
            "USAGE_SALT is not set: user keys could be guessed from user ids",
            "set it once to a long random text and keep it; a new salt makes every user a new user",
        )
    elif len(environment.salt) < SHORT_SALT:
        yield Finding(
            f"USAGE_SALT has fewer than {SHORT_SALT} characters: it could be found by trying",
            "choose a longer one before the first night; a new salt makes every user a new user",
        )
