"""Files that are one JSON document, as one object a line.

A list of objects is read in blocks, however long it is. A document around a list, as an answer of
an API is, is read as a whole.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

MAX_DOCUMENT_BYTES: Final = 256 * 2**20

SPACE: Final = b" \t\r\n"
LINE_ENDS: Final = bytes.maketrans(b"\r\n", b"  ")
TOKEN: Final = re.compile(rb'"(?:[^"\\]|\\.)*(?:"|\\?\Z)|[\[\]{},]', re.DOTALL)
"""What opens, closes and parts values; a string that is not closed goes to the end."""


class DocumentError(ValueError):
    """The document is cut off, too large or of another shape; the text says which."""


def items_of_list(blocks: Iterable[bytes]) -> Iterator[bytes]:
    r"""Items of a JSON list, one a line; raises DocumentError when its end is missing.

    >>> list(items_of_list([b'[{"a": [1,', b'\n2]}, {"b": "]"}]']))
    [b'', b'{"a": [1, 2]}\n{"b": "]"}\n']
    """
    data, depth, has_begun = b"", 1, False
    for block in blocks:
        data += block
        if not has_begun:
            data = data.lstrip(SPACE)
            has_begun, data = bool(data), data[1:]
        if len(data) > MAX_DOCUMENT_BYTES:
            raise DocumentError("has a row that is too long")
        if depth:
            lines, data, depth = _items(data)
            yield b"".join(lines)
    if depth:
        raise DocumentError("is a JSON list that is cut off: its end is missing")
    if data.strip(SPACE):
        raise DocumentError("has more text after the end of its JSON list")


def _items(data: bytes) -> tuple[list[bytes], bytes, int]:
    """Whole items as lines, what is left, and how deep it ends: 0 after the list."""
    lines: list[bytes] = []
    depth, start = 1, 0
    for token in TOKEN.finditer(data):
        sign = token[0][:1]
        if sign in b"[{":
            depth += 1
        elif sign in b"]}":
            depth -= 1
        if depth == 0 or (depth == 1 and sign == b","):
            item = data[start : token.start()].strip(SPACE)
            lines += [item.translate(LINE_ENDS), b"\n"] if item else []
            start = token.end()
        if depth == 0:
            break
    return lines, data[start:], min(depth, 1)


def rows_of_document(blocks: Iterable[bytes], path: str) -> Iterator[bytes]:
    r"""Rows of the list at a path of a document, one a line; lists get names from `columns` beside.

    A file may have several documents, one after the other. Raises DocumentError.

    >>> list(rows_of_document([b'{"columns": ["x"], "results": [[1], [2]]}'], "results"))
    [b'{"x": 1}\n', b'{"x": 2}\n']
    """
    text = _whole_text(blocks)
    decoder, at = json.JSONDecoder(), 0
    while at < len(text):
        try:
            document, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            raise DocumentError("is a JSON document that is cut off or broken") from None
        yield from _rows(document, path)
        at += len(text) - at - len(text[at:].lstrip())


def _whole_text(blocks: Iterable[bytes]) -> str:
    content = bytearray()
    for block in blocks:
        content += block
        if len(content) > MAX_DOCUMENT_BYTES:
            raise DocumentError(f"is a JSON document of more than {MAX_DOCUMENT_BYTES} bytes")
    return content.decode("utf-8-sig", "replace").strip()


def _rows(document: Any, path: str) -> Iterator[bytes]:
    *above, last = path.split(".")
    for name in above:
        document = document.get(name) if isinstance(document, dict) else None
    rows = document.get(last) if isinstance(document, dict) else None
    if not isinstance(rows, list):
        raise DocumentError(f"has no list at {path!r}")
    names = document.get("columns")
    for row in rows:
        named = dict(zip(map(str, names), row, strict=False)) if _are_fields(row, names) else row
        yield json.dumps(named).encode() + b"\n"


def _are_fields(row: object, names: object) -> bool:
    return isinstance(row, list) and isinstance(names, list)
