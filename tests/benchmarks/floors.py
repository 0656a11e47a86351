"""What no decoder can do without: to read a file of the bench, and to parse once what is in it.

What to put here: the least that is done with a file, each part by the CPU it takes. Decoding is
compared with it in `decoding.py`.
"""

import shutil
import time
from pathlib import Path
from typing import Final

import duckdb
from zlib_ng import gzip_ng

from orchestration.decoding.engine import decoder_sql
from orchestration.warehouse.folder import quoted
from tests.benchmarks.exports import JSON_LINES, SAMPLES
from transforms.decoders.fields import shape, shape_of
from transforms.decoders.layouts import nested_fields
from transforms.decoders.paths import TEXT, tree_of
from transforms.decoders.registry import LAYOUTS

LINES: Final = (
    "read_csv({}, columns = {{'line': 'VARCHAR'}}, delim = chr(31), quote = '', escape = '',"
    " comment = '', header = false, auto_detect = false, max_line_size = 20_000_000)"
)


def floor_of(file: Path, name: str) -> tuple[dict[str, float], int]:
    """Seconds of CPU until DuckDB has all lines or rows of a sample's file, `reading`, and then the
    fields in them that the decoder reads, `parsing`; and the bytes of the file, unpacked.
    """
    started = time.process_time()
    lines = file
    if name in JSON_LINES:
        lines = file.parents[1] / "lines"
        with gzip_ng.open(file) as packed, lines.open("wb") as unpacked:
            shutil.copyfileobj(packed, unpacked, 2**20)
    unpacking = time.process_time() - started
    path = quoted(str(lines))
    source = LINES.format(path) if name in JSON_LINES else f"read_parquet({path})"
    rows = "line" if name in JSON_LINES else "rows"
    reading = _cpu(f"select max(hash({rows})) from {source} as rows")
    parsed = _cpu(f"select max(hash({rows})), {_parsed(name)} from {source} as rows")
    seconds = {"reading": unpacking + reading, "parsing": max(0.0, parsed - reading)}
    return seconds, lines.stat().st_size


def _parsed(name: str) -> str:
    """SQL that parses everything in a line or row that a decoder reads, in one go."""
    given = SAMPLES[name].format
    if given not in LAYOUTS:  # a table of columns has nothing in it to parse
        return "null"
    layout = LAYOUTS[given]
    nested = nested_fields(layout, decoder_sql(layout.sql or given), ())
    if name not in JSON_LINES:
        parsed = [
            f"count(from_json({column}, {shape(fields)}))" for column, fields in nested.items()
        ]
        return ", ".join(parsed) or "null"
    if layout.header:
        return "count(string_split(line, chr(9)))"
    fields = tree_of(name for names in layout.columns.values() for name in names)
    fields |= {column: dict.fromkeys(names, TEXT) for column, names in nested.items()}
    return f"count(from_json(line, {shape_of(fields)}))"


def _cpu(query: str) -> float:
    with duckdb.connect(config={"threads": 2}) as duck:
        started = time.process_time()
        duck.execute(query).fetchall()
        return time.process_time() - started
