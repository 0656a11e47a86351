"""Pictures of the pages, when somebody gives them: the folder that `screenshots:` of the exports
file names.

Its `index.json` is a list of {"page": "/pricing", "band": "desktop", "file": "pricing.png"}. A
picture may have any width: it is shown as wide as its band is drawn. A page whose picture cannot be
had is drawn as a frame: pictures of pages are decoration, and no night fails for want of them.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from orchestration.settings.problems import shown


@dataclass(frozen=True)
class Screenshots:
    """Files by page and band, read when asked for, and what is wrong with the others."""

    files: dict[tuple[str, str], Path] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    @classmethod
    def load(cls, folder: Path | None) -> Self:
        """Read the index of a folder; no folder, no pictures."""
        if folder is None:
            return cls()
        index = folder / "index.json"
        try:
            entries = json.loads(index.read_text())
            files = {(str(e["page"]), str(e["band"])): folder / str(e["file"]) for e in entries}
        except FileNotFoundError:
            return cls(problems=(f"{index}: not found; write it, or remove `screenshots:`",))
        except OSError as error:
            return cls(problems=(f"{index}: cannot be read: {error.strerror}",))
        except (ValueError, KeyError, TypeError) as error:
            wanted = 'it is a list of {"page": …, "band": …, "file": …}'
            return cls(problems=(f"{index}: {error!r}; {wanted}",))
        root = folder.resolve()
        there = {
            of: file
            for of, file in files.items()
            if file.resolve().is_relative_to(root) and file.is_file()
        }
        absent = [file.name for of, file in files.items() if of not in there]
        problems = (f"{index}: no file of this folder: {_named(absent)}",) if absent else ()
        return cls(there, problems)

    def of(self, page: str, band: str) -> bytes | None:
        """The picture of a page in a band, as PNG bytes; of the desktop band for wider screens
        without their own.
        """
        file = self.files.get((page, band))
        if file is None and band == "wide":
            file = self.files.get((page, "desktop"))
        return file.read_bytes() if file else None


def _named(names: list[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(map(shown, names[:3])) + more
