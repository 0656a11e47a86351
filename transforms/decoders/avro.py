"""An Avro file as lines of JSON, some blocks at a time.

Polars reads a file as a whole, however large it is. So the file is cut between its blocks, and what
is read at once is a small file: the header of all, and some blocks. As the mark after each block is
looked at here, most damage is found before Polars has to make sense of it.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import IO, Final

import polars as pl
from polars.selectors import binary

from transforms.decoders.lines import in_pieces

AVRO: Final = b"Obj\x01"

MARK_BYTES: Final = 16
PIECE_BYTES: Final = 2**18
"""How much of a file is read at once: of many equal rows it becomes a hundred times as much."""
MOST_BYTES: Final = 2**26
"""Of one block, or one text of the header; writers make blocks of 64 kB."""
MOST_ROWS: Final = 1100
"""Rows for each byte of a block: no compression of Avro makes more of a byte."""

TRUNCATED: Final = "the Avro file is truncated: its end is missing"
BROKEN: Final = "the Avro file is broken"


class AvroError(ValueError):
    """The file cannot be read; the text says why."""


def lines_of_avro(file: IO[bytes]) -> Iterator[bytes]:
    """Blocks of lines, a JSON object for each row; moments are texts in UTC, bytes hexadecimal.

    Raises AvroError, which may be as late as at the last block.
    """
    header = _header(file)
    for blocks in in_pieces(_blocks(file, header[-MARK_BYTES:]), PIECE_BYTES, len):
        try:
            rows = pl.read_avro(BytesIO(header + b"".join(blocks)))
            yield rows.with_columns(binary().bin.encode("hex")).write_ndjson().encode()
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
            # what is in quotes may be of a row
            why = re.sub(r"""["'`].*""", "…", str(error).partition("\n")[0], flags=re.DOTALL)
            raise AvroError(f"{BROKEN}: {why[:200]}") from None


def _header(file: IO[bytes]) -> bytes:
    """All bytes before the first block; the last 16 of them are the mark after each block."""
    file.seek(len(AVRO))
    while count := _number(file):
        if count < 0:  # a number of bytes follows, for readers that skip
            _number(file)
        for _ in range(2 * abs(count)):
            _bytes(file, _number(file))
    _bytes(file, MARK_BYTES)
    end = file.tell()
    file.seek(0)
    return file.read(end)


def _blocks(file: IO[bytes], mark: bytes) -> Iterator[bytes]:
    while True:
        start = file.tell()
        if not file.read(1):
            return
        file.seek(start)
        rows, size = _number(file), _number(file)
        if not _bytes(file, size + MARK_BYTES).endswith(mark) or not 0 <= rows <= MOST_ROWS * size:
            raise AvroError(f"{BROKEN}: a block does not end where it says")
        end = file.tell()
        file.seek(start)
        yield file.read(end - start)


def _number(file: IO[bytes]) -> int:
    """A number as Avro writes it: seven bits a byte, the lowest of them its sign."""
    number = 0
    for shift in range(0, 64, 7):
        (byte,) = _bytes(file, 1)
        number |= (byte & 127) << shift
        if byte < 128:
            return (number >> 1) ^ -(number & 1)
    raise AvroError(f"{BROKEN}: a number in it has no end")


def _bytes(file: IO[bytes], count: int) -> bytes:
    if not 0 <= count <= MOST_BYTES:
        raise AvroError(f"{BROKEN}: a part of it has {count} bytes")
    found = file.read(count)
    if len(found) < count:
        raise AvroError(TRUNCATED)
    return found
