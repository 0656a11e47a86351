"""Made-up exports for tests of whole nights: few people, near every border that can be crossed.

What to put here: rows, files of rows, and how Hypothesis draws them. The export is of the format
`table`, JSON lines, because its rows say exactly what they mean.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from hypothesis import strategies as st

from orchestration.installation import Installation
from tests.end_to_end import nights

FIRST_DAY: Final = date(2026, 2, 25)
"""A Wednesday: the fifth day is the last of a week, and the fourth of a month."""

FIRST_OF_MONTH: Final = date(2026, 2, 1)
"""Whoever has it built, and the fourth day, has a whole month."""

Row = Mapping[str, Any]

COLUMNS: Final = {
    "event_id": "id",
    "event_at": "at",
    "received_at": "received",
    "kind": "kind",
    "user_id": "user",
    "anonymous_id": "device",
    "vendor_page_view_id": "view",
    "page": "page",
    "page_title": "title",
    "element_id": "element",
    "element_text": "text",
    "page_x": "x",
    "page_y": "y",
    "viewport_width": "width",
    "viewport_height": "height",
    "document_height": "page_height",
    "scroll_depth_px": "depth",
    "user_agent": "agent",
    "country": "country",
}

SETTINGS: Final[Mapping[str, Any]] = {
    "exports": [
        {
            "name": "web",
            "format": "table",
            "url": "vendor/",
            "columns": COLUMNS,
            "traits": ["plan"],
        }
    ],
    "vars": {"minimum_users": 1},
}
"""One export, and no group too small to be shown: what is suppressed cannot differ."""

WITHOUT_EVENTS: Final[Mapping[str, Any]] = {
    **SETTINGS,
    "exports": [{**export, "may_be_empty": True} for export in SETTINGS["exports"]],
}
"""The same export, of which no file has to come."""

BAD_LINES: Final = ('{"id": "broken', '{"id": "x", "at": "yesterday", "kind": "click"}', "[]")


def day(number: int) -> date:
    """Day 0 is the first."""
    return FIRST_DAY + timedelta(days=number)


def moment(number: int, time: str = "00:00:00") -> datetime:
    """A time of day number `number`."""
    return datetime.fromisoformat(f"{day(number)}T{time}")


def event(at: datetime, kind: str = "click", /, **changes: Any) -> dict[str, Any]:
    """A row; the same arguments give the same event id, and a field of None is left out."""
    row: dict[str, Any] = {
        "at": at.isoformat(),
        "received": (at + timedelta(seconds=5)).isoformat(),
        "kind": kind,
        "user": "anna",
        "page": "/pricing",
        "width": 1200,
        "height": 800,
        "page_height": 2000,
        **changes,
    }
    if kind == "click":
        row = {"element": "buy", "text": "Buy now", "x": 100, "y": 300, **row}
    row.setdefault("id", f"{row.get('user')}/{row.get('device')}/{at.isoformat()}/{kind}")
    return {name: value for name, value in row.items() if value is not None}


def chain(start: datetime, hours: float, /, **changes: Any) -> list[dict[str, Any]]:
    """Activity without a gap: an event every 25 minutes, every fourth of them a page view."""
    count = int(hours * 60 / 25) + 1
    return [
        event(start + timedelta(minutes=25 * n), "page_view" if n % 4 == 0 else "click", **changes)
        for n in range(count)
    ]


def installation(
    folder: Path, settings: Mapping[str, Any] = SETTINGS, salt: str = "test"
) -> Installation:
    """A warehouse of its own and an empty vendor's folder."""
    at = nights.installation(folder, settings, salt=salt)
    vendor_folder(at).mkdir(exist_ok=True)
    return at


def vendor_folder(at: Installation) -> Path:
    """Where the vendor puts files."""
    return at.settings.source.parent / "vendor"


def deliver(
    at: Installation,
    name: str,
    rows: Iterable[Row],
    bad_lines: Sequence[str] = (),
    *,
    cut_off: str | None = None,
) -> None:
    """Put a file into the vendor's folder, or another content into one that is there; the last line
    of one that is cut off is bad.
    """
    fields = dict.fromkeys(COLUMNS.values())  # a mapped name that no row has is an error
    lines = [json.dumps({**fields, **row}, ensure_ascii=False) for row in rows]
    ending = [] if cut_off is None else [cut_off]
    file = vendor_folder(at) / f"{name}.jsonl"
    file.write_text("\n".join([*bad_lines, *lines, *ending]) + "\n", encoding="utf-8")


PAUSES: Final = [
    timedelta(0),
    timedelta(seconds=20),
    timedelta(minutes=5),
    timedelta(minutes=25),
    timedelta(minutes=29, seconds=59),
    timedelta(minutes=30),
    timedelta(minutes=30, seconds=1),
    timedelta(hours=4),
]
STARTS: Final = ["00:00:00", "00:00:01", "00:29:59", "11:00:00", "23:30:00", "23:50:00", "23:59:59"]
KINDS: Final = ["page_view", "page_view", "click", "click", "page_leave", "scroll", "ping"]
PEOPLE: Final[Sequence[Mapping[str, Any]]] = [
    {"user": "anna", "device": "a1"},
    {"user": "bert", "device": "b1"},
    {"user": None, "device": "b1"},  # signed out on bert's device
    {"user": None, "device": "c1"},
    {"user": None, "device": None},
    {"user": "crawler", "agent": "Googlebot/2.1 (+http://www.google.com/bot.html)"},
]


@st.composite
def visits(draw: st.DrawFn, days: int) -> list[dict[str, Any]]:
    """One visit: a person, a start near a border, and pauses of about the length that ends it."""
    who = draw(st.sampled_from(PEOPLE))
    at = moment(draw(st.integers(0, days - 1)), draw(st.sampled_from(STARTS)))
    plan = draw(st.sampled_from(["free", "pro", None]))
    if draw(st.integers(0, 4)) == 0:
        rows = chain(at, draw(st.sampled_from([20, 26, 50])), plan=plan, **who)
        return [row for row in rows if datetime.fromisoformat(row["at"]) < moment(days)]
    rows = []
    for number in range(draw(st.integers(1, 7))):
        at += draw(st.sampled_from(PAUSES)) if number else timedelta(0)
        if at >= moment(days):
            break
        seen = draw(st.sampled_from(["/pricing", "/docs/7", "/"]))
        kind = draw(st.sampled_from(KINDS))
        depth = (
            draw(st.sampled_from([None, 900, 2000])) if kind in ("page_leave", "scroll") else None
        )
        view = draw(st.sampled_from([None, "v1", "v2"]))
        rows.append(event(at, kind, page=seen, view=view, plan=plan, depth=depth, **who))
    return rows


@st.composite
def histories(draw: st.DrawFn, days: int) -> list[dict[str, Any]]:
    """Visits of some days with repeated deliveries: once more as it was, or later and changed."""
    rows = [row for visit in draw(st.lists(visits(days), min_size=4, max_size=9)) for row in visit]
    distinct = list({row["id"]: row for row in rows}.values())
    repeated = []
    for row in draw(st.lists(st.sampled_from(distinct), max_size=5)):
        late = datetime.fromisoformat(row["received"]) + timedelta(hours=draw(st.integers(0, 30)))
        changed = {"received": late.isoformat(), "x": 700} if late.hour % 2 else {}
        repeated.append({**row, **changed})
    return distinct + repeated
