r"""A file of text as lines that DuckDB can read one by one.

DuckDB splits the result at line feeds and nowhere else. A line that it could not read is replaced
by a marked one with the reason, so that line numbers stay those of the file:

    <mark> reason <mark> detail <mark> the line, with what cannot be shown as \xNN
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeVar

import numpy as np
import polars as pl

Part = TypeVar("Part")

MARK: Final = 30
"""Code of the character that marks a replaced line; no other line has it."""

SEPARATOR: Final = 31
"""Code of the character that DuckDB splits columns at; no line has it."""

LINE_FEED: Final = b"\x1d"
"""Takes the place of a line feed in a record of several lines."""

MAX_LINE_BYTES: Final = 4 * 2**20
"""PostHog and Mixpanel accept an event of 1 MiB, and write what they know of a person beside it."""
LONGEST_CLEAN_LINE: Final = 5 * MAX_LINE_BYTES
"""For DuckDB's reader: a byte that is no text is shown as four characters."""

MAX_SHOWN_BYTES: Final = 64 * 2**10
"""How much is kept of a line that is longer than MAX_LINE_BYTES."""

LONE_SURROGATE: Final = re.compile(
    rb"(\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\(?!u[dD][89a-fA-F])[^\n])"
    rb"|\\u[dD][89a-fA-F][\da-fA-F]{2}"
)
"""Half of a character, which JavaScript writes when it cuts a text in the middle of an emoji, and
which no reader of JSON accepts. What is to be kept is the first group."""

SURROGATE: Final = re.compile(rb"\\u[dD]")
"""What any of them begins with; `in` takes five times as long to say that there is none."""

FORBIDDEN: Final = (b"\0", LINE_FEED, bytes([MARK]), bytes([SEPARATOR]))
BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


def cleaned_lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Turn blocks of any size into blocks of whole, clean lines that end in a line feed.

    Lines end at a line feed, a carriage return or both. A blank line stays, as an empty one.
    """
    rest, dropped = b"", 0
    for block in _without_byte_order_mark(blocks):
        # Only the first line of this can be longer than a block.
        data = rest + block
        first = _end_of_first_line(data)
        if first is None and len(data) > MAX_LINE_BYTES + 1:
            dropped += len(data) - MAX_SHOWN_BYTES
            rest = data[:MAX_SHOWN_BYTES]
            continue
        if first is not None and (dropped or first > MAX_LINE_BYTES):
            yield _too_long(data[:first], dropped)
            data, dropped = data[first:].removeprefix(b"\r").removeprefix(b"\n"), 0
        cut = _end_of_last_line(data)
        if cut:
            yield _cleaned(data[:cut])
        rest = data[cut:]
    if dropped or len(rest.rstrip(b"\r\n")) > MAX_LINE_BYTES:
        yield _too_long(rest, dropped)
    elif rest:
        yield _cleaned(rest + b"\n")


def in_pieces(
    parts: Iterable[Part], size: int, size_of: Callable[[Part], int]
) -> Iterator[list[Part]]:
    """Put parts together until they have so much size; there is one piece at least.

    >>> list(in_pieces([b"a", b"bc", b"d"], 3, len))
    [[b'a', b'bc'], [b'd']]
    """
    piece: list[Part] = []
    total, is_first = 0, True
    for part in parts:
        piece.append(part)
        total += size_of(part)
        if total >= size:
            yield piece
            piece, total, is_first = [], 0, False
    if piece or is_first:
        yield piece


def count_lines(block: bytes) -> int:
    r"""Count line feeds, three times as fast as `bytes.count`.

    >>> count_lines(b"a\n\nb\n")
    3
    """
    return int(np.count_nonzero(np.frombuffer(block, dtype=np.uint8) == ord("\n")))


def is_utf8(block: bytes) -> bool:
    """Whether bytes are UTF-8; ten times as fast as `bytes.decode` if not all are ASCII."""
    try:
        pl.Series([block], dtype=pl.Binary).cast(pl.String)
    except pl.exceptions.ComputeError:
        return False
    return True


def _without_byte_order_mark(blocks: Iterable[bytes]) -> Iterator[bytes]:
    start = b""
    blocks = iter(blocks)
    for block in blocks:
        start += block
        if len(start) >= len(BYTE_ORDER_MARK):
            break
    yield start.removeprefix(BYTE_ORDER_MARK)
    yield from blocks


def _end_of_first_line(data: bytes) -> int | None:
    # A carriage return at the very end may be half of a line end.
    found = re.search(rb"\n|\r(?=.)", data, re.DOTALL)
    return found.start() if found else None


def _end_of_last_line(data: bytes) -> int:
    return max(data.rfind(b"\n"), data.rfind(b"\r", 0, len(data) - 1)) + 1


def _too_long(start: bytes, dropped: int) -> bytes:
    size = len(start) + dropped
    return marked_line("line_too_long", f"{size} bytes", start[:MAX_SHOWN_BYTES])


def _cleaned(block: bytes) -> bytes:
    if b"\r" in block:
        block = block.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if SURROGATE.search(block):
        block = LONE_SURROGATE.sub(rb"\1", block)
    if is_utf8(block) and not any(code in block for code in FORBIDDEN):
        return block
    return b"".join(map(_cleaned_line, block.splitlines(keepends=True)))


def _cleaned_line(line: bytes) -> bytes:
    try:
        line.decode()
    except UnicodeDecodeError as error:
        found = f"byte 0x{line[error.start]:02x} at {error.start + 1}"
        return marked_line("invalid_utf8", found, line.removesuffix(b"\n"))
    for code in FORBIDDEN:
        if code in line:
            found = f"character 0x{code[0]:02x} at {line.index(code) + 1}"
            return marked_line("control_character", found, line.removesuffix(b"\n"))
    return line


def marked_line(reason: str, detail: str, line: bytes) -> bytes:
    """A marked line in the place of one that cannot be read, which it shows."""
    shown = line.decode("utf-8", "backslashreplace")
    for code in FORBIDDEN:
        shown = shown.replace(chr(code[0]), f"\\x{code[0]:02x}")
    shown = re.sub(r"[\r\n]", " ", shown)
    mark = chr(MARK)
    return f"{mark}{reason}{mark}{detail}{mark}{shown}\n".encode()
