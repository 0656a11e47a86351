"""Copying an export's new files into the warehouse, byte for byte.

A file is admitted when all of its bytes are on disk and it is in the manifest. It stays in the copy
also when the source deletes it.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from orchestration.settings import Export
from orchestration.settings.problems import shown
from orchestration.storage.bucket import STORES, Bucket
from orchestration.storage.days import dated_source
from orchestration.storage.folder import Folder, local_folder
from orchestration.storage.manifest import Entry, Manifest, PulledFile
from orchestration.storage.names import LocalNames, without_people
from orchestration.storage.selection import selection
from orchestration.storage.sources import Listed, PassingError, Postponed, Source
from orchestration.storage.transfer import Fetched, Refused, Transfer
from transforms.decoders.registry import LAYOUTS

MOST_NAMED: Final = 5
"""Names of files that a message shows."""

MOST_LOST: Final = 3
"""After so many files whose connection failed in every attempt, the pull ends."""

SAMPLE_BYTES: Final = 64 * 2**20
SAMPLE_FILES: Final = 5

PARTS: Final = "%part"
"""Folder of files that are not whole yet; no encoded name looks like this."""


@dataclass(frozen=True)
class PullProgress:
    """How far a pull is; `path` is the file finished last, sizes are in bytes."""

    export: str
    path: str
    files_done: int
    files_total: int
    bytes_done: int
    bytes_total: int


@dataclass(frozen=True)
class PullResult:
    """The copy after a pull.

    `files` are all of its files in the order of their paths, `new` counts those with new bytes,
    `bytes` were read for them; `postponed` were listed and not taken, `ignored` are no data.
    `nothing_found` is that of the survey.
    """

    files: tuple[PulledFile, ...]
    new: int
    bytes: int
    postponed: tuple[Postponed, ...]
    ignored: int
    nothing_found: str = ""


@dataclass(frozen=True)
class Survey:
    """Files of an export at its source, in the order of their paths.

    `nothing_found` says what is there instead when there is none of them, and what to do; it is
    empty for an export that may be empty.
    """

    files: tuple[Listed, ...]
    postponed: tuple[Postponed, ...]
    ignored: int
    nothing_found: str = ""


def survey(export: Export, *, base: Path, environ: Mapping[str, str] = os.environ) -> Survey:
    """List an export without reading its files; raises StorageError."""
    return _survey(export, _source(export, base, environ))


def sample(
    export: Export, *, folder: Path, base: Path, environ: Mapping[str, str] = os.environ
) -> tuple[list[PulledFile], list[Postponed]]:
    """Copy SAMPLE_FILES of SAMPLE_BYTES together, at most, into `folder` to try their export on:
    the last in the order of their paths, which mostly have a date, the largest, and the first; and
    those of them that could not be taken now. Raises StorageError.
    """
    source = _source(export, base, environ)
    files = _survey(export, source).files
    chosen: list[Listed] = []
    for file in (*files[:-2:-1], *sorted(files, key=_size)[:-3:-1], *files[:1], *reversed(files)):
        fits = file not in chosen and sum(map(_size, [file, *chosen])) <= SAMPLE_BYTES
        if fits and len(chosen) < SAMPLE_FILES:
            chosen.append(file)
    with Manifest(folder, export.name) as manifest:
        postponed = _fill(_Copy(manifest), source, chosen, _no_report)
        return [entry.file for _, entry in sorted(manifest.entries.items())], postponed


def _size(file: Listed) -> int:
    return file.size or 0


def _no_report(path: str, done: int, bytes_done: int) -> None:
    """Report nothing."""


def pull(
    export: Export,
    *,
    folder: Path,
    base: Path,
    on_progress: Callable[[PullProgress], None] | None = None,
    environ: Mapping[str, str] = os.environ,
    now: datetime | None = None,
) -> PullResult:
    """Copy what is new or changed into `folder`/<export>; raises StorageError.

    `base` is the folder that a relative url starts from, `environ` has the secrets, `now` is the
    time at which days are asked for, the clock's if it is None. Files that were
    admitted before an error stay: the next pull goes on from there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder, export.name):
        source = _source(export, base, environ, now)
        offered = _survey(export, source)
        with Manifest(folder, export.name) as manifest:
            copy = _Copy(manifest)
            wanted = [file for file in offered.files if not copy.holds(file)]
            report = _reporter(export.name, wanted, on_progress)
            postponed = _fill(copy, source, wanted, report)
            if wanted:
                manifest.save()
        return PullResult(
            files=tuple(manifest.entries[path].file for path in sorted(manifest.entries)),
            new=copy.new,
            bytes=copy.bytes,
            postponed=(*offered.postponed, *postponed),
            ignored=offered.ignored,
            nothing_found=offered.nothing_found,
        )


class _Copy:
    """The files of one export in the warehouse, and its manifest."""

    def __init__(self, manifest: Manifest) -> None:
        self.new = self.bytes = 0
        self.parts = manifest.copy / PARTS
        self._manifest = manifest
        self._names: LocalNames | None = None
        # Parts that a killed pull left.
        shutil.rmtree(self.parts, ignore_errors=True)
        self.parts.mkdir(parents=True)

    def holds(self, file: Listed) -> bool:
        """Say whether the copy has a listed file, with the same size and mark."""
        entry = self._manifest.entries.get(file.path)
        return (
            entry is not None and entry.mark == file.mark and file.size in (None, entry.file.size)
        )

    def admit(self, fetched: Fetched) -> None:
        """Move a complete file into the copy and the manifest; the same bytes are no new file."""
        path = fetched.file.path
        known = self._manifest.entries.get(path)
        if known is not None and known.file.sha256 == fetched.sha256:
            fetched.part.unlink()
            self._manifest.add(replace(known, mark=fetched.file.mark))
            return
        name = known.name if known is not None else self._choose_name(path)
        place = self._manifest.copy / name
        place.parent.mkdir(parents=True, exist_ok=True)
        os.replace(fetched.part, place)
        file = PulledFile(
            export=self._manifest.export,
            path=path,
            local=place,
            size=fetched.size,
            sha256=fetched.sha256,
            pulled_at=datetime.now(UTC),
        )
        self._manifest.add(Entry(file, name, fetched.file.mark))
        self.new += 1
        self.bytes += file.size

    def _choose_name(self, path: str) -> str:
        if self._names is None:  # most nights bring few files or none: look only when needed
            self._names = LocalNames(entry.name for entry in self._manifest.entries.values())
        return self._names.choose(path)


def _fill(
    copy: _Copy, source: Source, wanted: list[Listed], report: Callable[[str, int, int], None]
) -> list[Postponed]:
    """Fetch and admit files; returns those that were postponed, raises when a connection failed."""
    transfer, done = Transfer(source, copy.parts), 0
    postponed: list[Postponed] = []
    lost: list[Refused] = []
    report("", 0, 0)
    with closing(transfer.outcomes(wanted)) as outcomes:
        for outcome in outcomes:
            if isinstance(outcome, Fetched):
                copy.admit(outcome)
            elif isinstance(outcome, Refused) and outcome.is_lost:
                lost.append(outcome)
            elif isinstance(outcome, Refused):
                postponed.append(Postponed(outcome.file.path, outcome.reason))
            done += outcome is not None
            report(outcome.file.path if outcome else "", done, transfer.bytes_read)
            if len(lost) >= MOST_LOST:
                break
    shutil.rmtree(copy.parts)
    if lost:
        raise PassingError(
            "\n".join(f"{without_people(file.file.path)} not read: {file.reason}" for file in lost)
        )
    return postponed


def _reporter(
    export: str, wanted: list[Listed], on_progress: Callable[[PullProgress], None] | None
) -> Callable[[str, int, int], None]:
    """A function that reports (path finished, files done, bytes done) to the caller of `pull`."""
    files, size = len(wanted), sum(map(_size, wanted))

    def report(path: str, files_done: int, bytes_done: int) -> None:
        if on_progress is not None:
            on_progress(PullProgress(export, path, files_done, files, bytes_done, size))

    return report


@contextmanager
def _locked(folder: Path, export: str) -> Iterator[None]:
    """Take the lock of an export's copy; the end of the process releases it."""
    try:
        with FileLock(folder / f"{export}.lock", timeout=0):
            yield
    except Timeout as error:
        text = f"{export} is being pulled by another process; wait for it"
        raise PassingError(f"{text} ({error.lock_file})") from None


def _survey(export: Export, source: Source) -> Survey:
    left_out = LAYOUTS[export.format].left_out if export.format in LAYOUTS else ()
    folder, is_chosen = selection(export.pattern, left_out)
    files: list[Listed] = []
    postponed: list[Postponed] = []
    ignored: list[str] = []
    for found in source.listing(folder):
        if isinstance(found, Postponed):
            postponed.append(found)
        elif is_chosen(found.path):
            files.append(found)
        else:
            ignored.append(found.path)
    return Survey(
        tuple(sorted(files, key=lambda file: file.path)),
        tuple(postponed),
        len(ignored),
        "" if files or export.may_be_empty else _nothing_found(export, source, folder, ignored),
    )


def _nothing_found(export: Export, source: Source, folder: str, ignored: list[str]) -> str:
    """Say what an export wants and what there is beside it."""
    while not ignored and folder:  # the beginning of the pattern is no folder: look above it
        folder = folder.rpartition("/")[0]
        ignored = [file.path for file in source.listing(folder) if isinstance(file, Listed)]
    wanted = "no data file is"
    if export.pattern is not None:
        wanted = f"the pattern {shown(export.pattern)} matches no file"
    named = [shown(without_people(path)) for path in sorted(ignored)[:MOST_NAMED]]
    if len(ignored) > len(named):
        named.append(f"{len(ignored) - len(named):,} more")
    there = f"beside it: {', '.join(named)}" if named else "there is no other file"
    remedy = "correct url and pattern, or write may_be_empty: true"
    return f"{wanted} at {export.url}; {there}; {remedy}"


def _source(
    export: Export, base: Path, environ: Mapping[str, str], now: datetime | None = None
) -> Source:
    if export.url.partition("://")[0] in STORES:
        return Bucket(export, environ)
    if export.since is not None:
        return dated_source(export, environ, now or datetime.now(UTC))
    return Folder(local_folder(export.url, base))
