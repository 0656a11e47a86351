"""What a file is by its first bytes, and what is inside, verified to its last byte.

DuckDB reads a truncated gzip as if it were whole, so archives are unpacked here, with every
checksum and every end mark looked at.
"""

import zlib
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

import zstandard

GZIP: Final = b"\x1f\x8b"
ZSTD: Final = b"\x28\xb5\x2f\xfd"
PARQUET: Final = b"PAR1"
REFUSED: Final = {
    b"PK\x03\x04": "a zip archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ\x00": "an xz archive",
    b"Obj\x01": "an Avro file",
    b"\xff\xfe": "text in UTF-16",
    b"\xfe\xff": "text in UTF-16",
}

MAGIC_BYTES: Final = 8

MAX_BLOCK_BYTES: Final = 2**20
ZSTD_PIECE_BYTES: Final = 2**13
"""Small, for a piece of a hostile archive can hold 30,000 times its size."""


class ArchiveError(ValueError):
    """The file is not what it should be; the text says what is wrong with it."""


def unpacked(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Give the bytes inside, of gzip and Zstandard archives or of a plain file.

    Raises ArchiveError at the place where an archive is broken, truncated or of a refused kind.
    """
    first, blocks = peeked(blocks, MAGIC_BYTES)
    for magic, kind in REFUSED.items():
        if first.startswith(magic):
            raise ArchiveError(f"{kind}: export plain, gzip, Zstandard or Parquet files in UTF-8")
    if first.startswith(GZIP):
        return _gunzipped(blocks)
    if first.startswith(ZSTD):
        return _unzstd(blocks)
    return blocks


def peeked(blocks: Iterable[bytes], size: int) -> tuple[bytes, Iterator[bytes]]:
    """Give the first `size` bytes, or what there is, and all blocks from the beginning."""
    blocks = iter(blocks)
    first = b""
    while len(first) < size and (block := next(blocks, None)) is not None:
        first += block
    return first[:size], chain([first] if first else [], blocks)


def _gunzipped(blocks: Iterator[bytes]) -> Iterator[bytes]:
    member, ended = zlib.decompressobj(wbits=31), True
    try:
        for block in blocks:
            # Zeros after a member are padding, anything else is the next one.
            while block := block.lstrip(b"\0") if ended else block:
                if ended:
                    member = zlib.decompressobj(wbits=31)
                yield from _inflated(member, block)
                ended, block = member.eof, member.unused_data
    except zlib.error as error:
        raise ArchiveError(f"the gzip archive is broken: {error}") from None
    if not ended:
        raise ArchiveError("the gzip archive is truncated: its end is missing")


def _inflated(member: "zlib._Decompress", block: bytes) -> Iterator[bytes]:
    """Give in small pieces what a block holds, however much that is."""
    while block:
        yield member.decompress(block, MAX_BLOCK_BYTES)
        block = member.unconsumed_tail
    while not member.eof and (held_back := member.decompress(b"", MAX_BLOCK_BYTES)):
        yield held_back


def _unzstd(blocks: Iterator[bytes]) -> Iterator[bytes]:
    unpacker = zstandard.ZstdDecompressor()
    frame, ended = unpacker.decompressobj(), True
    try:
        for block in blocks:
            for start in range(0, len(block), ZSTD_PIECE_BYTES):
                piece = block[start : start + ZSTD_PIECE_BYTES]
                while piece:
                    if ended:
                        frame = unpacker.decompressobj()
                    yield frame.decompress(piece)
                    ended, piece = frame.eof, frame.unused_data
    except zstandard.ZstdError as error:
        raise ArchiveError(f"the Zstandard archive is broken: {error}") from None
    if not ended:
        raise ArchiveError("the Zstandard archive is truncated: its end is missing")
