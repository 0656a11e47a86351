"""What is in a file, told by its bytes and not by its name."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from transforms.decoders.archives import PARQUET, peeked, unpacked
from transforms.decoders.delimited import first_line, joined_records, read_header, without_line
from transforms.decoders.lines import MARK, cleaned_lines


@dataclass(frozen=True)
class Content:
    """Parquet, lines of delimited text below a `header`, or else lines of JSON."""

    is_parquet: bool = False
    header: tuple[str, ...] = ()
    delimiter: str = ""


def read_content(
    blocks: Iterable[bytes], table_columns: Collection[str] | None
) -> tuple[Content, Iterator[bytes]]:
    """Tell what a file holds, and give what DuckDB is to read of it.

    Only a table, whose mapping names `table_columns`, may be delimited text. Raises ArchiveError,
    at the latest when the blocks are read.
    """
    first, inside = peeked(unpacked(blocks), len(PARQUET))
    if first == PARQUET:
        return Content(is_parquet=True), inside
    lines = cleaned_lines(inside)
    if table_columns is None:
        return Content(), lines
    line, lines = first_line(lines)
    # a line that was replaced, for its length or its bytes, still says what it is a line of
    if not line or line.rpartition(bytes([MARK]))[2].startswith(b"{"):
        return Content(), lines
    header, delimiter = read_header(line, table_columns)
    below = without_line(lines, line)
    return Content(False, tuple(header), delimiter), joined_records(below, delimiter, len(header))
