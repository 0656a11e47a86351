"""What DuckDB reads of an unpacked file: numbered lines, or numbered rows of Parquet.

What to put here: queries of a part of a file, as (line_number, line) or ("row number", columns of
the file), and of what rejected ones were.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from transforms.decoders.lines import LINE_FEED, LONGEST_CLEAN_LINE, MARK, SEPARATOR
from transforms.decoders.quoting import identifier, literal, literals

ROW_NUMBER: Final = '"row number"'
"""Not a likely name of a vendor's column."""

UNMARKED: Final = f"not starts_with(line, chr({MARK}))"


def lines_of(paths: Iterable[str], before: int = 0) -> str:
    """Select lines of files of clean lines, `before` others come first; a blank one is null."""
    return f"""
select row_number() over () + {before} as line_number, line
from read_csv(
    [{literals(paths)}],
    columns = {{'line': 'VARCHAR'}},
    delim = {literal(chr(SEPARATOR))},
    quote = '',
    escape = '',
    comment = '',
    header = false,
    auto_detect = false,
    new_line = '\\n',
    max_line_size = {LONGEST_CLEAN_LINE},
    buffer_size = {2 * LONGEST_CLEAN_LINE}
)
"""


def rows_of(path: str, rows: range) -> str:
    """Select some rows of a Parquet file, by their index."""
    return f"""
select * exclude (file_row_number), file_row_number + 1 as {ROW_NUMBER}
from read_parquet({literal(path)}, file_row_number = true)
where file_row_number >= {rows.start} and file_row_number < {rows.stop}
"""


def row_groups(path: str) -> str:
    """Select rows and uncompressed bytes of each row group of a Parquet file, in order."""
    return f"""
select any_value(row_group_num_rows), sum(total_uncompressed_size)
from parquet_metadata({literal(path)})
group by row_group_id
order by row_group_id
"""


def row_pieces(groups: Iterable[tuple[int, int]], size: int) -> list[range]:
    """Put row groups, given as rows and bytes, together until there are so many bytes.

    >>> row_pieces([(10, 60), (10, 60), (5, 30)], 100)
    [range(0, 20), range(20, 25)]
    """
    pieces, start, end, held = [], 0, 0, 0
    for rows, group_bytes in groups:
        end, held = end + int(rows), held + int(group_bytes)
        if held >= size:
            pieces.append(range(start, end))
            start, held = end, 0
    return [*pieces, range(start, end)] if end > start else pieces


def row_as_json(types: Mapping[str, str]) -> str:
    """A row of Parquet as a JSON object."""
    members = ", ".join(f"{literal(name)}: {identifier(name)}" for name in types)
    return f"cast(to_json({{{members}}}) as varchar)"


def raw_lines(paths: Iterable[str]) -> str:
    """Select `line_number` and `raw`, what `rejected` lines were."""
    return f"""
with lines as ({lines_of(paths)})
select
    line_number,
    case
        when {UNMARKED} then replace(line, chr({LINE_FEED[0]}), chr(10))
        else string_split(line, chr({MARK}))[4]
    end as raw
from lines
where line_number in (select line_number from rejected)
"""


def raw_rows(path: str, types: Mapping[str, str], rows: range) -> str:
    """Select `line_number` and `raw`, a JSON object, of `rejected` rows."""
    return f"""
with rows as ({rows_of(path, rows)})
select {ROW_NUMBER} as line_number, {row_as_json(types)} as raw
from rows
where {ROW_NUMBER} in (select line_number from rejected)
"""
