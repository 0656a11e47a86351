"""Checks of single settings: each returns the value, or raises a ValueError with the remedy.

Checks that need another setting are in `exports_file.py`.
"""

import codecs
import math
import re
import zoneinfo
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any, Final

from orchestration.settings.path_patterns import compile_pattern
from orchestration.settings.problems import shown, suggestion
from transforms.decoders.registry import LAYOUTS

BUCKETS: Final = ("s3", "gs", "az")
SCHEMES: Final = (*BUCKETS, "file", "https", "http")
FORMATS: Final = (*LAYOUTS, "table", "sql")
HOST: Final = re.compile(r"([\w.-]+|\[[\da-fA-F:]+\])(:\d{1,5})?")


def export_name(name: str) -> str:
    """Check a name that becomes a folder, a column value and part of file names."""
    if re.fullmatch(r"[a-z][a-z0-9_]{0,62}", name) is None:
        allowed = "use a-z, 0-9 and _, a letter first, at most 63"
        raise ValueError(f"{shown(name)} cannot name an export; {allowed}")
    return name


def known_format(name: str) -> str:
    """Check the name of a format."""
    if name not in FORMATS:
        raise ValueError(f"{shown(name)} is not a known format; {suggestion(name, FORMATS)}")
    return name


def place(url: str) -> str:
    """Check the url of an export: a folder, file:///…, a bucket, or a web address."""
    scheme, separator, rest = url.partition("://")
    host = rest.partition("/")[0]
    if not url or "\0" in url:
        raise ValueError(f"{shown(url)} is not a place; write a folder or s3://bucket/prefix/")
    if not separator and url.startswith(("s3:", "gs:", "az:", "file:")):
        raise ValueError(f"{shown(url)} lacks a slash; write s3://bucket/prefix/ or file:///folder")
    if "@" in host:
        raise ValueError("holds a user or password; write storage: {access_key_id: {env: NAME}}")
    if separator and scheme not in SCHEMES:
        raise ValueError(
            f"{shown(url)} cannot be read; write a folder, file:///…, s3://…, gs://…, az://… or"
            f" https://…"
        )
    if scheme in BUCKETS and separator and not host:
        raise ValueError(f"{shown(url)} names no bucket; write {scheme}://bucket/prefix/")
    if scheme in ("http", "https") and separator:
        web_address(url)
    if separator and scheme == "file" and host:
        raise ValueError(f"{shown(url)} is not absolute; write file:///folder or a plain folder")
    return url


def hosts(written: object) -> tuple[str, ...]:
    """Check the hosts that an export names as its own: one or a list, in which * is any text."""
    names = written if isinstance(written, list | tuple) else (written,)
    for name in names:
        if not isinstance(name, str) or re.fullmatch(r"[^\s/?#@\[\]]+", name) is None:
            wrong = "is not a host; write one such as app.example.com, without https:// and path"
            raise ValueError(f"{shown(name)} {wrong}")
    return tuple(name.lower() for name in names)


def path_pattern(pattern: str) -> str:
    """Check a pattern of paths below the url."""
    compile_pattern(pattern)
    return pattern


def timezone(name: str) -> str:
    """Check a name of a time zone, such as Europe/Berlin."""
    if name not in zoneinfo.available_timezones():
        # letters such as CEST are near to those of another place's zone
        places = sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone)
        close = f"did you mean {near[0]}?" if (near := get_close_matches(name, places)) else ""
        remedy = close or "write one such as Europe/Berlin"
        raise ValueError(f"{shown(name)} is not a known time zone; {remedy}")
    return name


def one_sign(delimiter: str) -> str:
    """Check what parts the fields of a line: one sign that is no quote and no line end."""
    if len(delimiter) != 1 or delimiter in '"\r\n\0\x1d\x1e\x1f' or not delimiter.isascii():
        raise ValueError(f"{shown(delimiter)} is not one sign; write one, such as ';' or \"\\t\"")
    return delimiter


def count(written: object) -> int:
    """Check a number of lines."""
    if isinstance(written, int) and not isinstance(written, bool) and 0 <= written <= 1000:
        return written
    raise ValueError(f"{shown(written)} is not a number of lines; write one up to 1000")


def encoding(name: str) -> str:
    """Check the name of an encoding of text."""
    try:
        codecs.lookup(name)
        codecs.getincrementaldecoder(name)().decode(b"")
        "".encode(name)
    except (LookupError, TypeError, AttributeError):
        known = "write one such as windows-1252 or utf-16"
        raise ValueError(f"{shown(name)} is not a known encoding; {known}") from None
    return name


def day(written: object) -> date:
    """Check a date, such as 2026-11-08."""
    try:
        return date.fromisoformat(str(written))
    except ValueError:
        raise ValueError(f"{shown(written)} is not a date; write one like 2026-11-08") from None


def web_address(endpoint: str) -> str:
    """Check the address of a server."""
    scheme, _, rest = endpoint.partition("://")
    host = rest.partition("/")[0]
    if "@" in host:
        raise ValueError("holds a user or password; use access_key_id: {env: NAME} instead")
    if scheme not in ("http", "https") or not HOST.fullmatch(host):
        raise ValueError(f"{shown(endpoint)} is not a web address; write https://host:port")
    return endpoint


def replay_url(template: str) -> str:
    """Check the address of a session's recording, in which {session_id} is the vendor's id."""
    if template.count("{session_id}") != 1 or re.search(r"[\s<>\"'`\\\x00-\x1f]", template):
        wrong = "is no address with one {session_id} in it"
        raise ValueError(f"{shown(template)} {wrong}; write https://host/replay/{{session_id}}")
    web_address(template)
    return template


def variable_name(name: object) -> object:
    """Check the name of an environment variable; it may be the secret by mistake: never show it."""
    if isinstance(name, str) and re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,127}", name):
        return name
    raise ValueError("is not the name of an environment variable; use letters, digits and _")


def secret(written: object) -> object:
    """Check that a secret is only named, {env: NAME}; never show another value."""
    if isinstance(written, dict):
        return written
    raise ValueError("a secret may not stand in this file; write {env: NAME} and set NAME outside")


VAR_RANGES: Final = {
    "minimum_users": (1, 1_000_000),
    "minimum_cell_users": (1, 1_000_000),
    "session_gap_minutes": (1, 24 * 60),
    "duplicate_days": (0, 30),
    "heartbeat_seconds": (1, 3600),
    "largest_value": (1, 10**9),
    "late_days": (0, 400),
    "power_user_days": (1, 28),
    "friction_hit_days": (1, 400),
    "layout_change_share": (0, 10),
}


def unfit_var(name: str, value: object, known: Mapping[str, Any]) -> str | None:
    """Say what is wrong with an override of a dbt var, None when nothing is."""
    if name not in known:
        return f"no var of dbt_project.yml is called so; {suggestion(name, tuple(known))}"
    default = known[name]
    is_number = isinstance(default, float) and type(value) is int
    if type(value) is not type(default) and not is_number:
        return f"{shown(value)} is not of the kind of the default, {shown(default)}; write such one"
    if isinstance(value, float) and not math.isfinite(value):
        return f"{shown(value)} is not a finite number; write one"
    lowest, highest = VAR_RANGES.get(name, (0, 10**9))
    if isinstance(value, int | float) and not lowest <= value <= highest:
        return f"{shown(value)} is not between {lowest} and {highest}; write such a number"
    return None
