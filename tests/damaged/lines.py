"""Lines of every format, most of them damaged: fields of other types, odd numbers, broken text.

What to put here: what can happen to a row. The same seed gives the same lines.
"""

import csv
import io
import json
import random
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from tests.damaged.rows import ROWS
from tests.damaged.websites import Row
from transforms.decoders.registry import LAYOUTS

START: Final = datetime(2026, 3, 2, tzinfo=UTC)
"""Rows are dated from here on, over three days."""

MAPPING: Final = {
    "event_id": "id",
    "event_at": "at",
    "kind": "kind",
    "user_id": "user",
    "anonymous_id": "device",
    "vendor_session_id": "session",
    "vendor_page_view_id": "view",
    "url": "url",
    "element_id": "element",
    "element_text": "text",
    "page_x": "x",
    "page_y": "y",
    "viewport_width": "width",
    "viewport_height": "height",
    "document_height": "page_height",
}

ODD: Final[tuple[Any, ...]] = (
    *(None, "", " ", "null", "undefined", "NaN", True, False, [], {}, [None], {"a": {"b": []}}),
    *(0, -0.0, -1, 1e308, -1e308, 2**31, 2**63, 2**64, 10**40, 0.1 + 0.2, "1e999", "0x10"),
    *("2026-02-30", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "2026-03-02T10:00:00"),
    *("2026-03-03T23:59:59.999999Z", "1772445600", 1772445600, 1772445600000, "yesterday"),
    *("\u0000", "\ud800", "a\nb\r\tc", "\u202eabc", "x" * 3000, "'; drop table marts.loads; --"),
    *("<script>alert(1)</script>", "../../etc/passwd", "%00%ff%", "{{ braces }}", "$1", "\\", '"'),
    *("00000000-0000-0000-0000-000000000000", "anonymous", "u1", "i1", "e1", '{"broken": '),
)
"""What a field can be instead of what it should be."""


CSV: Final = "_csv"
"""What is behind the name of a format for its rows as CSV."""

JSON: Final = "_json"
"""The same for rows of a log as JSON."""

FORMS: Final = (
    *ROWS,
    f"w3c_log{JSON}",
    *(f"{name}{CSV}" for name in ("matomo", "umami", "umami_heatmaps", "goatcounter", "table")),
)
"""Every format, and as CSV those that are mostly downloaded so."""

LOG_LINES: Final[Mapping[str, str]] = {
    "access_log": (
        '{address} - {user} [{time}] "GET {url} HTTP/1.1" 200 9 "{referrer_url}" "{agent}"'
    ),
    "alb_log": (
        "https {time} app/web/50dc {address}:2817 10.0.0.1:80 0.000 0.001 0.000 200 200 34 366"
        ' "GET https://app.example:443{url} HTTP/2.0" "{agent}" TLS TLSv1.2 - "Root=1-58" "-" "-"'
    ),
    "w3c_log": (
        "{date} {time} {cs-method} {cs-uri-stem} {cs-uri-query} {c-ip} {cs-username} {sc-status}"
        " {cs-host} {cs(User-Agent)} {cs(Referer)}"
    ),
}
"""Lines of logs, which are made of the fields of a row."""


def lines(form: str, count: int, seed: int = 0) -> Iterator[bytes]:
    """Lines of one of FORMS, four in five of them damaged, without their ends."""
    chance = random.Random(f"{form} {seed}")
    make = ROWS[form.removesuffix(CSV).removesuffix(JSON)]
    before = b"{}"
    for number in range(count):
        row = make(chance, number, f"u{chance.randrange(200)}", _time(chance))
        damage = chance.random()
        if damage < 0.55:
            for _ in range(chance.choice((1, 1, 1, 2, 5))):
                row = with_odd_field(row, chance)
        line = written(form, row)
        if 0.55 <= damage < 0.7 and number:  # a first line of a list makes a list of the file
            line = with_odd_bytes(line, chance)
        elif 0.7 <= damage < 0.8:
            line = before  # the same once more
        before = line
        yield line


def written(form: str, row: Mapping[str, Any]) -> bytes:
    """A row as a line of its format: JSON, fields between tabs or commas, or a line of a log."""
    if form.endswith(CSV):
        return _as_csv(_on_one_line(row.get(name)) for name in _columns(form))
    if form in LOG_LINES:
        space = "+" if form == "w3c_log" else " "
        line = re.sub(
            r"{([^}]+)}",
            lambda field: _on_one_line(row.get(field[1]) or "-").replace(" ", space),
            LOG_LINES[form],
        )
        return line.encode("utf-8", "surrogatepass")
    header = LAYOUTS[form].header if form in LAYOUTS else ()
    if not header:
        return json.dumps(row).encode()
    line = "\t".join(_on_one_line(row.get(name)) for name in header)
    return line.encode("utf-8", "surrogatepass")


def lines_before(form: str) -> bytes:
    """What a file of the format has before its rows: the names of their fields, where a line says
    them.
    """
    if form.endswith(CSV):
        return _as_csv(_columns(form)) + b"\n"
    sign = LAYOUTS[form].names_after if form in LAYOUTS else ""
    return f"{sign} {re.sub('[{}]', '', LOG_LINES[form])}\n".encode() if sign else b""


def _columns(form: str) -> list[str]:
    return list(ROWS[form.removesuffix(CSV)](random.Random(0), 0, "", START))


def _as_csv(fields: Iterable[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(fields)
    return text.getvalue().encode("utf-8", "surrogatepass")


def _on_one_line(value: Any) -> str:
    text = "" if value is None else value if isinstance(value, str) else json.dumps(value)
    return re.sub(r"[\t\n\r]", " ", text)


def with_odd_field(row: Row, chance: random.Random) -> Row:
    """A row of which one field, also of those inside, is odd, gone or called differently."""
    name = chance.choice(list(row)) if row else "more"
    value = row.get(name)
    if isinstance(value, dict) and chance.random() < 0.9:
        return {**row, name: with_odd_field(value, chance)}
    action = chance.random()
    if action < 0.1:
        return {key: kept for key, kept in row.items() if key != name}
    if action < 0.15:
        return {**row, name.upper(): value, f"{name} ": value}
    return {**row, name: chance.choice(ODD)}


def with_odd_bytes(line: bytes, chance: random.Random) -> bytes:
    """A line that is cut, has bytes too many or too few, or two rows."""
    at = chance.randrange(1, len(line))
    odd = chance.choice(
        (
            line[:at],
            line[at:],
            line[:at] + bytes(chance.randrange(256) for _ in range(3)) + line[at:],
            line[:at] + line[at + 1 :],
            line + line,
            b"[" + line + b"]",
            b"\xef\xbb\xbf" + line,
            line.replace(b":", b",", 1),
        )
    )
    return odd.replace(b"\n", b" ").replace(b"\r", b" ")  # either ends a line


def _time(chance: random.Random) -> datetime:
    return START + timedelta(microseconds=chance.randrange(3 * 86_400_000_000))
