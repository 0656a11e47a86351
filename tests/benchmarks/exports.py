"""Large files of the formats whose rows are in `tests/fixtures`: these over and over, with new ids.

What to put here: which formats, and how a file is enlarged. How fast it is decoded is measured in
`steps.py`.
"""

import gzip
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import Any, Final

import duckdb

from orchestration.warehouse.folder import quoted
from tests.real_data import FIXTURES, SDK


@dataclass(frozen=True)
class Sample:
    """Some rows of a format: their files, what finds the id in a line (or its column), and settings
    beside the format.
    """

    files: tuple[Path, ...]
    id: str
    format: str
    settings: Mapping[str, Any] = field(default_factory=dict)


def _json(name: str) -> str:
    return rf'"{re.escape(name)}"\s*:\s*"?([^",}}]+)'


def _files(folder: Path, name: str = "*") -> tuple[Path, ...]:
    return tuple(sorted(path for path in folder.rglob(name) if path.is_file()))


JSON_LINES: Final[Mapping[str, Sample]] = {
    "amplitude": Sample(_files(SDK / "amplitude"), _json("$insert_id"), "amplitude"),
    "countly": Sample(_files(SDK / "countly"), _json("id"), "countly"),
    "fullstory": Sample(_files(FIXTURES / "fullstory"), _json("event_id"), "fullstory"),
    "ga4": Sample(_files(FIXTURES / "ga4"), _json("event_timestamp"), "ga4"),
    "mixpanel": Sample(_files(SDK / "mixpanel" / "seconds"), _json("$insert_id"), "mixpanel"),
    "posthog_events": Sample(_files(SDK / "posthog/events/jsonl"), _json("uuid"), "posthog_events"),
    "posthog_heatmaps": Sample(
        _files(SDK / "posthog/heatmaps/jsonl"), _json("session_id"), "posthog_heatmaps"
    ),
    "rudderstack": Sample(_files(SDK / "rudderstack"), _json("messageId"), "rudderstack"),
    "segment": Sample(_files(SDK / "segment"), _json("messageId"), "segment"),
    "snowplow": Sample(_files(SDK / "snowplow"), r"(?:[^\t]*\t){6}([^\t]+)", "snowplow"),
}

PARQUET_ROWS: Final[Mapping[str, Sample]] = {
    "posthog_events_parquet": Sample(
        _files(SDK / "posthog/events/parquet"), "uuid", "posthog_events"
    ),
    "posthog_heatmaps_parquet": Sample(
        _files(SDK / "posthog/heatmaps/parquet"), "session_id", "posthog_heatmaps"
    ),
    "table_parquet": Sample(
        _files(SDK / "posthog/heatmaps/parquet"),
        "session_id",
        "table",
        {
            "columns": {
                "event_id": "session_id",
                "event_at": "timestamp",
                "kind": {"value": "click"},
                "user_id": "distinct_id",
                "url": "current_url",
                "page_x": "x",
                "page_y": "y",
            }
        },
    ),
}


SAMPLES: Final = {**JSON_LINES, **PARQUET_ROWS}


def write_export(folder: Path, name: str, count: int) -> Path:
    """Write so many lines or rows of a sample to a file in a new folder."""
    folder.mkdir(parents=True)
    if name in PARQUET_ROWS:
        return _write_rows(folder / "rows.parquet", PARQUET_ROWS[name], count)
    target = folder / "lines.jsonl.gz"
    with gzip.open(target, "wb", compresslevel=1) as file:
        file.writelines(_renamed(JSON_LINES[name], count))
    return target


def _renamed(sample: Sample, count: int) -> Iterator[bytes]:
    pattern = re.compile(sample.id.encode())
    lines = [line for path in sample.files for line in _lines(path)]
    found = [(line, pattern.search(line)) for line in lines]
    cut = [(line, *match.span(1)) for line, match in found if match]
    for number, (line, start, end) in enumerate(islice(cycle(cut), count)):
        new = b"%08d" % number
        yield line[: max(start, end - len(new))] + new + line[end:] + b"\n"


def _lines(path: Path) -> list[bytes]:
    content = path.read_bytes()
    if path.suffix == ".zip":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [gzip.decompress(archive.read(name)) for name in archive.namelist()]
        return b"".join(members).splitlines()
    return (gzip.decompress(content) if path.suffix == ".gz" else content).splitlines()


def _write_rows(target: Path, sample: Sample, count: int) -> Path:
    given = ", ".join(quoted(str(path)) for path in sample.files)
    with duckdb.connect() as duck:
        duck.execute(
            f"copy (select given.* replace (left({sample.id}, 24) || lpad(row_number() over ()"
            f"::varchar, 12, '0') as {sample.id}) from range({count}) as times(n)"
            f" cross join read_parquet([{given}]) as given limit {count})"
            f" to {quoted(str(target))} (format parquet, row_group_size 122880)"
        )
    return target
