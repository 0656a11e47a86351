"""Decode one pulled file: verify it, then turn it into events and rejects.

What to put here: temporary files, and where results go. What a vendor's row means and which rows
are rejected is SQL in `transforms/decoders/`. A file is loaded whole or refused whole; a line of it
becomes an event or a reject.
"""

import hashlib
import os
import shutil
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Final, cast

import duckdb

from orchestration.decoding.engine import MEMORY_LIMIT, Engine, decoder_sql, start_engine
from orchestration.decoding.source import LineFiles, ParquetRows, opened
from orchestration.settings import Export
from orchestration.settings.table_mapping import SHORT_NAMES
from orchestration.storage import PulledFile
from orchestration.warehouse.books import DecodedFile
from transforms.decoders.contents import Form, RefusedError, Rows
from transforms.decoders.drift import Columns, types_in_json, types_in_parquet
from transforms.decoders.frame import FUTURE, PersonRule
from transforms.decoders.layouts import Layout
from transforms.decoders.own_sql import own_decoder
from transforms.decoders.plan import Plan
from transforms.decoders.presence import names_in
from transforms.decoders.registry import LAYOUTS
from transforms.decoders.table import table_decoder
from transforms.events import CONTRACT

EVENTS: Final = "(format parquet, compression zstd, compression_level 1, row_group_size 122880)"
REJECTS: Final = "(format parquet, compression zstd, row_group_size 2048)"
"""Few rows in a group, which is in memory as a whole: a reject's text can be long."""

MANY_DAYS: Final = 8
"""From so many dates on, rows are framed once for all of them, not once for each."""


def decoding_id(export: Export, timezone: str, nobody: Sequence[str]) -> str:
    """16 hex digits that change with the columns of the contract, the settings for reading and the
    ids that stand for nobody.
    """
    is_of_own_host = export.format in LAYOUTS and LAYOUTS[export.format].is_of_own_host
    settings = export.model_dump_json(
        include={
            *(["host"] if is_of_own_host else []),
            "format",
            "timezone",
            "traits",
            "person",
            "columns",
            "defaults",
            "where",
            "file",
            "sql",
        }
    )
    columns = [(column.name, column.type) for column in CONTRACT]
    read_with = f"{settings}\x1f{timezone}\x1f{columns}\x1f{nobody}"
    return hashlib.sha256(read_with.encode()).hexdigest()[:16]


def decode_file(
    file: PulledFile,
    export: Export,
    *,
    warehouse: Path,
    timezone: str,
    salt: str,
    nobody: Sequence[str],
    now: datetime,
) -> DecodedFile:
    """Write the events and rejects of one file below `warehouse`; the same file, the same bytes.

    `timezone` is that of event dates, `nobody` are the ids that stand for nobody; `now` (with a
    zone) is the latest time of an event whose vendor gives no time of arrival. Results of an
    earlier decoding of the file are replaced.
    """
    decoded = DecodedFile(
        file.export,
        file.path,
        file.shown_path,
        file.file_id,
        file.sha256,
        file.size,
        decoded_with=decoding_id(export, timezone, nobody),
    )
    name = f"{file.export}-{file.file_id}.parquet"
    folder = warehouse / "decoding" / name.removesuffix(".parquet")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        with start_engine(folder, export.timezone) as engine:
            layout, decoder = _format_of(export, timezone)
            with opened(file.local, engine, _form_of(export, layout), file.path) as source:
                plan = Plan(
                    export=file.export,
                    file_id=file.file_id,
                    path=file.path,
                    layout=layout,
                    decoder=decoder,
                    traits=export.traits_read,
                    hosts=export.host,
                    person=_person_of(export),
                    content=source.content,
                    nobody=nobody,
                    timezone=timezone,
                    local_zone=export.timezone,
                    salt=salt,
                    now=now,
                )
                engine.run(plan.macros())
                engine.stage("records", map(plan.records, source.parts()))
                missing, names, columns = _columns(engine, plan, source)
            days, reasons = _write(engine, plan, source.whole(), folder / "results", name)
            look_again_at = _first_future(engine, plan) if reasons.get(FUTURE) else None
        sizes = _put_in_place(folder / "results", warehouse, name)
    except RefusedError as error:
        return replace(decoded, problem=str(error))
    except duckdb.OutOfMemoryException:
        return replace(decoded, problem=f"its lines are too long for {MEMORY_LIMIT} of memory")
    except (duckdb.IOException, duckdb.InterruptException):
        raise  # a full disk, or Ctrl-C: no fault of the file
    except duckdb.Error as error:
        # one file never stops the others; DuckDB's message may quote people's data
        remedy = "; its sql needs try() or try_cast() somewhere" if export.sql else ""
        problem = f"DuckDB cannot decode it: {type(error).__name__}{remedy}"
        return replace(decoded, problem=problem)
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
        sizes={day: sizes[f"events/event_date={day}/{name}"] for day in days},
        look_again_at=look_again_at,
        absent=tuple(missing),
        names=tuple(names),
        columns=columns,
    )


def _person_of(export: Export) -> PersonRule | None:
    if export.person is None:
        return None
    return PersonRule(trait=export.person.trait, id=export.person.id)


def _format_of(export: Export, timezone: str) -> tuple[Layout, str]:
    if export.format == "table":
        return table_decoder(export.mapped)
    if export.sql is not None:
        return own_decoder(export.sql.text, export.sql.columns, SHORT_NAMES, timezone)
    layout = LAYOUTS[export.format]
    return layout, decoder_sql(layout.sql or export.format)


def _form_of(export: Export, layout: Layout) -> Form:
    """How the text of an export's files is written."""
    given = export.file.model_dump(include={field.name for field in fields(Form)})
    return Form(
        **{
            **given,
            **({"header": layout.header, "delimiter": "\t"} if layout.header else {}),
            "is_quoted": not layout.header,
            "is_recording": layout.is_recording,
            "delimited": not layout.nested and not layout.is_recording,
            "wanted": [name for names in layout.columns.values() for name in names],
            "names_after": layout.names_after,
            "records": export.file.records or layout.records,
        }
    )


def _columns(
    engine: Engine, plan: Plan, source: LineFiles | ParquetRows
) -> tuple[list[str], list[str], Columns]:
    """Names that are mapped and not in a file, where there are some also those that it has, and
    its columns.
    """
    content = plan.content
    query = plan.names(source.whole())
    structure = engine.run(query)[0][0] if query else None

    def names() -> list[str]:
        if query:
            return names_in(structure)
        return list(content.types if isinstance(content, Rows) else content.header)

    found = plan.presence(engine.run(plan.counting())[0])
    missing = plan.absent(found, names)
    types = types_in_json(structure) if query else dict.fromkeys(names(), "text")
    if isinstance(content, Rows):
        types = types_in_parquet(content.types)
    columns = Columns(types, found.read(plan.layout), found.readable)
    return missing, names() if missing else [], columns


def _write(
    engine: Engine, plan: Plan, source: str, results: Path, name: str
) -> tuple[dict[date, int], dict[str, int]]:
    """Decode `records`; how many events each date has, and how many rejects each reason."""
    engine.run(f"create view framed as {plan.framed(engine.types(f'({plan.decoder})'))}")
    is_staged = not plan.layout.event_at  # the decoder itself says when events happened
    if is_staged:
        engine.stage("framed", ["from framed"])
    days = [day for (day,) in engine.run(plan.dates())]
    if len(days) > MANY_DAYS and not is_staged:
        engine.stage("framed", ["from framed"])
    if repeats := plan.repeats():
        engine.run(f"create table repeats as {repeats}")
    targets = [results / f"events/event_date={day}" / name for day in days]
    queries = (plan.events(str(day)) for day in days)
    counts = engine.copy_all(zip(queries, targets, strict=True), EVENTS)
    for target, count in zip(targets, counts, strict=True):
        if not count:
            target.unlink(missing_ok=True)
    events = {day: count for day, count in zip(days, counts, strict=True) if count}
    ((line_count,),) = engine.run(plan.line_count())
    if line_count == sum(counts):
        return events, {}
    rejects = results / "rejects" / name
    engine.copy(plan.rejects(source), rejects, REJECTS)
    return events, dict(engine.run(plan.reasons(str(rejects))))


def _first_future(engine: Engine, plan: Plan) -> datetime | None:
    ((first,),) = engine.run(plan.first_future())
    return cast("datetime | None", first)


def _put_in_place(results_folder: Path, warehouse: Path, name: str) -> dict[str, int]:
    """Move results into the warehouse one by one, then drop what is left of earlier ones: their
    sizes in bytes, by place.
    """
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
    return {place.as_posix(): (warehouse / place).stat().st_size for place in places}
