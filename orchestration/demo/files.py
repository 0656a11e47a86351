"""Write the vendors' files: Parquet and JSON lines per day, the same bytes every time."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import polars as pl

from orchestration.demo.delivery import by_day
from orchestration.demo.mixpanel import Line
from orchestration.demo.posthog import EventRow
from orchestration.demo.posthog_heatmaps import HeatmapRow

MOMENT = pl.Datetime("us", "UTC")
Schema = Mapping[str, pl.DataType | type[pl.DataType]]
EVENT_COLUMNS: Schema = {
    "uuid": pl.String, "event": pl.String, "distinct_id": pl.String, "person_id": pl.String,
    "properties": pl.String, "person_properties": pl.String, "elements_chain": pl.String,
    "timestamp": MOMENT, "created_at": MOMENT, "_inserted_at": MOMENT,
}  # fmt: skip
HEATMAP_COLUMNS: Schema = {
    "session_id": pl.String, "team_id": pl.Int64, "distinct_id": pl.String, "timestamp": MOMENT,
    "x": pl.Int16, "y": pl.Int16, "scale_factor": pl.Int16, "viewport_width": pl.Int16,
    "viewport_height": pl.Int16, "pointer_target_fixed": pl.Boolean, "current_url": pl.String,
    "type": pl.String,
}  # fmt: skip


def write_events(folder: Path, rows: Iterable[EventRow], *, end_ms: int) -> int:
    """One file per day of insertion; returns the number of rows written."""
    filed = sorted(((row.inserted_at, row) for row in rows), key=lambda pair: pair[0])
    return _write_parquet(folder, filed, EVENT_COLUMNS, end_ms)


def write_heatmaps(folder: Path, rows: Iterable[HeatmapRow], *, end_ms: int) -> int:
    """One file per day of arrival; the points of a flush stay together."""
    filed = sorted(((row.inserted_at, row[1:]) for row in rows), key=lambda pair: pair[0])
    return _write_parquet(folder, filed, HEATMAP_COLUMNS, end_ms)


def write_lines(folder: Path, lines: Iterable[Line], *, end_ms: int) -> int:
    """One gzipped JSONL file per day the events happened on, in order of processing."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    kept = (line for line in lines if line.processed_at < end_ms)
    for day, texts in by_day(((line.at, line) for line in kept), end_ms=end_ms):
        texts.sort(key=lambda line: line.processed_at)
        text = "".join(f"{line.text}\n" for line in texts)
        # No file name and no time in the header: they would differ from run to run.
        with (
            (folder / f"{day}.jsonl.gz").open("wb") as file,
            gzip.GzipFile("", "wb", 6, file, mtime=0) as archive,
        ):
            archive.write(text.encode())
        count += len(texts)
    return count


def _write_parquet(
    folder: Path,
    filed: Sequence[tuple[int, Sequence[object]]],
    columns: Schema,
    end_ms: int,
) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for day, rows in by_day(filed, end_ms=end_ms):
        stored = {name: pl.Int64 if kind == MOMENT else kind for name, kind in columns.items()}
        moments = [
            pl.from_epoch(name, "ms").cast(MOMENT) for name in columns if columns[name] == MOMENT
        ]
        values = dict(zip(columns, zip(*rows, strict=True), strict=True))
        frame = pl.DataFrame(values, schema=stored).with_columns(moments)
        frame.write_parquet(
            folder / f"{day}.parquet",
            compression="zstd",
            compression_level=3,
            row_group_size=50_000,
        )
        count += len(rows)
    return count
