"""A folder of this machine as a source of exports.

Read with the standard library: the object store's own view of folders follows symbolic links out of
the folder and refuses a whole folder for one odd name.

Symbolic links are never followed, neither files nor folders: what they point to may be outside,
may be in a circle, or would be loaded twice. They are reported as postponed.
"""

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from orchestration.storage.sources import ATTEMPTS, Listed, Postponed, StorageError, Unavailable

try:
    import fcntl
    import signal
except ImportError:  # not a POSIX system
    fcntl = None  # type: ignore[assignment]

CHUNK_BYTES: Final = 1 << 20


def local_folder(url: str, base: Path) -> Path:
    """Find the folder of a url: file:///…, or relative to `base`, the folder of the YAML file."""
    if url.startswith("file://"):
        return Path(unquote(url.removeprefix("file://")))
    return base / url


class Folder:
    """Files below a folder."""

    workers = 2
    attempts = ATTEMPTS

    def __init__(self, root: Path) -> None:
        if not os.path.isdir(root):
            raise StorageError(f"{root} is not a folder; create it or correct the url")
        self.root = Path(os.path.realpath(root))

    def listing(self, folder: str) -> Iterator[Listed | Postponed]:
        """List every file below `folder`, in order of the paths' parts; raises StorageError."""
        start = self.root / folder
        if not os.path.isdir(start):
            return
        if Path(os.path.realpath(start)) != start:
            yield Postponed(folder, "a symbolic link; links are not followed")
            return
        # No recursion: a hostile tree may be deeper than Python's stack.
        waiting = [f"{folder}/" if folder else ""]
        while waiting:
            prefix = waiting.pop()
            folders: list[str] = []
            yield from self._entries(prefix, folders)
            waiting.extend(reversed(folders))

    def chunks(self, file: Listed) -> Iterator[bytes]:
        """Yield the bytes of a file; raises Unavailable when it changed meanwhile."""
        path = self.root / file.path
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        try:
            with open(os.open(path, flags), "rb", buffering=0) as stream:
                self._check(file, os.fstat(stream.fileno()))
                left = file.size or 0
                while left > 0 and (chunk := stream.read(min(CHUNK_BYTES, left))):
                    left -= len(chunk)
                    yield chunk
                self._check(file, os.stat(path, follow_symlinks=False))
                _check_closed(stream.fileno())
        except OSError as error:
            raise Unavailable(f"cannot be read: {error.strerror}") from error

    def _entries(self, prefix: str, folders: list[str]) -> Iterator[Listed | Postponed]:
        """List one folder, and note the folders in it."""
        try:
            with os.scandir(self.root / prefix) as entries:
                ordered = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            yield Postponed(_escaped(prefix), f"cannot be listed: {error.strerror}")
            return
        for entry in ordered:
            path = prefix + entry.name
            if entry.is_dir(follow_symlinks=False):
                folders.append(f"{path}/")
            else:
                yield _listed(path, entry)

    def _check(self, file: Listed, status: os.stat_result) -> None:
        if (status.st_size, _mark(status)) != (file.size, file.mark):
            raise Unavailable("changed while it was read; taken when it stays as it is")


def _listed(path: str, entry: "os.DirEntry[str]") -> Listed | Postponed:
    if _escaped(path) != path:
        return Postponed(_escaped(path), "the name is not UTF-8; rename it")
    if entry.is_symlink():
        return Postponed(path, "a symbolic link; links are not followed")
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError as error:
        return Postponed(path, f"cannot be read: {error.strerror}")
    if not stat.S_ISREG(status.st_mode):
        return Postponed(path, "not a regular file")
    return Listed(path, status.st_size, _mark(status))


def _escaped(path: str) -> str:
    return path.encode("utf-8", "backslashreplace").decode("utf-8")


def _mark(status: os.stat_result) -> str:
    # The change time too: the modification time can be set back, and a copy may keep it.
    return f"{status.st_mtime_ns}-{status.st_ctime_ns}-{status.st_ino}"


def _check_closed(descriptor: int) -> None:
    """Raise Unavailable when someone still has the file open for writing.

    A writer that pauses changes neither size nor time. Linux refuses a read lease on such a file;
    where leases do not exist or are not permitted, only size and time are compared.
    """
    if fcntl is None or not hasattr(fcntl, "F_SETLEASE"):
        return
    try:
        # The signal by which the kernel would report a new writer; it is ignored.
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as error:
        if error.errno == errno.EAGAIN:
            raise Unavailable("still open for writing; taken when it is closed") from error
