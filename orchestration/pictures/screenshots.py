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
from typing import Any, NamedTuple, Self

from orchestration.pictures.layouts import Layout
from orchestration.settings.problems import shown


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
        index = folder / "index.json"
        try:
            entries = json.loads(index.read_text())
            found = [(str(e["page"]), str(e["band"]), _screenshot(folder, e)) for e in entries]
        except FileNotFoundError:
            return cls(problems=(f"{index}: not found; write it, or remove `screenshots:`",))
        except OSError as error:
            return cls(problems=(f"{index}: cannot be read: {error.strerror}",))
        except (ValueError, KeyError, TypeError) as error:
            wanted = 'it is a list of {"page": …, "band": …, "file": …, "from": "2026-11-15"}'
            return cls(problems=(f"{index}: {error!r}; {wanted}",))
        root = folder.resolve()
        files = defaultdict(list)
        absent = []
        for page, band, one in found:
            if one.file.resolve().is_relative_to(root) and one.file.is_file():
                files[page, band].append(one)
            else:
                absent.append(one.file.name)
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


def _screenshot(folder: Path, entry: Mapping[str, Any]) -> Screenshot:
    since = entry.get("from")
    return Screenshot(folder / str(entry["file"]), date.fromisoformat(since) if since else None)


def _named(names: list[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(map(shown, names[:3])) + more
