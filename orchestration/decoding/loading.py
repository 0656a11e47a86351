"""From the vendors' storage to the events folder: pull, decode, register in the books.

What to put here: the order of steps, and what a crash makes necessary. A file is loaded once it
has a row in the books; until then the next attempt replaces its events.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime

from orchestration.decoding.file import decode_file, decoding_id
from orchestration.installation import Installation
from orchestration.settings import Export
from orchestration.storage import PulledFile, PullProgress, pull
from orchestration.warehouse import books as books_of
from orchestration.warehouse.books import DecodedFile
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
    wait, and faults, which somebody has to mend.
    """

    export: str
    file_count: int
    new_file_count: int
    line_count: int
    rejected_count: int
    postponed: tuple[str, ...]
    faults: tuple[str, ...]

    @property
    def problems(self) -> tuple[str, ...]:
        """All that is to be said, a line each."""
        return (*self.postponed, *self.faults)

    @property
    def is_fruitless(self) -> bool:
        """Whether there were new lines or files, and none of them was accepted."""
        has_some = bool(self.rejected_count or self.faults)
        return self.new_file_count > 0 and self.line_count == self.rejected_count and has_some


def load_export(
    installation: Installation, export: Export, on_progress: OnProgress | None = None
) -> ExportLoad:
    """Pull what is new of an export and decode it; files already loaded cost nothing."""
    say = on_progress or (lambda what, done, total: None)
    warehouse, environment = installation.warehouse, installation.environment
    pulled = pull(
        export,
        folder=warehouse.exports,
        base=installation.settings.source.parent,
        on_progress=lambda p: say(f"{export.name}: pulling", *_amount(p)),
    )
    faults: list[str] = []
    names: tuple[str, ...] = ()
    lines = rejected = 0
    with warehouse.books() as books:
        decoded_with = decoding_id(export, environment.timezone)
        loaded = books_of.loaded_file_ids(books, export.name, decoded_with)
        new = [file for file in pulled.files if file.file_id not in loaded]

        def decode(file: PulledFile) -> DecodedFile:
            return decode_file(
                file,
                export,
                warehouse=warehouse.root,
                timezone=environment.timezone,
                salt=environment.salt,
                now=datetime.now(UTC),
            )

        say(f"{export.name}: decoding", 0, len(new))
        with ThreadPoolExecutor(FILES_AT_ONCE) as pool:
            for done, decoded in enumerate(pool.map(decode, new), 1):
                if not export.may_shrink and (lost := books_of.shrinkage(books, decoded)):
                    decoded = _refused(decoded, f"{lost}, so what was loaded stays: {SHRUNK}")
                books_of.register_file(books, decoded, datetime.now(UTC).replace(tzinfo=None))
                lines, rejected = lines + decoded.line_count, rejected + decoded.rejected_count
                names = names or decoded.names
                faults += [_on_one_line(decoded.path, fault) for fault in _faults(decoded)]
                say(f"{export.name}: decoding", done, len(new))
        if absent := books_of.never_found(books, export.name, decoded_with):
            there = f"; there are: {shown_names(names)}" if names else ""
            wrong = ", ".join(map(repr, absent))[:1000]
            faults.append(_on_one_line(export.name, f"no row of any file has {wrong}{there}"))
    return ExportLoad(
        export.name,
        len(pulled.files),
        len(new),
        lines,
        rejected,
        postponed=tuple(_on_one_line(path, reason) for path, reason in pulled.postponed),
        faults=tuple(faults),
    )


def _refused(file: DecodedFile, problem: str) -> DecodedFile:
    """The same file as one that brought nothing."""
    return DecodedFile(
        file.export,
        file.path,
        file.file_id,
        file.sha256,
        file.size,
        problem=problem,
        decoded_with=file.decoded_with,
    )


def _faults(file: DecodedFile) -> Iterator[str]:
    """What is wrong with a file as a whole."""
    if file.problem:
        yield file.problem
    elif file.line_count and file.line_count == file.rejected_count:
        reasons = ", ".join(f"{count:,} {reason}" for reason, count in file.reject_reasons.items())
        yield f"none of its lines is accepted: {reasons}"
    elif CUT in file.reject_reasons:
        yield f"its last line is unreadable, so it is not whole: {FETCH_AGAIN}"


def open_events(installation: Installation) -> int:
    """Make raw.events of the loaded files, and delete Parquet files with no row in raw.files.

    Gives the number of deleted files.
    """
    warehouse = installation.warehouse
    with warehouse.books() as books:
        books_of.register_exports(books, installation.settings.exports)
        dropped = books_of.drop_unregistered_files(books, warehouse)
        books_of.define_events(books, warehouse)
    return dropped


def _on_one_line(path: str, reason: str) -> str:
    """A file and its problem. A path may have line ends in it: without them it is one problem."""
    return " ".join(f"{path}: {reason}".splitlines())


def _amount(progress: PullProgress) -> tuple[int, int]:
    return progress.files_done, progress.files_total
