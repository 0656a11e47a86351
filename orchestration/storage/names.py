"""The path of a file in the copy of an export.

What to put here: from a path at the source to a relative path that is safe on any file system. Two
paths never get the same one, and none leads out of the export's folder.
"""

import hashlib
import re
from collections.abc import Iterable
from typing import Final

ODD: Final = "%odd"
"""Folder of files whose own name cannot be used; no encoded part looks like this."""

LONGEST_PART: Final = 200
LONGEST_PATH: Final = 900
UNSAFE: Final = re.compile(rb"[^A-Za-z0-9._=+:-]")


PERSONAL: Final = re.compile(r"[^/\s]*(?:@|%40)[^/\s]*|(?:\+|%2B)\d[\d().-]{6,}\d", re.IGNORECASE)
"""What in a path may name a person: an address, a phone number."""


def without_people(path: str) -> str:
    """A path as readers may see it.

    >>> without_people("ann@acme.example/calls/+49-170-5550123/2026-11-16.json")
    '…/calls/…/2026-11-16.json'
    """
    return PERSONAL.sub("…", path)


def local_name(path: str) -> str:
    """Encode a path part by part; one that becomes too long gets an odd name.

    >>> local_name("events/a b.csv"), local_name("../../x"), local_name("/etc")
    ('events/a%20b.csv', '%2E%2E/%2E%2E/x', '%/etc')
    """
    parts = [_encoded(part) for part in path.split("/")]
    name = "/".join(parts)
    too_long = len(name) > LONGEST_PATH or any(len(part) > LONGEST_PART for part in parts)
    return odd_name(path) if too_long else name


def odd_name(path: str) -> str:
    """Name a file by the hash of its path; the end of its name stays readable."""
    digest = hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return f"{ODD}/{digest}-{_encoded(path.rsplit('/', 1)[-1][-60:])[-60:]}"


class LocalNames:
    """The places taken in one copy.

    Names that differ only by case share a file on some systems, and a file `a` leaves no room for a
    folder `a`: the second of them gets an odd name.
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._files: set[str] = set()
        self._folders: set[str] = set()
        for name in taken:
            self._take(name)

    def choose(self, path: str) -> str:
        """Return a free place for a path that has none yet, and take it."""
        name = local_name(path)
        folded = name.casefold()
        crossed = any(folder in self._files for folder in _folders(folded))
        if crossed or folded in self._files or folded in self._folders:
            name = odd_name(path)
        self._take(name)
        return name

    def _take(self, name: str) -> None:
        self._files.add(name.casefold())
        self._folders.update(_folders(name.casefold()))


def _folders(name: str) -> list[str]:
    return [name[:at] for at, letter in enumerate(name) if letter == "/"]


def _encoded(part: str) -> str:
    """Percent-encode all but plain characters; an empty part becomes %."""
    content = part.encode("utf-8", "surrogatepass")
    text = UNSAFE.sub(lambda match: b"%%%02X" % match[0][0], content).decode("ascii")
    return text.replace(".", "%2E") if text in (".", "..") else text or "%"
