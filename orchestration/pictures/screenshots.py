"""Pictures of the pages, when somebody gives them: the folder that `screenshots:` of the exports
file names.

Its `index.json` is a list of {"page": "/pricing", "band": "desktop", "file": "pricing.png"}. A
picture may have any width: it is shown as wide as its band is drawn.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from orchestration.settings import SettingsError


@dataclass(frozen=True)
class Screenshots:
    """Files by page and band; read when asked for."""

    files: dict[tuple[str, str], Path] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path | None) -> Self:
        """Read the index of a folder; no folder, no pictures. Raises SettingsError when the index
        is wrong.
        """
        if folder is None:
            return cls()
        index = folder / "index.json"
        try:
            entries = json.loads(index.read_text())
            files = {(str(e["page"]), str(e["band"])): folder / str(e["file"]) for e in entries}
        except FileNotFoundError:
            raise SettingsError(f"{index}: not found; write it, or remove `screenshots:`") from None
        except (ValueError, KeyError, TypeError) as error:
            raise SettingsError(
                f'{index}: {error!r}; it is a list of {{"page": …, "band": …, "file": …}}'
            ) from error
        outside = [f for f in files.values() if not f.resolve().is_relative_to(folder.resolve())]
        missing = [f for f in files.values() if not f.is_file()]
        if outside or missing:
            raise SettingsError(f"{index}: {(outside or missing)[0]} is not a file of this folder")
        return cls(files)

    def of(self, page: str, band: str) -> bytes | None:
        """The picture of a page in a band, as PNG bytes; of the desktop band for wider screens
        without their own.
        """
        file = self.files.get((page, band))
        if file is None and band == "wide":
            file = self.files.get((page, "desktop"))
        return file.read_bytes() if file else None
