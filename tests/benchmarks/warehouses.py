"""Warehouses to measure on: invented events in their place, entered in the books, not built yet.

What to put here: how a warehouse comes to be, begins anew, and comes to hold a year. What is
measured on it is in `steps.py`.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

import duckdb

from orchestration.settings import Export
from orchestration.warehouse import books as books_of
from orchestration.warehouse.books import DecodedFile
from orchestration.warehouse.folder import Warehouse, quoted
from tests.benchmarks.generate import EXPORT, VolumeFile, write_volume_export

DAY: Final = date(2026, 11, 21)
"""The day whose night is measured."""

DAYS_A_NIGHT_READS: Final = 3
"""Its own, and the two that what began before can reach it from."""

LOADED_AT: Final = datetime(2026, 11, 22, 3)
DAYS_MOVED_AT_ONCE: Final = 40


def make_warehouse(root: Path, *, events: int, days: int = 1) -> Warehouse:
    """A warehouse at `root` with about `events` events on each of the `days` that end with DAY."""
    written = write_volume_export(root, events=events * days, days=days, end=DAY)
    return _registered(root, written.files)


def same_events(whole: Warehouse, root: Path, *, days: int) -> Warehouse:
    """A warehouse at `root` with the events of `whole` on the `days` that end with DAY."""
    files = []
    for day in (DAY - timedelta(days=days - 1 - number) for number in range(days)):
        for path in sorted(whole.events.glob(f"event_date={day}/*.parquet")):
            link = root / path.relative_to(whole.root)
            link.parent.mkdir(parents=True, exist_ok=True)
            os.link(path, link)
            files.append(VolumeFile(path.stem.rsplit("-", 1)[-1], day, link, _row_count(path)))
    return _registered(root, files)


def begin_anew(warehouse: Warehouse) -> None:
    """Take back every night since the warehouse was made."""
    for file in (warehouse.work, warehouse.marts):
        file.with_name(file.name + ".wal").unlink(missing_ok=True)  # of a night that was killed
        shutil.copyfile(_as_made(file), file)


def lengthen(warehouse: Warehouse, days: int) -> None:
    """Add history until DAY has `days` days before it: the oldest day that is built, moved back.

    As a night never reads it, its ids may repeat; whatever does read it pays for all of it.
    """
    template = DAY - timedelta(days=DAYS_A_NIGHT_READS - 1)
    moves = range(1, days - DAYS_A_NIGHT_READS + 2)
    for path in sorted(warehouse.events.glob(f"event_date={template}/*.parquet")):
        for move in moves:
            folder = warehouse.events / f"event_date={template - timedelta(days=move)}"
            folder.mkdir(exist_ok=True)
            os.link(path, folder / path.name)
    with duckdb.connect(str(warehouse.work)) as work:
        work.execute(f"attach {quoted(str(warehouse.marts))} as marts_file")
        for database, schema, table in work.execute(TABLES).fetchall():
            _move_back(work, f'{database}."{schema}"."{table}"', template, moves)


TABLES: Final = """
    select database_name, schema_name, table_name
    from duckdb_tables()
    where schema_name in ('staging', 'intermediate', 'marts') or table_name = 'file_days'
    order by all
"""


def _move_back(work: duckdb.DuckDBPyConnection, table: str, template: date, moves: range) -> None:
    """Repeat the rows of `template` on the days before it, sorted by day as nights leave them."""
    types = {name: kind for name, kind, *_ in work.execute(f"describe {table}").fetchall()}
    if "event_date" not in types:
        return
    moved = {"DATE": "{0} - move::integer", "TIMESTAMP": "{0} - to_days(move::integer)"}
    columns = ", ".join(
        f"{moved[kind].format(name)} as {name}" for name, kind in types.items() if kind in moved
    )
    for first in moves[::DAYS_MOVED_AT_ONCE]:  # so few that they sort in memory
        beyond = min(first + DAYS_MOVED_AT_ONCE, moves.stop)
        work.execute(
            f"insert into {table} select source.* replace ({columns}) from {table} as source"
            f" cross join range({first}, {beyond}) as days(move)"
            f" where event_date = date '{template}' order by move"
        )


def _registered(root: Path, files: Sequence[VolumeFile]) -> Warehouse:
    warehouse = Warehouse(root)
    with warehouse.books() as books:
        books_of.register_exports(books, [EXPORTED])
        for file in _decoded(files):
            books_of.register_file(books, file, LOADED_AT)
        books_of.define_events(books, warehouse)
    for database in (warehouse.work, warehouse.marts):
        shutil.copyfile(database, _as_made(database))
    return warehouse


def _row_count(parquet: Path) -> int:
    with duckdb.connect() as reader:
        counted = reader.execute("select count(*) from read_parquet(?)", [str(parquet)])
        return int(counted.fetchall()[0][0])


EXPORTED: Final = Export(
    name=EXPORT, format="mixpanel", url="volume/", host=("app.example.com",), traits=("plan",)
)


def _decoded(files: Sequence[VolumeFile]) -> Iterator[DecodedFile]:
    """What decoding would have said of each file."""
    for file in files:
        yield DecodedFile(
            export=EXPORT,
            path=file.path.name,
            shown_path=file.path.name,
            file_id=file.file_id,
            sha256=file.file_id,
            size=file.path.stat().st_size,
            line_count=file.rows,
            accepted_count=file.rows,
            days={file.day: file.rows},
            sizes={file.day: file.path.stat().st_size},
        )


def _as_made(database: Path) -> Path:
    return database.with_suffix(".as_made")
