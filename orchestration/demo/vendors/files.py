"""Write the vendors' files: Parquet and JSON lines per day, the same bytes every time."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

import polars as pl

from orchestration.demo.days import DAY_MS
from orchestration.demo.vendors.mixpanel import Line
from orchestration.demo.vendors.posthog_events import EventRow
from orchestration.demo.vendors.posthog_heatmaps import HeatmapRow

Row = TypeVar("Row")
Schema = Mapping[str, pl.DataType | type[pl.DataType]]

MOMENT = pl.Datetime("us", "UTC")
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


def write_events(folder: Path, rows: list[EventRow]) -> None:
    """One file per day of insertion."""
    rows = sorted(rows, key=lambda row: row.inserted_at)
    _write_parquet(folder, ((row.inserted_at, row) for row in rows), EVENT_COLUMNS)


def write_heatmaps(folder: Path, rows: list[HeatmapRow]) -> None:
    """One file per day of arrival; the points of a flush stay together."""
    rows = sorted(rows, key=lambda row: row.inserted_at)
    _write_parquet(folder, ((row.inserted_at, row[1:]) for row in rows), HEATMAP_COLUMNS)


def write_lines(folder: Path, lines: list[Line]) -> None:
    """One gzipped JSONL file per day the events happened on, in order of processing."""
    folder.mkdir(parents=True)
    lines = sorted(lines, key=lambda line: line.processed_at)
    for day, texts in _by_day((line.at, line.text) for line in lines):
        # No file name and no time in the header: they would differ from run to run.
        with (
            (folder / f"{day}.jsonl.gz").open("wb") as file,
            gzip.GzipFile("", "wb", 6, file, mtime=0) as archive,
        ):
            archive.write("".join(f"{text}\n" for text in texts).encode())


def _write_parquet(
    folder: Path, rows: Iterable[tuple[int, tuple[object, ...]]], columns: Schema
) -> None:
    folder.mkdir(parents=True)
    stored = {name: pl.Int64 if kind == MOMENT else kind for name, kind in columns.items()}
    moments = [
        pl.from_epoch(name, "ms").cast(MOMENT) for name, kind in columns.items() if kind == MOMENT
    ]
    for day, rows_of_day in _by_day(rows):
        values = dict(zip(columns, zip(*rows_of_day, strict=True), strict=True))
        frame = pl.DataFrame(values, schema=stored).with_columns(moments)
        frame.write_parquet(
            folder / f"{day}.parquet",
            compression="zstd",
            compression_level=3,
            row_group_size=50_000,
        )


def _by_day(rows: Iterable[tuple[int, Row]]) -> Iterator[tuple[date, list[Row]]]:
    """Rows by the UTC day of the time (ms since 1970) beside them."""
    days: dict[int, list[Row]] = {}
    for at, row in rows:
        days.setdefault(at // DAY_MS, []).append(row)
    for number, rows_of_day in sorted(days.items()):
        yield datetime.fromtimestamp(number * DAY_MS / 1000, UTC).date(), rows_of_day
