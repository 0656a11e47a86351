"""Delimited text (CSV, TSV) as one record a line.

DuckDB's own reader loses the rest of a file after a quote that is not closed. So here every line is
a record, unless its quote is closed on a later line and the lines together have the right number of
fields: then they are one record with line feeds in it.
"""

import csv
import re
from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from typing import Final

from transforms.decoders.lines import LINE_FEED, MARK, MAX_LINE_BYTES
from transforms.decoders.quoting import literal

MAX_RECORD_LINES: Final = 100

DELIMITERS: Final = (",", "\t", ";", "|")


def first_line(blocks: Iterable[bytes]) -> tuple[bytes, Iterator[bytes]]:
    r"""Give the first line that is not blank, and all blocks from the beginning.

    >>> line, blocks = first_line([b"\n", b"a,b\n1,2\n"])
    >>> line, list(blocks)
    (b'a,b', [b'\n', b'a,b\n1,2\n'])
    """
    blocks = iter(blocks)
    before: list[bytes] = []
    for block in blocks:
        before.append(block)
        for line in block.split(b"\n"):
            if line.strip():
                return line.rstrip(b"\r"), chain(before, blocks)
    return b"", iter(before)


def without_line(blocks: Iterable[bytes], line: bytes) -> Iterator[bytes]:
    r"""Make the first occurrence of a line blank.

    >>> list(without_line([b"\n", b"a,b\na,b\n"], b"a,b"))
    [b'\n', b'\na,b\n']
    """
    blocks = iter(blocks)
    for block in blocks:
        if line in block:
            yield block.replace(line, b"", 1)
            break
        yield block
    yield from blocks


def without_comments(blocks: Iterable[bytes], skipped: int, sign: str) -> Iterator[bytes]:
    r"""Make the first lines blank, and all that begin with a sign.

    >>> list(without_comments([b"Report\n#a\nb#\n#\n"], 1, "#"))
    [b'\n\nb#\n\n']
    """
    comment = re.compile(rb"(?m)^" + re.escape(sign.encode()) + rb"[^\n]*") if sign else None
    for block in blocks:
        kept = block
        if skipped:
            lines = block.split(b"\n", skipped)
            kept = b"\n" * (len(lines) - 1) + lines[-1]
            skipped -= len(lines) - 1
        yield comment.sub(b"", kept) if comment else kept


def read_header(line: bytes, wanted: Collection[str], delimiter: str = "") -> tuple[list[str], str]:
    """Names in a header line and the delimiter between them: the one by which most are found.

    >>> read_header(b"id;at,utc", ["at,utc"])
    (['id', 'at,utc'], ';')
    """
    text = line.decode("utf-8", "replace").strip("\n")
    readings = [(_fields(text, sign), sign) for sign in ([delimiter] if delimiter else DELIMITERS)]
    return max(readings, key=lambda reading: (len(set(reading[0]) & set(wanted)), len(reading[0])))


def delimiter_of(line: bytes, width: int) -> str:
    """The delimiter that parts a line into so many fields, or into the most.

    >>> delimiter_of(b"a;b,c;d", 3)
    ';'
    """
    counts = {sign: len(_fields(line.decode("utf-8", "replace"), sign)) for sign in DELIMITERS}
    return max(DELIMITERS, key=lambda sign: (counts[sign] == width, counts[sign]))


def fields_of_line(delimiter: str, *, is_quoted: bool) -> str:
    """SQL that splits a `line` into the list of its fields; NULL where the quotes are wrong.

    A field is quoted as a whole or not at all: a quote inside an unquoted one is a character.
    """
    if not is_quoted:
        return f"string_split(line, {literal(delimiter)})"
    escaped = "\\" + delimiter
    quoted, unquoted = '"(?:[^"]|"")*"', f'[^"{escaped}][^{escaped}]*'
    row = f"(?s)^(?:{quoted}|{unquoted}|)(?:{escaped}(?:{quoted}|{unquoted}|))*$"
    field = f"(?s){escaped}({quoted}|[^{escaped}]*)"
    return f"""
        case
            when not contains(line, '"') then string_split(line, {literal(delimiter)})
            when regexp_full_match(line, {literal(row)})
                then
                    list_transform(
                        regexp_extract_all({literal(delimiter)} || line, {literal(field)}, 1),
                        lambda field: field_text(field)
                    )
        end"""


def joined_records(blocks: Iterable[bytes], delimiter: str, width: int) -> Iterator[bytes]:
    """Join lines of records that go over several; blank lines after them keep line numbers true.

    Blocks are of whole lines, as lines.py cleans them; so are the results.
    """
    pending: list[bytes] = []
    for block in blocks:
        if not pending and b'"' not in block:
            yield block
            continue
        done, pending = _join([*pending, *block.splitlines(keepends=True)], delimiter, width)
        yield done
    while pending:
        done, pending = _join(pending, delimiter, width, at_end=True)
        yield done


def _join(
    lines: list[bytes], delimiter: str, width: int, *, at_end: bool = False
) -> tuple[bytes, list[bytes]]:
    """Give the complete records, and lines whose record may end in the next block."""
    done: list[bytes] = []
    i = 0
    while i < len(lines):
        is_whole = lines[i].count(b'"') % 2 == 0 or lines[i][0] == MARK
        closed = i + 1 if is_whole else _closing(lines, i)
        if closed is None and not at_end and len(lines) - i < MAX_RECORD_LINES:
            break
        record = LINE_FEED.join(line.removesuffix(b"\n") for line in lines[i:closed])
        is_long = len(record) > MAX_LINE_BYTES  # together; each of its lines is short enough
        if closed is None or closed == i + 1 or is_long or not _is_row(record, delimiter, width):
            done.append(lines[i])
            i += 1
        else:
            done += [record, b"\n" * (closed - i)]
            i = closed
    return b"".join(done), lines[i:]


def _closing(lines: list[bytes], start: int) -> int | None:
    """Index after the line that closes the quote left open in the first, if one does."""
    for i in range(start + 1, min(start + MAX_RECORD_LINES, len(lines))):
        if lines[i].count(b'"') % 2 == 1:
            return i + 1
    return None


def _is_row(record: bytes, delimiter: str, width: int) -> bool:
    fields = _fields(record.decode("utf-8", "replace"), delimiter)
    return len(fields) == width and MARK not in record


def _fields(text: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return []
