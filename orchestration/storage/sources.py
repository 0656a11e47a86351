"""The interface of a folder or bucket that exports come from, and its errors."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

ATTEMPTS: Final = 3
"""How often a file is asked for whose connection fails, where nothing counts the requests."""


class StorageError(Exception):
    """An export cannot be reached or copied; the text says where, why and what to do."""


class PassingError(StorageError):
    """The connection failed, or another process is in the way; trying again later may help."""


class Unavailable(Exception):
    """One file cannot be taken now: it changed, vanished or is still being written."""


class Interrupted(Exception):
    """The connection failed while a file was read; trying again may help."""


@dataclass(frozen=True)
class Listed:
    """A file as the source lists it; `mark` changes when the file does.

    `size` is in bytes, None where the source knows it only when all of it was read.
    """

    path: str
    size: int | None
    mark: str


class Postponed(NamedTuple):
    """A path that was not taken, and why; it is tried again next time."""

    path: str
    reason: str


class Source(Protocol):
    """Where files come from; paths are relative to the export's url."""

    workers: int
    """How many files are read at once."""
    attempts: int
    """How often a file is asked for whose connection fails."""

    def listing(self, folder: str) -> Iterator[Listed | Postponed]:
        """List what is below `folder` ("" for all); raises StorageError."""
        ...

    def chunks(self, file: Listed) -> Iterator[bytes]:
        """Yield the bytes of exactly the file that was listed.

        Raises Unavailable when it is another by now, at the latest after the last byte, and
        Interrupted when the connection failed.
        """
        ...
