"""What is in a file, found by its bytes and not by its name, and read to its last byte.

DuckDB reads a truncated gzip as if it were whole. So archives are unpacked here, by readers that
check every checksum and every end mark.
"""

import gzip
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import BinaryIO, Final

from backports import zstd
from zlib_ng import gzip_ng, zlib_ng

from transforms.decoders.delimited import first_line, joined_records, read_header, without_line
from transforms.decoders.lines import MARK, cleaned_lines

BLOCK_BYTES: Final = 2**20

PARQUET: Final = b"PAR1"

GZIP: Final = b"\x1f\x8b"
ZSTANDARD: Final = b"\x28\xb5\x2f\xfd"

REFUSED: Final = {
    b"PK\x03\x04": "a zip archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ\x00": "an xz archive",
    b"Obj\x01": "an Avro file",
    b"\xff\xfe": "text in UTF-16",
    b"\xfe\xff": "text in UTF-16",
}

MAGIC_BYTES: Final = 6
"""Length of the longest of them."""


ARCHIVE_ERRORS: Final[tuple[type[Exception], ...]] = (
    gzip.BadGzipFile,
    zlib_ng.error,  # type: ignore[assignment]  # a class, though its stub says an instance
    zstd.ZstdError,
)


class RefusedError(ValueError):
    """The file as a whole cannot be decoded; the text says why."""


@dataclass(frozen=True)
class Lines:
    """Lines of delimited text below a `header`; without one, lines of JSON."""

    header: tuple[str, ...] = ()
    delimiter: str = ""


@dataclass(frozen=True)
class Rows:
    """Rows of Parquet: names and DuckDB types of the columns."""

    types: Mapping[str, str]


def read_lines(
    file: BinaryIO, table_columns: Collection[str] | None
) -> tuple[Lines, Iterator[bytes]] | None:
    """What the lines of a file are, and blocks of them as DuckDB can read them.

    None for Parquet, packed or not. Only a table, whose mapping names `table_columns`, may be
    delimited text.

    Raises:
        RefusedError: the file is of a kind that is not read, or its archive is broken or
            truncated, which may be seen as late as in its last block.
    """
    inside = unpacked(file)
    first = next(inside, b"")
    if first.startswith(PARQUET):
        return None
    lines = cleaned_lines(chain([first], inside))
    if table_columns is None:
        return Lines(), lines
    line, lines = first_line(lines)
    # a marked line, one that was too long or no UTF-8, still shows whether it is JSON
    if not line or line.rpartition(bytes([MARK]))[2].startswith(b"{"):
        return Lines(), lines
    header, delimiter = read_header(line, table_columns)
    below = without_line(lines, line)
    return Lines(tuple(header), delimiter), joined_records(below, delimiter, len(header))


def unpacked(file: BinaryIO) -> Iterator[bytes]:
    """Blocks of 1 MiB of what is in an archive (gzip, Zstandard), or of the file itself.

    Raises:
        RefusedError: the archive is broken, truncated or of another kind.
    """
    first = file.read(MAGIC_BYTES)
    file.seek(0)
    for magic, kind in REFUSED.items():
        if first.startswith(magic):
            raise RefusedError(f"{kind}: export plain, gzip, Zstandard or Parquet files in UTF-8")
    if first.startswith(GZIP):
        return _checked("gzip", gzip_ng.open(file).read)
    if first.startswith(ZSTANDARD):
        return _checked("Zstandard", zstd.open(file).read)
    return _blocks(file.read)


def _checked(kind: str, read: Callable[[int], bytes]) -> Iterator[bytes]:
    try:
        yield from _blocks(read)
    except EOFError:
        raise RefusedError(f"the {kind} archive is truncated: its end is missing") from None
    except ARCHIVE_ERRORS as error:
        raise RefusedError(f"the {kind} archive is broken: {error}") from None


def _blocks(read: Callable[[int], bytes]) -> Iterator[bytes]:
    return iter(partial(read, BLOCK_BYTES), b"")
