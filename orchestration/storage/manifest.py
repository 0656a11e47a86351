"""The manifest of a copy: one entry for each path that was ever pulled.

`<export>.manifest.json` is replaced as a whole at the end of a pull. Until then each file adds one
line to `<export>.manifest.jsonl`, so that ten thousand files cost ten thousand lines, and a pull
that was killed goes on where it stopped.
"""

import hashlib
import json
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Self

from orchestration.storage.names import without_people
from orchestration.storage.sources import StorageError

VERSION: Final = 1


@dataclass(frozen=True)
class PulledFile:
    """A file of the copy; `path` as the source spells it, `size` in bytes."""

    export: str
    path: str
    local: Path
    size: int
    sha256: str
    pulled_at: datetime

    @property
    def file_id(self) -> str:
        """16 hex digits that change with the export, the path and the bytes."""
        text = f"{self.export}\x1f{self.path}\x1f{self.sha256}"
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def shown_path(self) -> str:
        """The path as readers may see it, with the file id where a part of it is left out."""
        shown = without_people(self.path)
        return self.path if shown == self.path else f"{shown} ({self.file_id})"

    def is_unaltered(self) -> bool:
        """Whether the copy has the bytes that were pulled."""
        with self.local.open("rb") as copy:
            return hashlib.file_digest(copy, "sha256").hexdigest() == self.sha256


@dataclass(frozen=True)
class Entry:
    """A file, its place in the copy, and the mark the source gave it when it was pulled."""

    file: PulledFile
    name: str
    mark: str


class Manifest:
    """The entries of one export; `folder` has the copies and manifests of all exports."""

    def __init__(self, folder: Path, export: str) -> None:
        self.export = export
        self.copy = folder / export
        self._whole = folder / f"{export}.manifest.json"
        self._journal = folder / f"{export}.manifest.jsonl"
        self.entries = {entry.file.path: entry for entry in self._read()}

    def __enter__(self) -> Self:
        if self._journal.exists():
            self.save()  # its last line may be torn: never write behind it
        self._lines = open(self._journal, "w", encoding="ascii")
        return self

    def __exit__(self, *error: object) -> None:
        self._lines.close()
        if _size(self._journal) == 0:
            self._journal.unlink()

    def add(self, entry: Entry) -> None:
        """Add an entry, or replace the one of its path."""
        self.entries[entry.file.path] = entry
        self._lines.write(json.dumps(_written(entry)) + "\n")
        self._lines.flush()

    def save(self) -> None:
        """Write all entries as one file, in the order of their paths."""
        ordered = [_written(self.entries[path]) for path in sorted(self.entries)]
        lines = ",\n".join(json.dumps(entry) for entry in ordered)
        temporary = self._whole.with_suffix(".part")
        with open(temporary, "w", encoding="ascii") as stream:
            stream.write(f'{{"version": {VERSION}, "files": [\n{lines}\n]}}\n')
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, self._whole)
        self._journal.unlink(missing_ok=True)

    def _read(self) -> Iterator[Entry]:
        """Yield the entries whose file is there; one that is not will be pulled again."""
        for written in (*self._read_whole(), *self._read_journal()):
            entry = self._entry(written)
            if _size(entry.file.local) == entry.file.size:
                yield entry

    def _read_whole(self) -> list[dict[str, Any]]:
        if not self._whole.exists():
            return []
        try:
            content = json.loads(self._whole.read_bytes())
            if content["version"] == VERSION:
                return list(content["files"])
        except (ValueError, LookupError, TypeError):
            pass
        raise self._unreadable()

    def _read_journal(self) -> Iterator[dict[str, Any]]:
        if not self._journal.exists():
            return
        for line in self._journal.read_text(encoding="ascii", errors="replace").splitlines():
            try:
                yield json.loads(line)
            except ValueError:
                return  # torn by a crash: what came behind it is pulled again

    def _entry(self, written: dict[str, Any]) -> Entry:
        try:
            file = PulledFile(
                export=self.export,
                path=written["path"],
                local=self.copy / written["name"],
                size=written["size"],
                sha256=written["sha256"],
                pulled_at=datetime.fromisoformat(written["pulled_at"]),
            )
            return Entry(file, written["name"], written["mark"])
        except (ValueError, LookupError, TypeError):
            raise self._unreadable() from None

    def _unreadable(self) -> StorageError:
        text = "is not a manifest of this version; delete it, and the files are compared again"
        return StorageError(f"{self._whole} {text}")


def _size(path: Path) -> int | None:
    """Size of a regular file in bytes, None when there is none."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) else None


def _written(entry: Entry) -> dict[str, object]:
    file = entry.file
    return {
        "path": file.path,
        "name": entry.name,
        "size": file.size,
        "sha256": file.sha256,
        "mark": entry.mark,
        "pulled_at": file.pulled_at.isoformat(),
    }
