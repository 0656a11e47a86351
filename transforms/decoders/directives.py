"""Logs in the extended format of the W3C, where a directive names the fields of the lines below it.

A server that starts again writes its directives once more in the middle of a file, and may have
other fields then.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final

from transforms.decoders.lines import MARK, marked_line

COMMENT: Final = b"#"
NO_VALUE: Final = "-"


def named_lines(
    blocks: Iterable[bytes], sign: bytes
) -> tuple[tuple[str, ...], str, Iterator[bytes]] | None:
    r"""Names of the fields, the delimiter between them, and the lines, directives as blank ones.

    None if no line of the first block begins with the sign. Lines whose fields have other names
    than the first have them in the order of the first, without those that it does not have.

    >>> names, delimiter, lines = named_lines([b"#Fields: a b\n1 2\n#Fields: b\n3\n"], b"#Fields:")
    >>> names, delimiter, list(lines)
    (('a', 'b'), ' ', [b'\n1 2\n\n- 3\n'])
    """
    blocks = iter(blocks)
    first = next(blocks, b"")
    lines = first.split(b"\n")
    names = next((_names(line, sign) for line in lines if line.startswith(sign)), None)
    if names is None:
        return None
    data = next((line for line in lines if line and not line.startswith(COMMENT)), b"")
    delimiter = "\t" if b"\t" in data else " "
    return names, delimiter, _without_directives(chain([first], blocks), names, delimiter, sign)


def _without_directives(
    blocks: Iterable[bytes], names: Sequence[str], delimiter: str, sign: bytes
) -> Iterator[bytes]:
    now = names
    for block in blocks:
        if now == names and not block.startswith(COMMENT) and b"\n" + COMMENT not in block:
            yield block
            continue
        lines = []
        for line in block.splitlines(keepends=True):
            if line.startswith(sign):
                now = _names(line, sign)
            is_data = line.strip() and not line.startswith((COMMENT, bytes([MARK])))
            if line.startswith(COMMENT):
                lines.append(b"\n")
            elif now == names or not is_data:
                lines.append(line)
            else:
                lines.append(_in_order(line, now, names, delimiter))
        yield b"".join(lines)


def _names(line: bytes, sign: bytes) -> tuple[str, ...]:
    return tuple(line.removeprefix(sign).decode("utf-8", "replace").split())


def _in_order(line: bytes, now: Sequence[str], names: Sequence[str], delimiter: str) -> bytes:
    values = line.removesuffix(b"\n").decode().split(delimiter)
    if len(values) != len(now):
        found = f"{len(values)} fields instead of {len(now)}"
        return marked_line("bad_row", found, line.removesuffix(b"\n"))
    named = dict(zip(now, values, strict=True))
    return delimiter.join(named.get(name, NO_VALUE) for name in names).encode() + b"\n"
