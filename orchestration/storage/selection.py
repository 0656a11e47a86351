"""Which of the listed files are data of the export."""

import re
from collections.abc import Callable
from typing import Final

from orchestration.settings.path_patterns import compile_pattern

DATA_FILE: Final = re.compile(
    r"(?i)[^/]*\.(?:parquet|jsonl|json|ndjson|csv|tsv|log)(?:\.(?:gz|zst|sz|snappy|lz4|br))?"
    r"|[^/]*\.zip|(?![^/]*\.tar\.)[^/]*\.gz"
)
"""Names of data files. A Parquet file may carry the name of its inner compression; Segment and
Snowplow name files by their compression alone."""

MANIFEST: Final = re.compile(r"(?:.*[_/])?manifest\.json", re.DOTALL)
"""What PostHog leaves beside the files of a large batch: a list of their names."""


def selection(pattern: str | None, interim: str = "") -> tuple[str, Callable[[str], bool]]:
    """Return the folder to list and the test that a path must pass.

    Without a pattern every data file counts, except those that are hidden or private to the writer:
    a part of the path begins with a dot or an underscore. Of files that the vendor replaces by
    others, called `interim`, none counts unless the pattern itself has that word.
    """
    folder, matches = "", _is_data
    if pattern is not None:
        chosen = compile_pattern(pattern)
        folder, matches = chosen.folder, chosen.matches
    left_out = interim if interim not in (pattern or "") else ""
    return (
        folder,
        lambda path: (
            matches(path) and not MANIFEST.fullmatch(path) and not (left_out and left_out in path)
        ),
    )


def _is_data(path: str) -> bool:
    parts = path.split("/")
    hidden = any(part.startswith((".", "_")) for part in parts)
    return not hidden and bool(DATA_FILE.fullmatch(parts[-1]))
