"""Patterns that choose files below an export's url: `events/{date:%Y/%m/%d}/*.parquet`.

A part is the text between two slashes. `*` is any text within a part, `?` one character of it,
`**` as a whole part any number of folders, `{date:…}` every date of that form (with or
without slashes). As in a shell, wildcards find no name that begins with a dot unless the part does.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

DATE_CODES: Final = {
    "Y": r"\d{4}",
    "y": r"\d{2}",
    "m": r"(?:0[1-9]|1[0-2])",
    "d": r"(?:0[1-9]|[12]\d|3[01])",
    "j": r"(?:[0-2]\d\d|3[0-5]\d|36[0-6])",
    "H": r"(?:[01]\d|2[0-3])",
    "M": r"[0-5]\d",
    "S": r"[0-5]\d",
    "%": "%",
}
"""Regular expression of each strftime code that a pattern may use."""

SEPARATOR: Final = re.compile(r"/(?![^{}]*\})")  # a slash within braces belongs to the date
TOKEN: Final = re.compile(r"\{(?P<field>[^{}]*)\}|(?P<star>\*)|(?P<one>\?)|(?P<text>.)", re.DOTALL)
DATE_TOKEN: Final = re.compile(r"%(?P<code>.?)|(?P<text>[^%])", re.DOTALL)
VISIBLE: Final = r"(?!\.)"


class PatternError(ValueError):
    """The pattern cannot be used; the text says why and what to write instead."""


@dataclass(frozen=True)
class PathPattern:
    """A compiled pattern; `folder` is its beginning without wildcards, "" when there is none."""

    folder: str
    expression: re.Pattern[str]

    def matches(self, path: str) -> bool:
        """Say whether a relative path is chosen."""
        return self.expression.fullmatch(path) is not None


def compile_pattern(pattern: str) -> PathPattern:
    """Compile a pattern; raises PatternError.

    >>> chosen = compile_pattern("events/{date:%Y/%m/%d}/*.parquet")
    >>> chosen.folder, chosen.matches("events/2026/11/16/a.parquet")
    ('events', True)
    >>> chosen.matches("events/2026/13/16/a.parquet")
    False
    """
    parts = SEPARATOR.split(pattern)
    for part in parts:
        _check_part(part, pattern)
    wild = [at for at, part in enumerate(parts) if re.search(r"[*?{]", part)]
    folder = "/".join(parts[: min([*wild, len(parts) - 1])])
    expression = "".join(_folder_expression(part) for part in parts[:-1])
    return PathPattern(folder, re.compile(expression + _name_expression(parts[-1]), re.DOTALL))


def is_of_days(pattern: str | None) -> bool:
    """Whether a pattern names one path for each day.

    >>> [is_of_days(pattern) for pattern in ("{date:%Y/%m/%d}.csv", "{date:%Y-%m}.csv", "*.csv")]
    [True, False, False]
    """
    if pattern is None or re.search(r"[*?]", pattern):
        return False
    return dated(pattern, date(2001, 2, 3)) not in (
        dated(pattern, date(2001, 2, 4)),
        dated(pattern, date(2001, 3, 3)),
        dated(pattern, date(2002, 2, 3)),
    )


def dated(pattern: str, day: date) -> str:
    """The path of a day.

    >>> dated("events/{date:%Y/%m/%d}.csv", date(2026, 11, 16))
    'events/2026/11/16.csv'
    """
    return re.sub(r"\{date:([^{}]*)\}", lambda field: day.strftime(field[1]), pattern)


def _check_part(part: str, pattern: str) -> None:
    if pattern.startswith("/"):
        raise PatternError(f"{pattern!r} begins with /; write it relative to url")
    if part in ("", ".", ".."):
        raise PatternError(f"{pattern!r} has a part {part!r}; name folders below url, once each")
    if "**" in part and part != "**":
        raise PatternError(
            f"{pattern!r} has ** beside other text; give it a part of its own: a/**/b"
        )
    if set("[]\\") & set(part):
        raise PatternError(f"{pattern!r} has one of [ ] \\; use * or ? there")
    if set("{}") & set(re.sub(r"\{[^{}]*\}", "", part)):
        raise PatternError(f"{pattern!r} has a brace without its pair; write {{date:%Y-%m-%d}}")


def _folder_expression(part: str) -> str:
    if part == "**":
        return rf"(?:{VISIBLE}[^/]+/)*"
    return _part_expression(part) + "/"


def _name_expression(part: str) -> str:
    if part == "**":
        return rf"(?:{VISIBLE}[^/]+/)*{VISIBLE}[^/]+"
    return _part_expression(part)


def _part_expression(part: str) -> str:
    expression = VISIBLE if part[0] in "*?" else ""
    for token in TOKEN.finditer(part):
        if token["field"] is not None:
            expression += _date_expression(token["field"])
        elif token["star"]:
            expression += "[^/]*"
        else:
            expression += "[^/]" if token["one"] else re.escape(token["text"])
    return expression


def _date_expression(field: str) -> str:
    name, _, form = field.partition(":")
    if name != "date" or "%" not in form:
        raise PatternError(f"{{{field}}} names no date; write its form: {{date:%Y-%m-%d}}")
    expression = ""
    for token in DATE_TOKEN.finditer(form):
        code = token["code"]
        if code is None:
            expression += re.escape(token["text"])
        elif code in DATE_CODES:
            expression += DATE_CODES[code]
        else:
            known = " ".join(f"%{known}" for known in DATE_CODES)
            raise PatternError(f"%{code} in {{{field}}} is not a known part of a date; use {known}")
    return expression
