"""A pulled file as parts that DuckDB reads one by one: pieces of lines, or groups of Parquet rows.

What to put here: opening the file and cutting it. How a part is parsed is SQL.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb

from orchestration.decoding.engine import Engine
from transforms.decoders.contents import (
    PARQUET,
    Form,
    Lines,
    RefusedError,
    Rows,
    read_lines,
    unpacked,
)
from transforms.decoders.lines import count_lines, in_pieces
from transforms.decoders.plan import row_groups
from transforms.decoders.quoting import literal, literals

PART_BYTES: Final = 64 * 2**20
"""DuckDB has 2048 lines in memory at once, however long they are, but never of two parts. In
smaller parts it finds fewer equal values, and plans a query for each.
"""
ROWS_BYTES: Final = 32 * 2**20
"""The same of Parquet rows, whose values are packed."""


class LineFiles:
    """Lines; each part is written to a file of its own when it is asked for.

    Parts are calls of the macro `lines_of`.
    """

    def __init__(self, content: Lines, blocks: Iterable[bytes], folder: Path) -> None:
        self.content = content
        self._blocks = blocks
        self._folder = folder
        self._paths: list[str] = []

    def parts(self) -> Iterator[str]:
        """The parts in their order; to be asked for once."""
        lines_before = 0
        self._folder.mkdir()
        for blocks in in_pieces(self._blocks, PART_BYTES, len):
            path = self._folder / f"{len(self._paths):06d}"
            with path.open("wb") as target:
                target.writelines(blocks)
            self._paths.append(str(path))
            yield f"lines_of([{literal(str(path))}], {lines_before})"
            lines_before += sum(map(count_lines, blocks))

    def whole(self) -> str:
        """All parts as one; after the last of them was asked for."""
        return f"lines_of([{literals(self._paths)}], 0)"


class ParquetRows:
    """Rows of a Parquet file; parts are calls of the macro `rows_of`. A column that is wanted under
    the same name in other letters, `cs_referer` for `cs_Referer`, is called as it is wanted.
    """

    def __init__(self, engine: Engine, path: Path, wanted: Collection[str]) -> None:
        self._path = literal(str(path))
        self._groups = engine.run(row_groups(str(path))) or [(1, 0, 0)]
        types = engine.types(f"(from read_parquet({self._path}))")
        names = {name.lower(): name for name in wanted}
        self.content = Rows({names.get(name.lower(), name): kind for name, kind in types.items()})

    def parts(self) -> Iterator[str]:
        """Row groups put together, in their order."""
        for groups in in_pieces(self._groups, ROWS_BYTES, lambda group: int(group[2])):
            yield f"rows_of({self._path}, {groups[0][0]}, {groups[-1][1]})"

    def whole(self) -> str:
        """All rows."""
        return f"rows_of({self._path}, 1, {self._groups[-1][1]})"


@contextmanager
def opened(path: Path, engine: Engine, form: Form, name: str) -> Iterator[LineFiles | ParquetRows]:
    """Find out what a file is, and keep it open while it is parsed; `name` is that at its source.

    Raises:
        RefusedError: the file as a whole cannot be read; the text says why.
    """
    with path.open("rb") as file:
        if lines := read_lines(file, form):
            if name.lower().endswith(".br"):  # nothing in its bytes says what it is
                raise RefusedError("brotli is not read: export with gzip or Zstandard")
            yield LineFiles(*lines, engine.folder / "lines")
            return
        file.seek(0)
        if file.read(len(PARQUET)) != PARQUET:
            file.seek(0)
            path = engine.folder / "content.parquet"
            with path.open("wb") as target:
                target.writelines(unpacked(file))
    try:
        yield ParquetRows(engine, path, form.wanted)
    except (duckdb.IOException, duckdb.InterruptException):
        raise  # a full disk, or Ctrl-C: no fault of the file
    except duckdb.Error as error:
        words = str(error).partition("\n")[0].replace(str(path), path.name)
        raise RefusedError(f"not readable as Parquet: {words[:1000]}") from error
