"""Pictures of the pages, when somebody gives them: the folder that `screenshots:` of the exports
file names.

Its `index.json` is a list of {"page": "/pricing", "band": "desktop", "file": "pricing.png"}, with
"from": "2026-11-15" where the page looks so from that day on; one without it shows the page as it
is now. A picture may have any width: it is shown as wide as its band is drawn. A page whose picture
cannot be had is drawn as a frame: pictures of pages are decoration, and no night fails for want of
them.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

from orchestration.pictures.layouts import Layout
from orchestration.settings.problems import SettingsError, shown

INDEX: Final = "index.json"


class Screenshot(NamedTuple):
    """A picture of a page, and the first day on which this looks so; None where nobody says."""

    file: Path
    first_date: date | None


@dataclass(frozen=True)
class Screenshots:
    """Files by page and band, read when asked for, and what is wrong with the others."""

    files: Mapping[tuple[str, str], Sequence[Screenshot]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    @classmethod
    def load(cls, folder: Path | None) -> Self:
        """Read the index of a folder; no folder, no pictures."""
        if folder is None:
            return cls()
        index = folder / INDEX
        if not index.exists():
            return cls(problems=(f"{index}: not found; write it, or remove `screenshots:`",))
        try:
            entries = read_index(folder)
        except SettingsError as error:
            return cls(problems=error.problems)
        files = defaultdict(list)
        absent = []
        for entry in entries:
            file = folder / entry["file"]
            if is_inside(folder, file) and file.is_file():
                files[entry["page"], entry["band"]].append(Screenshot(file, first_date(entry)))
            else:
                absent.append(file.name)
        problems = (f"{index}: no file of this folder: {_named(absent)}",) if absent else ()
        return cls(files, problems)

    @property
    def dated(self) -> list[tuple[str, str, date]]:
        """Page, band and first day of each picture that has one."""
        own = [
            (page, band, one.first_date)
            for (page, band), some in self.files.items()
            for one in some
            if one.first_date
        ]
        lent = [
            (page, "wide", since)
            for page, band, since in own
            if band == "desktop" and (page, "wide") not in self.files
        ]
        return [*own, *lent]

    def of(self, page: str, band: str, layout: Layout | None = None) -> bytes | None:
        """The picture of a page in a band, as PNG bytes; of the desktop band for wider screens
        without their own. It is one of the `layout`, where that is known: the newest that began to
        look so in its days, or, if none has a date, one of the page as it is now.
        """
        some = self.files.get((page, band), ())
        if not some and band == "wide":
            some = self.files.get((page, "desktop"), ())
        dated = [(one.first_date, one.file) for one in some if one.first_date]
        fit = [one for one in dated if layout is None or layout.has(one[0])]
        if fit:
            return _read(max(fit)[1])
        is_now = layout is None or layout.last_date is None
        undated = [one.file for one in some if one.first_date is None]
        return _read(undated[-1]) if undated and is_now else None


def _read(file: Path) -> bytes:
    return _content(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=16)
def _content(file: Path, _: int) -> bytes:
    """The bytes of a file as it was changed last: one copy of them for all dates that are drawn of
    a page.
    """
    return file.read_bytes()


def read_index(folder: Path) -> list[dict[str, Any]]:
    """The entries of a folder's index, each with page, band and file. Raises SettingsError."""
    index = folder / INDEX
    wanted = 'it is a list of {"page": …, "band": …, "file": …, "from": "2026-11-15"}'
    try:
        entries = json.loads(index.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{index}: cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"{index}: is no JSON: {error}; {wanted}") from error
    if not isinstance(entries, list):
        raise SettingsError(f"{index}: {shown(entries)}; {wanted}")
    for number, entry in enumerate(entries, start=1):
        problem = _problem(entry)
        if problem:
            raise SettingsError(f"{index}: entry {number}: {problem}; {wanted}")
    return entries


def _problem(entry: object) -> str:
    if not isinstance(entry, dict):
        return shown(entry)
    for key in ("page", "band", "file"):
        value = entry.get(key)
        if not isinstance(value, str) or "\0" in value:
            return f"{key!r} is {shown(value)}"
    try:
        first_date(entry)
    except (TypeError, ValueError):
        return f"'from' is {shown(entry['from'])}"
    return ""


def first_date(entry: Mapping[str, Any]) -> date | None:
    """The first day on which a page looks as in the picture of an entry; None if it has none."""
    since = entry.get("from")
    return date.fromisoformat(since) if since else None


def is_inside(folder: Path, file: Path) -> bool:
    """Whether a file lies in a folder, wherever links and `..` lead."""
    return file.resolve().is_relative_to(folder.resolve())


def _named(names: list[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(map(shown, names[:3])) + more
