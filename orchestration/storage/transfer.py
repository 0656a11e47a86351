"""Reading many files of a source at once, each into a temporary file of its own.

What to put here: threads, retries, checksums. Which files are read and where they go afterwards is
decided in `pulling.py`.
"""

import hashlib
import os
import threading
from collections.abc import Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from orchestration.storage.sources import Interrupted, Listed, Source, Unavailable

PAUSE_SECONDS: Final = 0.2
"""Before the second attempt; doubled before each one after it."""

TICK_SECONDS: Final = 0.5


@dataclass(frozen=True)
class Fetched:
    """A file that is whole and on disk; `size` in bytes."""

    file: Listed
    part: Path
    sha256: str
    size: int


@dataclass(frozen=True)
class Refused:
    """A file that could not be read; `is_lost`: the connection failed again and again."""

    file: Listed
    reason: str
    is_lost: bool


class Transfer:
    """Reads files of a source into `folder`; `bytes_read` grows while it does."""

    def __init__(self, source: Source, folder: Path) -> None:
        self.bytes_read = 0
        self._source = source
        self._folder = folder
        self._lock = threading.Lock()
        self._stop = threading.Event()

    def outcomes(self, files: Sequence[Listed]) -> Generator[Fetched | Refused | None]:
        """Yield what became of each file, in the order they finish, and None while none does.

        Closing the iterator ends the transfer.
        """
        waiting = iter(enumerate(files))
        with ThreadPoolExecutor(self._source.workers, "pull") as pool:
            try:
                running: set[Future[Fetched | Refused]] = set()
                while True:
                    # Few at a time: waiting for ten thousand at once costs their square.
                    while len(running) < 2 * self._source.workers:
                        following = next(waiting, None)
                        if following is None:
                            break
                        running.add(pool.submit(self._fetch, *following))
                    if not running:
                        return
                    done, running = wait(running, TICK_SECONDS, FIRST_COMPLETED)
                    yield from (future.result() for future in done)
                    if not done:
                        yield None
            finally:
                self._stop.set()
                pool.shutdown(wait=True, cancel_futures=True)

    def _fetch(self, number: int, file: Listed) -> Fetched | Refused:
        """Read one file, as often as it takes."""
        part = self._folder / f"{number}.part"
        for attempt in range(self._source.attempts):
            try:
                return Fetched(file, part, *self._read(file, part))
            except Unavailable as error:
                part.unlink(missing_ok=True)
                return Refused(file, str(error), is_lost=False)
            except Interrupted as error:
                part.unlink(missing_ok=True)
                reason = f"{error} ({attempt + 1} attempts)" if attempt else str(error)
            if self._stop.wait(PAUSE_SECONDS * 2**attempt):
                break
        return Refused(file, reason, is_lost=True)

    def _read(self, file: Listed, part: Path) -> tuple[str, int]:
        """Write a file's bytes to `part`: SHA-256 and size; raises Unavailable, Interrupted."""
        digest, size = hashlib.sha256(), 0
        with open(part, "wb") as stream:
            try:
                for chunk in self._source.chunks(file):
                    stream.write(chunk)
                    digest.update(chunk)
                    size += len(chunk)
                    self._count(len(chunk))
                    if self._stop.is_set():
                        raise Interrupted("the pull was ended")
                if file.size is not None and size != file.size:
                    raise Interrupted(f"{size} bytes came of {file.size}")
            except (Unavailable, Interrupted):
                self._count(-size)
                raise
            stream.flush()
            os.fsync(stream.fileno())
        return digest.hexdigest(), size

    def _count(self, size: int) -> None:
        with self._lock:
            self.bytes_read += size
