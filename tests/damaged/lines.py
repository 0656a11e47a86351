"""Lines of every format, most of them damaged: fields of other types, odd numbers, broken text.

What to put here: sound rows, and what can happen to one. The same seed gives the same lines.
"""

import json
import random
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from transforms.decoders.registry import LAYOUTS

Row = dict[str, Any]

START: Final = datetime(2026, 3, 2, tzinfo=UTC)
"""Rows are dated from here on, over three days."""

PAGES: Final = ("/", "/pricing", "/docs/start", "/app/reports/7", "/größe", "/#/settings")

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


def lines(form: str, count: int, seed: int = 0) -> Iterator[bytes]:
    """Lines of a format, four in five of them damaged, without their ends."""
    chance = random.Random(f"{form} {seed}")
    make = ROWS[form]
    before = b"{}"
    for number in range(count):
        row = make(chance, number, f"u{chance.randrange(200)}", _time(chance))
        damage = chance.random()
        if damage < 0.55:
            for _ in range(chance.choice((1, 1, 1, 2, 5))):
                row = with_odd_field(row, chance)
        line = written(form, row)
        if 0.55 <= damage < 0.7:
            line = with_odd_bytes(line, chance)
        elif 0.7 <= damage < 0.8:
            line = before  # the same once more
        before = line
        yield line


def written(form: str, row: Mapping[str, Any]) -> bytes:
    """A row as a line of its format: JSON, or fields between tabs."""
    header = LAYOUTS[form].header if form in LAYOUTS else ()
    if not header:
        return json.dumps(row).encode()
    values = [row.get(name) for name in header]
    texts = ["" if v is None else v if isinstance(v, str) else json.dumps(v) for v in values]
    line = "\t".join(re.sub(r"[\t\n\r]", " ", text) for text in texts)
    return line.encode("utf-8", "surrogatepass")


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


def _posthog(chance: random.Random, number: int, person: str, at: datetime) -> Row:
    return {
        "uuid": f"e{number}",
        "event": chance.choice(("$pageview", "$pageleave", "$autocapture", "go")),
        "distinct_id": person,
        "timestamp": at.isoformat(),
        "_inserted_at": at.isoformat(),
        "elements_chain": 'button:text="Go"attr_id="go"nth-child="1"',
        "properties": {
            "$session_id": f"s{person}",
            "$current_url": f"https://app.example{chance.choice(PAGES)}",
            "$pageview_id": f"v{number // 4}",
            "$viewport_width": 1440,
            "$viewport_height": 900,
            "$prev_pageview_pathname": "/pricing",
            "$prev_pageview_max_scroll": 800,
            "$prev_pageview_max_content_height": 3000,
            "$set": {"plan": chance.choice(("free", "pro"))},
        },
    }


def _heatmap(chance: random.Random, number: int, person: str, at: datetime) -> Row:
    return {
        "session_id": f"s{number % 50}",
        "distinct_id": person,
        "timestamp": at.isoformat(),
        "x": chance.randrange(90),
        "y": chance.randrange(200),
        "scale_factor": 16,
        "viewport_width": 90,
        "viewport_height": 50,
        "pointer_target_fixed": chance.random() < 0.2,
        "current_url": f"https://app.example{chance.choice(PAGES)}",
        "type": chance.choice(("click", "rageclick", "mousemove")),
    }


def _mixpanel(chance: random.Random, number: int, person: str, at: datetime) -> Row:
    seconds = int(at.timestamp())
    return {
        "event": chance.choice(("$mp_web_page_view", "$mp_click", "$mp_scroll", "Signed up")),
        "properties": {
            "time": seconds,
            "$insert_id": f"i{number}",
            "distinct_id": person,
            "$device_id": f"d{number % 20}",
            "$current_url": f"https://app.example{chance.choice(PAGES)}",
            "$pageX": chance.randrange(1440),
            "$pageY": chance.randrange(3000),
            "$viewportWidth": 1440,
            "$viewportHeight": 900,
            "$scroll_percentage": chance.randrange(100),
            "mp_processing_time_ms": seconds * 1000 + 5000,
            "plan": chance.choice(("free", "pro")),
        },
    }


def _amplitude(chance: random.Random, number: int, person: str, at: datetime) -> Row:
    kinds = (
        "Page Viewed",
        "Element Clicked",
        "Viewport Content Updated",
        "Rage Click",
        "Dead Click",
    )
    kind = ("Signed up", *(f"[Amplitude] {name}" for name in kinds))[number % 6]
    return {
        "uuid": f"e{number}",
        "$insert_id": f"i{number}",
        "event_type": f"[Amplitude] {kind}",
        "event_time": at.strftime("%Y-%m-%d %H:%M:%S.%f"),
        "server_upload_time": at.strftime("%Y-%m-%d %H:%M:%S.%f"),
        "user_id": person,
        "device_id": f"d{person}",
        "amplitude_id": person,
        "session_id": number // 9,
        "user_properties": {"plan": chance.choice(("free", "pro"))},
        "event_properties": {
            "[Amplitude] Page Location": f"https://app.example{chance.choice(PAGES)}",
            "[Amplitude] Page View ID": f"v{number // 3}",
            "[Amplitude] Element Hierarchy": [{"tag": "button", "id": "go", "indexOfType": 0}],
            "[Amplitude] Clicks": [{"X": 10, "Y": 20}],
            "[Amplitude] X": 10,
            "[Amplitude] Max Page Y": chance.randrange(3000),
            "[Amplitude] Viewport Width": 1440,
            "[Amplitude] Viewport Height": 900,
        },
    }


def _snowplow(chance: random.Random, number: int, person: str, at: datetime) -> Row:
    names = ("page_view", "page_ping", "link_click", "expose_element", "go", "screen_view")
    name, time = names[number % 6], at.strftime("%Y-%m-%d %H:%M:%S.%f")
    schema = "iglu:com.snowplowanalytics.snowplow/{}/jsonschema/1-0-0"
    attached = {
        "web_page": {"id": f"v{number // 3}"},
        "element": {"element_name": "card", "doc_position_x": 20, "doc_position_y": 700},
    }
    entities = [{"schema": schema.format(kind), "data": data} for kind, data in attached.items()]
    plan = {"plan": chance.choice(("free", "pro"))}
    return {
        "app_id": "web",
        "platform": "web",
        "event": name if name.startswith("page_") else "unstruct",
        "event_name": name,
        "event_vendor": "com.example" if name == "go" else "com.snowplowanalytics.snowplow",
        "event_id": f"e{number}",
        "collector_tstamp": time,
        "derived_tstamp": time,
        "user_id": person,
        "domain_userid": f"d{person}",
        "domain_sessionid": f"s{person}",
        "page_url": f"https://app.example{chance.choice(PAGES)}",
        "page_title": '"Prices',
        "br_viewwidth": 1440,
        "br_viewheight": 900,
        "doc_height": 3000,
        "pp_yoffset_max": chance.randrange(2000),
        "contexts": {"data": [*entities, {"schema": "iglu:com.example/person/1", "data": plan}]},
        "unstruct_event": {"data": {"data": {"elementId": "go", "label": "Go"}}},
        "130": time,
    }


def _table(chance: random.Random, number: int, person: str, at: datetime) -> Row:
    return {
        "id": f"e{number}",
        "at": at.isoformat(),
        "kind": chance.choice(("page_view", "click", "page_leave", "scroll")),
        "user": person,
        "device": f"d{number % 20}",
        "session": f"s{number // 9}",
        "view": f"v{number // 3}",
        "url": f"https://app.example{chance.choice(PAGES)}",
        "element": "go",
        "text": "Go",
        "x": chance.randrange(1440),
        "y": chance.randrange(3000),
        "width": 1440,
        "height": 900,
        "page_height": 3000,
        "plan": chance.choice(("free", "pro")),
    }


def _call(chance: random.Random, number: int, person: str, at: datetime) -> Row:
    kind = ("page", "track", "identify", "screen", "group", "alias")[number % 6]
    return {
        "type": kind,
        "event": "Element Clicked" if kind == "track" else None,
        "messageId": f"m{number}",
        "userId": person,
        "anonymousId": f"d{person}",
        "previousId": f"p{person}",
        "name": "Prices",
        "timestamp": at.isoformat(),
        "receivedAt": at.isoformat(),
        "traits": {"plan": chance.choice(("free", "pro"))},
        "properties": {"url": f"https://app.example{chance.choice(PAGES)}", "feature": "go"},
        "context": {
            "page": {"url": f"https://app.example{chance.choice(PAGES)}", "title": "Prices"},
            "screen": {"width": 1440, "height": 900, "innerWidth": 1440, "innerHeight": 800},
            "sessionId": number // 9,
            "userAgent": "Mozilla/5.0",
        },
    }


def _time(chance: random.Random) -> datetime:
    return START + timedelta(microseconds=chance.randrange(3 * 86_400_000_000))


ROWS: Final[Mapping[str, Callable[[random.Random, int, str, datetime], Row]]] = {
    "posthog_events": _posthog,
    "posthog_heatmaps": _heatmap,
    "mixpanel": _mixpanel,
    "segment": _call,
    "rudderstack": _call,
    "amplitude": _amplitude,
    "snowplow": _snowplow,
    "table": _table,
}
"""A sound row of each format: which one it is, of whom, and of when."""
