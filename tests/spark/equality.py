"""Whether two engines stored the same: every table, every row as often, every type.

What to put here: how results are compared and shown. It knows Parquet files and no engine.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import duckdb

from orchestration.warehouse.folder import quoted

ENGINES: Final = ("DuckDB", "Spark")
VIEWS: Final = ("ours", "theirs")
HEADINGS: Final = ("table", "rows DuckDB", "rows Spark", "only in DuckDB", "only in Spark", "")


@dataclass(frozen=True)
class Comparison:
    """One table: rows of each engine, rows that it alone has, and what is not alike otherwise."""

    table: str
    rows: tuple[int, int] = (0, 0)
    alone: tuple[int, int] = (0, 0)
    differences: tuple[str, ...] = ()

    @property
    def is_equal(self) -> bool:
        return self.alone == (0, 0) and not self.differences


def compared(
    left: Path,
    right: Path,
    left_out: Iterable[str] = (),
    rows_left_out: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Comparison]:
    """Compare the Parquet files of two folders by name, in order.

    A table may be a file or a folder of files. Columns that are `left_out` count in no table, and
    rows for which the condition of their table in `rows_left_out` is true count in that one.
    """
    names = sorted({path.name for folder in (left, right) for path in folder.glob("*.parquet")})
    for name in names:
        table, paths = name.removesuffix(".parquet"), (left / name, right / name)
        missing = [words for path, words in zip(paths, ENGINES, strict=True) if not path.exists()]
        if missing:
            yield Comparison(table, differences=(f"not on {missing[0]}",))
        else:
            with duckdb.connect() as engine:
                for view, path in zip(VIEWS, paths, strict=True):
                    files = str(path / "*.parquet" if path.is_dir() else path)
                    kept = f"({rows_left_out.get(table, 'false')}) is not true"
                    rows = f"from read_parquet({quoted(files)}) where {kept}"
                    engine.execute(f"create view {view} as {rows}")
                yield _compared(engine, table, set(left_out))


def _compared(engine: duckdb.DuckDBPyConnection, table: str, left_out: Set[str]) -> Comparison:
    types = [_types(engine, view) for view in VIEWS]
    differences = [
        f"{column}: {types[0].get(column, 'none')} and {types[1].get(column, 'none')}"
        for column in sorted(types[0] | types[1])
        if types[0].get(column) != types[1].get(column)
    ]
    shared = [f'"{column}"' for column in types[0] if column in types[1].keys() - left_out]
    ours, theirs = (f"(select {', '.join(shared)} from {view})" for view in VIEWS)
    counts = [
        engine.execute(f"select count(*) from ({query})").fetchall()[0][0]
        for query in (ours, theirs, f"{ours} except all {theirs}", f"{theirs} except all {ours}")
    ]
    return Comparison(table, (counts[0], counts[1]), (counts[2], counts[3]), tuple(differences))


def _types(engine: duckdb.DuckDBPyConnection, view: str) -> dict[str, str]:
    described = engine.execute(f"describe {view}").fetchall()
    return {name: kind for name, kind, *_ in described}


def shown(comparisons: Sequence[Comparison]) -> str:
    """The comparisons, a line each."""
    rows = [
        HEADINGS,
        *(
            (
                one.table,
                *(f"{number:,}" for number in (*one.rows, *one.alone)),
                "equal" if one.is_equal else " ".join(("DIFFERENT", *one.differences)),
            )
            for one in comparisons
        ),
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join((row[0].ljust(widths[0]), *map(str.rjust, row[1:5], widths[1:5]), row[5]))
        for row in rows
    )
