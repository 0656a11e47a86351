"""A DuckDB that decodes one file: many queries at once, each of them in one thread.

DuckDB's own threads write the same rows in groups that differ from run to run. Here a file is cut
into pieces, always at the same places, and each is parsed by one thread: every core is busy, memory
is bounded by the size of a piece, and the bytes that come out are the same every time.

What to put here: the connection, its threads, its temporary files. What is asked is SQL from
`transforms/decoders/`.
"""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final

import duckdb

from transforms.decoders.quoting import literal, literals

THREADS: Final = min(4, os.cpu_count() or 1)
MEMORY_LIMIT: Final = "1500MB"

STAGED: Final = "(format parquet, compression lz4_raw, row_group_size 20480)"


@dataclass(frozen=True)
class Engine:
    """Queries on a DuckDB in memory, and files below `folder` that hold their results."""

    duck: duckdb.DuckDBPyConnection
    pool: ThreadPoolExecutor
    folder: Path
    timezone: str

    def run(self, query: str) -> list[tuple[Any, ...]]:
        """Give the rows of a query, in this thread."""
        with self.duck.cursor() as cursor:
            # A setting of each connection: naive times are read in this zone.
            cursor.execute(f"set timezone = {literal(self.timezone)}")
            return cursor.execute(query).fetchall()

    def types(self, relation: str) -> dict[str, str]:
        """Names and DuckDB types of the columns of a relation."""
        return {row[0]: row[1] for row in self.run(f"describe {relation}")}

    def copy(self, query: str, target: Path, options: str) -> int:
        """Write the rows of a query to a Parquet file and count them."""
        target.parent.mkdir(parents=True, exist_ok=True)
        ((count,),) = self.run(f"copy ({query}) to {literal(str(target))} {options}")
        return int(count)

    def copy_all(self, copies: Iterable[tuple[str, Path]], options: str) -> list[int]:
        """Write many files, the first ones while queries of others are still being made."""
        copying = [self.pool.submit(self.copy, *copy, options) for copy in copies]
        return [copied.result() for copied in copying]

    def stage(self, view: str, queries: Iterable[str]) -> None:
        """Make a view of the results of queries one after the other, each computed once."""
        targets: list[Path] = []

        def copies() -> Iterator[tuple[str, Path]]:
            for query in queries:
                targets.append(self.folder / view / f"{len(targets):06d}.parquet")
                yield query, targets[-1]

        self.copy_all(copies(), STAGED)
        files = literals(map(str, targets))
        self.run(f"create or replace view {view} as from read_parquet([{files}])")


def decoder_sql(name: str) -> str:
    """Give the text of an SQL file of `transforms/decoders/`."""
    return (resources.files("transforms.decoders") / f"{name}.sql").read_text(encoding="utf-8")


@contextmanager
def start_engine(folder: Path, timezone: str) -> Iterator[Engine]:
    """An engine with the macros of the decoders; its files are gone when it stops."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "threads": 1,
        "memory_limit": MEMORY_LIMIT,
        "temp_directory": str(folder / "spilled"),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    with duckdb.connect(":memory:", config=settings) as duck, ThreadPoolExecutor(THREADS) as pool:
        engine = Engine(duck, pool, folder, timezone)
        engine.run(decoder_sql("functions"))
        try:
            yield engine
        finally:
            pool.shutdown(cancel_futures=True)
