"""Whether a night would build what the last one has built.

What to put here: what the models depend on. How they are built is in `dbt.py`.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from orchestration.installation import Installation
from orchestration.settings import REPOSITORY
from orchestration.warehouse import books as books_of
from orchestration.warehouse.folder import Warehouse
from orchestration.warehouse.window import Window

READ_FROM_BOOKS = ("exports", "files", "file_days", "reject_reasons")


def is_up_to_date(installation: Installation, window: Window, project: str) -> bool:
    """Whether the last build was a whole one of these days or more, is published, and was made of
    the same files, settings, rules, pictures of pages and `project` (a hash of all that decides
    what its tables are).
    """
    warehouse = installation.warehouse
    try:
        last: Mapping[str, Any] = json.loads(_noted_in(warehouse).read_text())
        first_day, last_day = map(date.fromisoformat, last["days"])
        for readers in (warehouse.published, warehouse.shared):
            duckdb.connect(str(readers), read_only=True).close()
    except (OSError, ValueError, LookupError, TypeError, duckdb.Error):
        return False
    with warehouse.books() as books:
        return (
            first_day <= window.first
            and window.last <= last_day
            and not books_of.unpublished_days(books)
            and last["made_of"] == made_of(books, installation, project)
        )


def forget(warehouse: Warehouse) -> None:
    """A build begins: what the last one has made may change."""
    _noted_in(warehouse).unlink(missing_ok=True)


def note(installation: Installation, window: Window, project: str) -> None:
    """A whole build of these days has succeeded."""
    with installation.warehouse.books() as books:
        whole = made_of(books, installation, project)
    days = [window.first.isoformat(), window.last.isoformat()]
    noted = _noted_in(installation.warehouse)
    part = noted.with_suffix(".part")
    part.write_text(json.dumps({"days": days, "made_of": whole}))
    part.replace(noted)


def _noted_in(warehouse: Warehouse) -> Path:
    return warehouse.root / "dbt" / "last_build"


def made_of(books: duckdb.DuckDBPyConnection, installation: Installation, project: str) -> str:
    """A hash of all that a build is made of."""
    tables = ", ".join(f"(select bit_xor(hash(t)) from raw.{t} as t)" for t in READ_FROM_BOOKS)
    settings = installation.settings
    files = [settings.source, *(settings.rules[name] for name in sorted(settings.rules))]
    shown = sorted(settings.screenshots.rglob("*")) if settings.screenshots else []
    parts = [
        project,
        _program(),
        installation.environment.timezone,
        books.execute(f"select {tables}").fetchall(),
        [(str(file), hashlib.sha256(file.read_bytes()).hexdigest()) for file in files],
        [(str(file), file.stat().st_size, file.stat().st_mtime_ns) for file in shown],
    ]
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _program() -> str:
    """A hash of the code that decodes, judges and draws."""
    digest = hashlib.sha256()
    for folder in ("orchestration", "transforms"):
        for file in sorted((REPOSITORY / folder).rglob("*")):
            if file.suffix in (".py", ".sql"):
                digest.update(file.read_bytes())
    return digest.hexdigest()
