"""Which of the listed files are data of the export."""

import re
from collections.abc import Callable, Collection
from typing import Final

from orchestration.settings.path_patterns import compile_pattern

DATA_FILE: Final = re.compile(
    r"(?i)[^/]*\.(?:parquet|avro|jsonl|json|ndjson|csv|tsv|log)(?:\.(?:gz|zst|sz|snappy|lz4|br))?"
    r"|[^/]*\.zip|(?![^/]*\.tar\.)[^/]*\.gz"
)
"""Names of data files. A Parquet file may carry the name of its inner compression; Segment and
Snowplow name files by their compression alone."""

MANIFEST: Final = re.compile(r"(?:.*[_/])?manifest\.json", re.DOTALL)
"""What PostHog leaves beside the files of a large batch: a list of their names."""


def selection(
    pattern: str | None, left_out: Collection[str] = ()
) -> tuple[str, Callable[[str], bool]]:
    """Return the folder to list and the test that a path must pass.

    Without a pattern every data file counts, except those that are hidden or private to the writer:
    a part of the path begins with a dot or an underscore. No file counts that has one of the words
    `left_out` in its path, unless the pattern itself has that word.
    """
    folder, matches = "", _is_data
    if pattern is not None:
        chosen = compile_pattern(pattern)
        folder, matches = chosen.folder, chosen.matches
    words = [word for word in left_out if word not in (pattern or "")]

    def is_chosen(path: str) -> bool:
        is_left_out = any(word in path for word in words)
        return matches(path) and not MANIFEST.fullmatch(path) and not is_left_out

    return folder, is_chosen


def _is_data(path: str) -> bool:
    parts = path.split("/")
    hidden = any(part.startswith((".", "_")) for part in parts)
    return not hidden and bool(DATA_FILE.fullmatch(parts[-1]))
