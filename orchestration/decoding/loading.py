"""From the vendors' storage to the events folder: pull, decode, register in the books.

What to put here: the order of steps, and what a crash makes necessary. A file is loaded once it
has a row in the books; until then the next attempt replaces its events.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import duckdb

from orchestration.decoding.file import decode_file, decoding_id
from orchestration.decoding.outlook import Lack, event_files, lacks, look, unlike
from orchestration.installation import Installation
from orchestration.pictures.screenshots import Screenshots
from orchestration.settings import Export
from orchestration.storage import (
    PulledFile,
    PullProgress,
    PullResult,
    StorageError,
    pull,
    without_people,
)
from orchestration.warehouse import books as books_of
from orchestration.warehouse.books import DecodedFile
from orchestration.warehouse.columns import history_of, note_history
from orchestration.warehouse.reach import note_reached_days
from transforms.decoders.drift import Drift, History
from transforms.decoders.plan import CUT
from transforms.decoders.presence import shown_names

FILES_AT_ONCE = 2
"""Small files are parsed by one processor each; large ones share all, and have memory each."""

FETCH_AGAIN = "a download may have broken off, or ended in an error text; fetch it again"
SHRUNK = f"{FETCH_AGAIN}, or write may_shrink: true if the vendor took rows away"

OnProgress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


@dataclass(frozen=True)
class ExportLoad:
    """What one export brought: all files, new files, lines, rejected lines, files that have to
    wait, faults, which somebody has to mend, by path how columns are not as before, and what is
    missing in the new events.
    """

    export: str
    file_count: int
    new_file_count: int
    line_count: int
    rejected_count: int
    postponed: tuple[str, ...]
    faults: tuple[str, ...]
    drifts: Mapping[str, Drift] = field(default_factory=dict)
    lacks: tuple[str, ...] = ()
    brings_nothing: bool = False
    """Whether nothing can come of the new events, as one of `lacks` says."""

    @property
    def problems(self) -> tuple[str, ...]:
        """All that is to be said, a line each."""
        losses = (
            _on_one_line(path, f"columns {drift.words}")
            for path, drift in self.drifts.items()
            if drift.is_loss
        )
        return (*self.postponed, *self.faults, *losses)

    @property
    def columns(self) -> list[str]:
        """How columns are not as before, a line for each file."""
        return [_on_one_line(path, drift.words) for path, drift in self.drifts.items() if drift]

    @property
    def is_fruitless(self) -> bool:
        """Whether there were new lines or files, and nothing comes of them."""
        has_some = bool(self.rejected_count or self.faults)
        is_refused = self.new_file_count > 0 and self.line_count == self.rejected_count
        return is_refused and has_some or self.brings_nothing


class NothingLoadedError(RuntimeError):
    """There is no event at all to make tables of."""


def load_export(
    installation: Installation, export: Export, on_progress: OnProgress | None = None
) -> ExportLoad:
    """Pull what is new of an export and decode it; files already loaded cost nothing.

    Raises StorageError, also where no file is found.
    """
    say = on_progress or (lambda what, done, total: None)
    warehouse, environment = installation.warehouse, installation.environment
    nobody = installation.settings.nobody()
    now = datetime.now(UTC)

    def unloaded(pulled: PullResult) -> list[PulledFile]:
        return [file for file in pulled.files if file.file_id not in loaded]

    pulled = _pull(installation, export, say)
    faults: list[str] = []
    names: tuple[str, ...] = ()
    lines = rejected = 0
    events: list[str] = []
    drifts: dict[str, Drift] = {}
    with warehouse.books() as books:
        decoded_with = decoding_id(export, environment.timezone, nobody)
        loaded = books_of.loaded_file_ids(
            books, export.name, decoded_with, now.replace(tzinfo=None)
        )
        loaded -= books_of.lost_files(books, warehouse, export.name).keys()
        new = unloaded(pulled)
        # what was pulled just now was hashed on its way
        altered = [file for file in new if file.pulled_at < now and not file.is_unaltered()]
        if altered:
            for file in altered:  # without its copy, a file is pulled again
                file.local.unlink()
            pulled = _pull(installation, export, say)
            new = unloaded(pulled)
        there = {file.path for file in new}
        faults += [
            _on_one_line(file.shown_path, "its copy was altered, and its source has it no more")
            for file in altered
            if file.path not in there
        ]

        def decode(file: PulledFile) -> DecodedFile:
            return decode_file(
                file,
                export,
                warehouse=warehouse.root,
                timezone=environment.timezone,
                salt=environment.salt,
                nobody=nobody,
                now=now,
            )

        history = history_of(books, export.name)
        say(f"{export.name}: decoding", 0, len(new))
        with ThreadPoolExecutor(FILES_AT_ONCE) as pool:
            for done, decoded in enumerate(pool.map(decode, new), 1):
                decoded = _entered(books, export, decoded, history)
                drifts[decoded.shown_path] = decoded.drift
                lines, rejected = lines + decoded.line_count, rejected + decoded.rejected_count
                events += event_files(warehouse.root, decoded)
                names = names or decoded.names
                named = (_on_one_line(decoded.shown_path, one) for one in _faults(decoded, export))
                faults += named
                say(f"{export.name}: decoding", done, len(new))
        if absent := books_of.never_found(books, export.name, decoded_with):
            found = f"; there are: {shown_names(names)}" if names else ""
            wrong = ", ".join(map(repr, absent))[:1000]
            faults.append(_on_one_line(export.name, f"no row of any file has {wrong}{found}"))
    missing = _missing(installation, export, events)
    return ExportLoad(
        export.name,
        len(pulled.files),
        len(new),
        lines,
        rejected,
        postponed=tuple(
            _on_one_line(without_people(path), reason) for path, reason in pulled.postponed
        ),
        faults=tuple(faults),
        drifts=drifts,
        lacks=tuple(f"{export.name}: {lack.text}; {lack.remedy}" for lack in missing),
        brings_nothing=any(lack.brings_nothing for lack in missing),
    )


def _pull(installation: Installation, export: Export, say: OnProgress) -> PullResult:
    pulled = pull(
        export,
        folder=installation.warehouse.exports,
        base=installation.settings.source.parent,
        on_progress=lambda p: say(f"{export.name}: pulling", *_amount(p)),
    )
    if pulled.nothing_found:
        raise StorageError(f"{export.name}: {pulled.nothing_found}")
    return pulled


def _entered(
    books: duckdb.DuckDBPyConnection, export: Export, file: DecodedFile, history: History
) -> DecodedFile:
    """Enter a file in the books: refused if it shrank, else with how its columns differ."""
    if not export.may_shrink and (lost := books_of.shrinkage(books, file)):
        file = _refused(file, f"{lost}, so what was loaded stays: {SHRUNK}")
    if file.columns:
        file = replace(file, drift=history.follow(file.columns))
    books_of.register_file(books, file, datetime.now(UTC).replace(tzinfo=None))
    note_history(books, export.name, history)
    return file


def _refused(file: DecodedFile, problem: str) -> DecodedFile:
    """The same file as one that brought nothing."""
    return DecodedFile(
        file.export,
        file.path,
        file.shown_path,
        file.file_id,
        file.sha256,
        file.size,
        problem=problem,
        decoded_with=file.decoded_with,
    )


def _faults(file: DecodedFile, export: Export) -> Iterator[str]:
    """What is wrong with a file as a whole."""
    if file.problem:
        yield file.problem
    elif file.line_count and file.line_count == file.rejected_count:
        reasons = ", ".join(f"{count:,} {reason}" for reason, count in file.reject_reasons.items())
        yield f"{unlike(file, export) or 'none of its lines is accepted'}: {reasons}"
    elif CUT in file.reject_reasons:
        yield f"its last line is unreadable, so it is not whole: {FETCH_AGAIN}"


def _missing(installation: Installation, export: Export, events: Sequence[str]) -> list[Lack]:
    """What the new events lack; nothing new lacks nothing."""
    formats = {other.format for other in installation.settings.exports}
    return list(lacks(look(events, export), export, formats)) if events else []


def open_events(installation: Installation) -> int:
    """Make raw.events of the loaded files, delete Parquet files with no row in raw.files, and note
    which built days the new files reach.

    Gives the number of deleted files. Raises LostFilesError and, where there is no event and not
    every export may be empty, NothingLoadedError.
    """
    warehouse = installation.warehouse
    with warehouse.books() as books:
        books_of.check_nothing_lost(books, warehouse)
        books_of.register_exports(books, installation.settings.exports)
        pictures = Screenshots.load(installation.settings.screenshots)
        books_of.register_screenshots(books, pictures.dated)
        dropped = books_of.drop_unregistered_files(books, warehouse)
        books_of.define_events(books, warehouse)
        note_reached_days(
            books,
            session_gap=timedelta(minutes=installation.thresholds["session_gap_minutes"]),
            duplicate_days=installation.thresholds["duplicate_days"],
        )
        exports = installation.settings.exports
        if not books_of.loaded_days(books) and not all(one.may_be_empty for one in exports):
            raise NothingLoadedError(
                "no export has brought any event, so nothing is built: heatmaps check says why"
            )
    return dropped


def _on_one_line(path: str, reason: str) -> str:
    """A file and its problem. A path may have line ends in it: without them it is one problem."""
    return " ".join(f"{path}: {reason}".splitlines())


def _amount(progress: PullProgress) -> tuple[int, int]:
    return progress.files_done, progress.files_total
