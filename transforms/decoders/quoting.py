"""Any name and any text as SQL.

What to put here: the only two ways by which something from outside (a path, a column of a file, a
trait, a salt) becomes part of a statement.
"""

from collections.abc import Iterable


def literal(text: str) -> str:
    """Text as an SQL literal.

    >>> literal("'; drop")
    "'''; drop'"
    """
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """A name of a column or field as an SQL identifier.

    >>> identifier('a"b')
    '"a""b"'
    """
    return '"' + name.replace('"', '""') + '"'


def literals(texts: Iterable[str]) -> str:
    """Texts as an SQL list of literals, for `in (…)` and `[…]`."""
    return ", ".join(map(literal, texts))
