"""Decode one pulled file: verify it, then turn it into events and rejects.

What to put here: temporary files, the DuckDB connection, where results go. What a vendor's row
means is SQL in `transforms/decoders/`, and so are the checks. A file is admitted whole or refused
whole; a line of it is accepted or quarantined.
"""

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Final

import duckdb

from orchestration.settings import Export
from orchestration.storage import PulledFile
from transforms.decoders import records, results
from transforms.decoders.archives import PARQUET, ArchiveError
from transforms.decoders.contents import Content, read_content
from transforms.decoders.frame import framed
from transforms.decoders.layouts import LAYOUTS, Fields, Layout, nested_fields
from transforms.decoders.macros import trait_macros
from transforms.decoders.quoting import literal
from transforms.decoders.table import table_decoder

BLOCK_BYTES: Final = 2**20
MEMORY_LIMIT: Final = "1500MB"

ROWS_OF_A_GROUP: Final = 122_880
STAGED: Final = f"(format parquet, compression lz4_raw, row_group_size {ROWS_OF_A_GROUP})"
WRITTEN: Final = f"(format parquet, compression zstd, row_group_size {ROWS_OF_A_GROUP})"

MANY_DAYS: Final = 8
"""From so many dates on, rows are framed once for all of them, not once for each."""


class FileRefusedError(ValueError):
    """The file as a whole cannot be decoded; the text says why."""


@dataclass(frozen=True)
class DecodedFile:
    """What became of one file: `line_count` = `accepted_count` + `rejected_count`.

    With a `problem` the file was refused as a whole and nothing was written. Duplicates are among
    the accepted rows: they are found later, across files.
    """

    export: str
    path: str
    file_id: str
    sha256: str
    size: int
    line_count: int = 0
    accepted_count: int = 0
    rejected_count: int = 0
    reject_reasons: Mapping[str, int] = field(default_factory=dict)
    days: Mapping[date, int] = field(default_factory=dict)
    problem: str | None = None


def decode_file(
    file: PulledFile, export: Export, *, warehouse: Path, timezone: str, salt: str, now: datetime
) -> DecodedFile:
    """Write the events and rejects of one file below `warehouse`; the same file, the same bytes.

    `timezone` is that of event dates; `now` (with a zone) bounds the times of events whose vendor
    tells no time of arrival. What an earlier decoding of the file left is replaced.
    """
    decoded = DecodedFile(file.export, file.path, file.file_id, file.sha256, file.size)
    name = f"{file.export}-{file.file_id}.parquet"
    folder = warehouse / "decoding" / name.removesuffix(".parquet")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        layout, decoder = _format_of(export)
        content, path = _unpack(file.local, folder, layout if export.format == "table" else None)
        with _connection(folder, export) as duck:
            work = _Work(duck, folder, layout)
            raws = work.stage(
                content, path, nested_fields(layout, decoder, export.traits), timezone
            )
            work.frame(decoder, salt, now)
            days = work.write_events(file.export, file.file_id, name)
            reasons = work.write_rejects(file, raws, name)
        _put_in_place(folder / "results", warehouse, name)
    except (ArchiveError, FileRefusedError) as error:
        return replace(decoded, problem=str(error))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    accepted, rejected = sum(days.values()), sum(reasons.values())
    return replace(
        decoded,
        line_count=accepted + rejected,
        accepted_count=accepted,
        rejected_count=rejected,
        reject_reasons=reasons,
        days=days,
    )


def _format_of(export: Export) -> tuple[Layout, str]:
    if export.format == "table":
        return table_decoder(export.columns, export.defaults, export.traits)
    return LAYOUTS[export.format], _sql(export.format)


def _sql(name: str) -> str:
    return (resources.files("transforms.decoders") / f"{name}.sql").read_text(encoding="utf-8")


def _unpack(file: Path, folder: Path, table: Layout | None) -> tuple[Content, Path]:
    """Verify a file to its last byte and give the path of what DuckDB is to read."""
    with file.open("rb") as stream:
        if stream.read(len(PARQUET)) == PARQUET:
            return Content(is_parquet=True), file
        stream.seek(0)
        blocks = iter(partial(stream.read, BLOCK_BYTES), b"")
        content, inside = read_content(blocks, table.columns.values() if table else None)
        unpacked = folder / "content"
        with unpacked.open("wb") as target:
            target.writelines(inside)
    return content, unpacked


@contextmanager
def _connection(folder: Path, export: Export) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB of its own with the decoders' macros, reading naive times in the export's zone."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY_LIMIT,
        "temp_directory": str(folder / "spilled"),
        "preserve_insertion_order": True,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    with duckdb.connect(":memory:", config=settings) as duck:
        duck.execute(f"set timezone = {literal(export.timezone)}")
        duck.execute(_sql("functions"))
        duck.execute(trait_macros(export.traits))
        yield duck


@dataclass(frozen=True)
class _Work:
    """The steps of one file; each leaves a view for the next one."""

    duck: duckdb.DuckDBPyConnection
    folder: Path
    layout: Layout

    def stage(self, content: Content, path: Path, fields: Fields, timezone: str) -> str:
        """Parse the file once, into `records`; give the SQL of what rejected ones were."""
        if content.is_parquet:
            with _refusing_parquet(path):
                self.duck.execute(f"create view rows as from read_parquet({literal(str(path))})")
                types = self._types("rows")
                _require(self.layout, types)
                self._stage(records.records_of_rows(self.layout, fields, types), timezone)
            return records.raw_rows(types)
        self.duck.execute(f"create view lines as {records.lines_of(str(path))}")
        if content.header:
            _require(self.layout, content.header)
            self._stage(
                records.records_of_delimited_lines(self.layout, content.header, content.delimiter),
                timezone,
            )
        else:
            self._stage(records.records_of_json_lines(self.layout, fields), timezone)
        return records.raw_lines()

    def _stage(self, query: str, timezone: str) -> None:
        query = records.staged_records(query, self.layout, timezone=timezone)
        self._materialise("records", query, "*, file_row_number + 1 as line_number")

    def frame(self, decoder: str, salt: str, now: datetime) -> None:
        """Cast and judge `records`: `framed`."""
        moment = now.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")
        query = framed(decoder, self._types(f"({decoder})"), salt=salt, now=moment)
        self.duck.execute(f"create view framed as {query}")

    def write_events(self, export: str, file_id: str, name: str) -> dict[date, int]:
        """Write a file for each date below results/, and count its rows."""
        dates = "select distinct event_date from records where event_date is not null order by 1"
        days = [day for (day,) in self.duck.execute(dates).fetchall()]
        if len(days) > MANY_DAYS:
            self._materialise("framed", "from framed", "*")
        if self.layout.told_apart:
            repeats = results.repeats(self.layout.told_apart)
            self.duck.execute(f"create table repeats as {repeats}")
        counts = {}
        for day in days:
            target = self.folder / "results" / "events" / f"event_date={day}" / name
            query = results.events(export, file_id, str(day), self.layout.told_apart)
            counts[day] = self._copy(query, target, WRITTEN)
            if not counts[day]:
                target.unlink(missing_ok=True)
        return {day: count for day, count in counts.items() if count}

    def write_rejects(self, file: PulledFile, raws: str, name: str) -> dict[str, int]:
        """Write the quarantine of the file below results/, and count its reasons."""
        self.duck.execute(f"create table rejected as {results.rejected()}")
        counts = self.duck.execute(
            "select reason, count(*) from rejected group by reason order by reason"
        ).fetchall()
        if counts:
            self.duck.execute(f"create view raws as {raws}")
            query = results.rejects(file.export, file.file_id, file.path)
            self._copy(query, self.folder / "results" / "rejects" / name, WRITTEN)
        return dict(counts)

    def _materialise(self, view: str, query: str, columns: str) -> None:
        """Make a view of the result of a query, computed once; rows keep their order."""
        target = self.folder / f"{view}.parquet"
        self._copy(query, target, STAGED)
        self.duck.execute(
            f"create or replace view {view} as select {columns}"
            f" from read_parquet({literal(str(target))})"
        )

    def _copy(self, query: str, target: Path, options: str) -> int:
        target.parent.mkdir(parents=True, exist_ok=True)
        copied = self.duck.execute(f"copy ({query}) to {literal(str(target))} {options}").fetchone()
        return int(copied[0]) if copied else 0

    def _types(self, relation: str) -> dict[str, str]:
        return {row[0]: row[1] for row in self.duck.execute(f"describe {relation}").fetchall()}


def _require(layout: Layout, names: Iterable[str]) -> None:
    names = list(names)
    for name in layout.required:
        if name not in names:
            there = ", ".join(names)
            raise FileRefusedError(f"column {name[:100]!r} is missing; there are: {there[:1000]}")


@contextmanager
def _refusing_parquet(path: Path) -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        words = str(error).partition("\n")[0].replace(str(path), path.name)
        raise FileRefusedError(f"not readable as Parquet: {words[:1000]}") from error


def _put_in_place(results_folder: Path, warehouse: Path, name: str) -> None:
    """Move results into the warehouse one by one, then drop what is left of earlier ones."""
    places = {path.relative_to(results_folder) for path in results_folder.rglob("*.parquet")}
    for place in sorted(places):
        (warehouse / place).parent.mkdir(parents=True, exist_ok=True)
        with (results_folder / place).open("rb") as written:
            os.fsync(written.fileno())
        (results_folder / place).replace(warehouse / place)
    for pattern in (f"events/event_date=*/{name}", f"rejects/{name}"):
        for earlier in warehouse.glob(pattern):
            if earlier.relative_to(warehouse) not in places:
                earlier.unlink()
