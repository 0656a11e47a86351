"""A vendor's folder for tests of pulling from this machine."""

from collections.abc import Callable
from pathlib import Path

from orchestration.settings import Export
from orchestration.storage import PullProgress, PullResult, pull


class Vendor:
    """A vendor's folder, and the warehouse's folder that it is pulled into."""

    def __init__(self, root: Path) -> None:
        self.folder, self.exports = root / "vendor", root / "exports"
        self.folder.mkdir()

    def write(self, path: str, content: str) -> Path:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode())
        return file

    def export(self, pattern: str | None = None) -> Export:
        return Export(name="web", format="mixpanel", url="vendor/", pattern=pattern)

    def pull(
        self,
        on_progress: Callable[[PullProgress], None] | None = None,
        pattern: str | None = None,
    ) -> PullResult:
        return pull(
            self.export(pattern),
            folder=self.exports,
            base=self.folder.parent,
            on_progress=on_progress,
        )

    def copied(self) -> dict[str, str]:
        """Content of every file in the copy, by its place."""
        copy = self.exports / "web"
        return {
            file.relative_to(copy).as_posix(): file.read_bytes().decode()
            for file in copy.rglob("*")
            if file.is_file()
        }


def when_listed(act: Callable[[], object]) -> Callable[[PullProgress], None]:
    """Act between the listing and the reading of files: the first word of progress."""

    def on_progress(progress: PullProgress) -> None:
        if progress.files_done == 0 and progress.bytes_done == 0:
            act()

    return on_progress
