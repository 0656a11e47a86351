"""Decode one pulled file: verify it, then turn it into events and rejects.

What to put here: temporary files, the DuckDB connection, where results go. What a vendor's row
means is SQL in `transforms/decoders/`, and so are the checks. A file is admitted whole or refused
whole; a line of it is accepted or quarantined.
"""

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Final

import duckdb

from orchestration.decoding.engine import MEMORY_LIMIT, Engine, decoder_sql, start_engine
from orchestration.settings import Export
from orchestration.storage import PulledFile
from orchestration.warehouse.books import DecodedFile
from transforms.decoders import records, results, sources
from transforms.decoders.archives import PARQUET, ArchiveError
from transforms.decoders.contents import read_content
from transforms.decoders.frame import framed
from transforms.decoders.layouts import LAYOUTS, Fields, Layout, nested_fields
from transforms.decoders.lines import in_pieces
from transforms.decoders.quoting import literal
from transforms.decoders.table import table_decoder
from transforms.events import CONTRACT

BLOCK_BYTES: Final = 2**20

PIECE_BYTES: Final = 32 * BLOCK_BYTES
"""DuckDB holds 2048 lines at once, however long they are, but never of two pieces."""

EVENTS: Final = "(format parquet, compression zstd, row_group_size 122880)"
REJECTS: Final = "(format parquet, compression zstd, row_group_size 2048)"
"""Few rows in a group, which is held in memory: a reject's text can be long."""

MANY_DAYS: Final = 8
"""From so many dates on, rows are framed once for all of them, not once for each."""


class FileRefusedError(ValueError):
    """The file as a whole cannot be decoded; the text says why."""


def decoding_id(export: Export, timezone: str) -> str:
    """16 hex digits that change with the columns of the contract and with what the settings say of
    how a file is read.
    """
    settings = export.model_dump_json(
        include={"format", "timezone", "traits", "columns", "defaults"}
    )
    columns = [(column.name, column.type) for column in CONTRACT]
    return hashlib.sha256(f"{settings}\x1f{timezone}\x1f{columns}".encode()).hexdigest()[:16]


def decode_file(
    file: PulledFile, export: Export, *, warehouse: Path, timezone: str, salt: str, now: datetime
) -> DecodedFile:
    """Write the events and rejects of one file below `warehouse`; the same file, the same bytes.

    `timezone` is that of event dates; `now` (with a zone) bounds the times of events whose vendor
    tells no time of arrival. What an earlier decoding of the file left is replaced.
    """
    decoded = DecodedFile(
        file.export,
        file.path,
        file.file_id,
        file.sha256,
        file.size,
        decoded_with=decoding_id(export, timezone),
    )
    name = f"{file.export}-{file.file_id}.parquet"
    folder = warehouse / "decoding" / name.removesuffix(".parquet")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        with start_engine(folder, export) as engine:
            decoding = _Decoding(engine, folder / "results", name, *_format_of(export))
            raws = decoding.parse(file.local, export, timezone)
            decoding.frame(salt, now)
            days, reasons = decoding.write(file, raws)
        _put_in_place(folder / "results", warehouse, name)
    except (ArchiveError, FileRefusedError) as error:
        return replace(decoded, problem=str(error))
    except duckdb.OutOfMemoryException:
        return replace(decoded, problem=f"its lines are too long for {MEMORY_LIMIT} of memory")
    except (duckdb.IOException, duckdb.InterruptException):
        raise  # a full disk, or Ctrl-C: no fault of the file
    except duckdb.Error as error:
        # one file never stops the others; DuckDB's words may hold people's data, its kind does not
        return replace(decoded, problem=f"DuckDB cannot decode it: {type(error).__name__}")
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
    return LAYOUTS[export.format], decoder_sql(export.format)


@dataclass(frozen=True)
class _Decoding:
    """The steps of one file; each leaves a view for the next one."""

    engine: Engine
    results: Path
    name: str
    layout: Layout
    decoder: str

    def parse(self, file: Path, export: Export, timezone: str) -> str:
        """Verify the file to its last byte and parse it once, into `records`.

        Gives the query of what rejected records were.
        """
        layout = self.layout
        fields = nested_fields(layout, self.decoder, export.traits)
        with file.open("rb") as stream:
            if stream.read(len(PARQUET)) == PARQUET:
                return self._parse_rows(file, fields, timezone)
            stream.seek(0)
            names = layout.columns.values() if export.format == "table" else None
            content, inside = read_content(iter(partial(stream.read, BLOCK_BYTES), b""), names)
            if content.is_parquet:
                unpacked = self.engine.folder / "content.parquet"
                with unpacked.open("wb") as target:
                    target.writelines(inside)
                return self._parse_rows(unpacked, fields, timezone)
            if content.header:
                self._require(content.header)
                query = records.records_of_delimited_lines(
                    layout, content.header, content.delimiter
                )
            else:
                query = records.records_of_json_lines(layout, fields)
            return self._parse_lines(inside, query, timezone)

    def _parse_lines(self, blocks: Iterable[bytes], query: str, timezone: str) -> str:
        pieces: list[Path] = []
        folder = self.engine.folder / "lines"
        folder.mkdir()

        def queries() -> Iterator[str]:
            before = 0
            for piece in in_pieces(blocks, PIECE_BYTES):
                pieces.append(folder / f"{len(pieces):06d}")
                with pieces[-1].open("wb") as target:
                    target.writelines(piece)
                source = sources.lines_of([str(pieces[-1])], before)
                yield records.staged_records(source, query, self.layout, timezone=timezone)
                before += sum(block.count(b"\n") for block in piece)

        self.engine.stage("records", queries())
        return sources.raw_lines(map(str, pieces))

    def _parse_rows(self, file: Path, fields: Fields, timezone: str) -> str:
        with _refusing_parquet(file):
            groups = self.engine.run(sources.row_groups(str(file)))
            types = self.engine.types(f"(from read_parquet({literal(str(file))}))")
            self._require(types)
            query = records.records_of_rows(self.layout, fields, types)
            pieces = sources.row_pieces(groups, PIECE_BYTES) or [range(0)]
            rows = [sources.rows_of(str(file), piece) for piece in pieces]
            self.engine.stage(
                "records",
                (
                    records.staged_records(source, query, self.layout, timezone=timezone)
                    for source in rows
                ),
            )
        return sources.raw_rows(str(file), types, range(pieces[-1].stop))

    def _require(self, names: Iterable[str]) -> None:
        names = list(names)
        for name in self.layout.required:
            if name not in names:
                there = ", ".join(names)[:1000]
                raise FileRefusedError(f"column {name[:100]!r} is missing; there are: {there}")

    def frame(self, salt: str, now: datetime) -> None:
        """Cast and judge `records`: `framed`."""
        moment = now.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")
        types = self.engine.types(f"({self.decoder})")
        query = framed(self.decoder, types, salt=salt, now=moment)
        self.engine.run(f"create view framed as {query}")

    def write(self, file: PulledFile, raws: str) -> tuple[dict[date, int], dict[str, int]]:
        """Write events and rejects; count the events of each date and the rejects by reason."""
        engine = self.engine
        dates = "select distinct event_date from records where event_date is not null order by 1"
        days = {
            day: self.results / f"events/event_date={day}" / self.name
            for (day,) in engine.run(dates)
        }
        if len(days) > MANY_DAYS:
            engine.stage("framed", ["from framed"])
        if self.layout.told_apart:
            engine.run(f"create table repeats as {results.repeats(self.layout.told_apart)}")
        counts = engine.copy_all(
            (
                (
                    results.events(file.export, file.file_id, str(day), self.layout.told_apart),
                    target,
                )
                for day, target in days.items()
            ),
            EVENTS,
        )
        for target, count in zip(days.values(), counts, strict=True):
            if not count:
                target.unlink(missing_ok=True)
        ((line_count,),) = engine.run(results.line_count())
        reasons = self._write_rejects(file, raws) if line_count > sum(counts) else {}
        return {day: count for day, count in zip(days, counts, strict=True) if count}, reasons

    def _write_rejects(self, file: PulledFile, raws: str) -> dict[str, int]:
        engine = self.engine
        engine.run(f"create table rejected as {results.rejected()}")
        engine.run(f"create view raws as {raws}")
        query = results.rejects(file.export, file.file_id, file.path)
        engine.copy(query, self.results / "rejects" / self.name, REJECTS)
        counts = "select reason, count(*) from rejected group by reason order by reason"
        return dict(engine.run(counts))


@contextmanager
def _refusing_parquet(path: Path) -> Iterator[None]:
    try:
        yield
    except (duckdb.IOException, duckdb.InterruptException):
        raise  # a full disk, or Ctrl-C: no fault of the file
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
