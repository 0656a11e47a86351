"""What is in a file, found by its bytes and not by its name, and read to its last byte.

DuckDB reads a truncated gzip as if it were whole. So archives are unpacked here, by readers that
check every checksum and every end mark.
"""

import codecs
import gzip
import re
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import IO, BinaryIO, Final

from backports import zstd
from zlib_ng import gzip_ng, zlib_ng

from transforms.decoders.avro import AVRO, AvroError, lines_of_avro
from transforms.decoders.delimited import (
    delimiter_of,
    first_line,
    joined_records,
    read_header,
    without_comments,
    without_line,
)
from transforms.decoders.directives import named_lines
from transforms.decoders.documents import DocumentError, items_of_list, rows_of_document
from transforms.decoders.lines import BYTE_ORDER_MARK, MARK, cleaned_lines
from transforms.decoders.recordings import told_lines

BLOCK_BYTES: Final = 2**20

PARQUET: Final = b"PAR1"

GZIP: Final = b"\x1f\x8b"
ZSTANDARD: Final = b"\x28\xb5\x2f\xfd"
ZIP: Final = b"PK\x03\x04"

REFUSED: Final = {
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ\x00": "an xz archive",
    b"\x04\x22\x4d\x18": "an lz4 archive",
    b"\xff\x06\x00\x00sN": "a snappy archive",
}

MAGIC_BYTES: Final = 6
"""Length of the longest of them."""

LIST: Final = re.compile(rb"\s*\[\s*(\{|\Z|\]\s*\Z)")
"""The beginning of a JSON list of objects."""

UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

ARCHIVE_ERRORS: Final[tuple[type[Exception], ...]] = (
    gzip.BadGzipFile,
    zipfile.BadZipFile,
    zlib_ng.error,  # type: ignore[assignment]  # a class, though its stub says an instance
    zstd.ZstdError,
)


class RefusedError(ValueError):
    """The file as a whole cannot be decoded; the text says why."""


@dataclass(frozen=True)
class Lines:
    """Lines of delimited text of the columns `header`; without them, lines of JSON."""

    header: tuple[str, ...] = ()
    delimiter: str = ""
    is_quoted: bool = True


@dataclass(frozen=True)
class Rows:
    """Rows of Parquet: names and DuckDB types of the columns."""

    types: Mapping[str, str]


@dataclass(frozen=True)
class Form:
    """How text is written, as far as it does not show it itself.

    Attributes:
        delimited: it may be delimited text, not only JSON.
        wanted: names by which the header of delimited text is known.
        header: names of its columns, if it has no line of them.
        delimiter: what parts its fields; "" to find out.
        is_quoted: whether quotes may be around a field; else they are characters like others.
        skip_lines: lines at the beginning that are no data.
        comment: sign that begins lines that are no data; "" if none do.
        encoding: Python's name of the encoding; "" for UTF-8, or UTF-16 with its mark.
        names_after: sign of lines that name the fields of the lines below them.
        records: path of the list of rows in a JSON document.
        is_recording: whether it is a recording of rrweb's.
    """

    delimited: bool = False
    wanted: Collection[str] = ()
    header: tuple[str, ...] = ()
    delimiter: str = ""
    is_quoted: bool = True
    skip_lines: int = 0
    comment: str = ""
    encoding: str = ""
    names_after: str = ""
    records: str = ""
    is_recording: bool = False


def read_lines(file: BinaryIO, form: Form) -> tuple[Lines, Iterator[bytes]] | None:
    """What the lines of a file are, and blocks of them as DuckDB can read them.

    None for Parquet, packed or not. Files of one zip archive are read one after the other.

    Raises:
        RefusedError: the file is of a kind that is not read, or its archive is broken or
            truncated, which may be seen as late as in its last block.
    """
    magic = _magic(file)
    if magic.startswith(AVRO):
        return Lines(), cleaned_lines(_refusing(lines_of_avro(file)))
    if not magic.startswith(ZIP):
        return _lines_of(unpacked(file), form)
    found = [_lines_of(member, form) for member in _members(file)]
    contents = [lines for lines in found if lines is not None]
    if len(contents) < len(found) or len({content for content, _ in contents}) > 1:
        raise RefusedError("a zip archive of files with other columns or of Parquet: unpack it")
    return contents[0][0], chain.from_iterable(blocks for _, blocks in contents)


def _lines_of(blocks: Iterator[bytes], form: Form) -> tuple[Lines, Iterator[bytes]] | None:
    first = next(blocks, b"")
    if first.startswith(PARQUET):
        return None
    blocks = _as_utf8(first, chain([first], blocks), form.encoding)
    first = next(blocks, b"").removeprefix(BYTE_ORDER_MARK)
    blocks = chain([first], blocks)
    if LIST.match(first):
        items = cleaned_lines(_refusing(items_of_list(blocks)))
        return Lines(), told_lines(items) if form.is_recording else items
    last_name = form.records.rpartition(".")[2]
    if form.records and re.search(rb'"' + re.escape(last_name.encode()) + rb'"\s*:', first):
        return Lines(), cleaned_lines(_refusing(rows_of_document(blocks, form.records)))
    lines = cleaned_lines(blocks)
    # CloudFront writes the same fields as JSON lines too
    begins_as_json = any(line.startswith(b"{") for line in first.split(b"\n", 2)[:2])
    if form.names_after and not begins_as_json:
        named = named_lines(lines, form.names_after.encode())
        if named is None:
            raise RefusedError(f"none of its first lines begins with {form.names_after!r}")
        names, delimiter, lines = named
        return Lines(names, delimiter, is_quoted=False), lines
    if form.skip_lines or form.comment:
        lines = without_comments(lines, form.skip_lines, form.comment)
    # the first line may be broken, which costs itself only
    looks_like_json = any(line.startswith(b"{") for line in first.split(b"\n", 3)[1:3])
    if not form.delimited or (form.is_quoted and looks_like_json):
        return Lines(), told_lines(lines) if form.is_recording else lines
    return _delimited(lines, form)


def _delimited(lines: Iterator[bytes], form: Form) -> tuple[Lines, Iterator[bytes]]:
    if not form.is_quoted:
        return Lines(form.header, form.delimiter, is_quoted=False), lines
    line, lines = first_line(lines)
    # a marked line, one that was too long or no UTF-8, still shows whether it is JSON
    if not line or line.rpartition(bytes([MARK]))[2].lstrip().startswith(b"{"):
        return Lines(), lines
    if form.header:
        delimiter = form.delimiter or delimiter_of(line, len(form.header))
        return Lines(form.header, delimiter), joined_records(lines, delimiter, len(form.header))
    header, delimiter = read_header(line, form.wanted, form.delimiter)
    below = without_line(lines, line)
    return Lines(tuple(header), delimiter), joined_records(below, delimiter, len(header))


def _as_utf8(first: bytes, blocks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    if not encoding and first.startswith(UTF_16):
        encoding = "utf-16"
    if not encoding:
        return blocks
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    ends = chain(((block, False) for block in blocks), [(b"", True)])
    return (decoder.decode(block, is_end).encode() for block, is_end in ends)


def _refusing(lines: Iterator[bytes]) -> Iterator[bytes]:
    try:
        yield from lines
    except DocumentError as error:
        raise RefusedError(f"the file {error}") from None
    except AvroError as error:
        raise RefusedError(str(error)) from None


def _members(file: BinaryIO) -> list[Iterator[bytes]]:
    """What is in each file of a zip archive, in the order of their names."""
    try:
        archive = zipfile.ZipFile(file)
        names = sorted(
            (info.filename, info)
            for info in archive.infolist()
            if not info.is_dir() and not info.filename.startswith("__MACOSX/")
        )
        if any(info.flag_bits & 1 for _, info in names):
            raise RefusedError("the zip archive is encrypted: unpack it")
        opened = [archive.open(info) for _, info in names]
    except zipfile.BadZipFile as error:
        raise RefusedError(f"the zip archive is broken: {error}") from None
    except NotImplementedError as error:  # Python's word for a compression that it does not know
        raise RefusedError(
            f"the zip archive is packed in a way that is not read: {error}"
        ) from None
    if not opened:
        raise RefusedError("the zip archive is empty")
    return [_checked("zip", unpacked(member)) for member in opened]


def unpacked(file: IO[bytes]) -> Iterator[bytes]:
    """Blocks of 1 MiB of what is in an archive (gzip, Zstandard), or of the file itself.

    Raises:
        RefusedError: the archive is broken, truncated or of another kind.
    """
    first = _magic(file)
    for magic, kind in REFUSED.items():
        if first.startswith(magic):
            raise RefusedError(f"{kind}: export plain, gzip, Zstandard, Avro or Parquet files")
    if first.startswith(GZIP):
        return _checked("gzip", _blocks(gzip_ng.open(file).read))
    if first.startswith(ZSTANDARD):
        return _checked("Zstandard", _blocks(zstd.open(file).read))
    return _blocks(file.read)


def _magic(file: IO[bytes]) -> bytes:
    first = file.read(MAGIC_BYTES)
    file.seek(0)
    return first


def _checked(kind: str, blocks: Iterable[bytes]) -> Iterator[bytes]:
    try:
        yield from blocks
    except EOFError:
        raise RefusedError(f"the {kind} archive is truncated: its end is missing") from None
    except ARCHIVE_ERRORS as error:
        raise RefusedError(f"the {kind} archive is broken: {error}") from None


def _blocks(read: Callable[[int], bytes]) -> Iterator[bytes]:
    return iter(partial(read, BLOCK_BYTES), b"")
