"""Exports that tell of the same five days: what the oddities did, near borders of time.

Nothing here is by chance, so that a difference comes again.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from tests.spark.oddities import (
    ATTRIBUTES,
    FORM,
    IDS,
    KIOSK,
    PATHS,
    PEOPLE,
    STUCK,
    TEXTS,
    Person,
    placed,
)
from tests.spark.sales import sales
from tests.spark.steps import DAYS, EMPTIED
from tests.spark.sums import sums

Row = dict[str, Any]
Moved = Callable[[datetime], datetime]

TRAITS: Final = ("plan", "a/b~c", "d.e$f", "it's", "ключ")
"""Names that a path into JSON could take for steps."""

SHOWN: Final = {"page": "signed up", "band": "desktop", "file": "index.json", "from": "2026-02-26"}

SETTINGS: Final[Mapping[str, Any]] = {
    "screenshots": ".",
    "exports": [
        {
            "name": "web",
            "format": "posthog_events",
            "url": "vendor/web/",
            "host": "app.example",
            "sessions": "vendor",
            "traits": list(TRAITS),
            "replay_url": "https://vendor.example/replay/{session_id}?t=0",
        },
        {"name": "map", "format": "posthog_heatmaps", "url": "vendor/map/"},
        {"name": "till", "format": "mixpanel", "url": "vendor/till/"},
        {"name": "sums", "format": "clarity", "url": "vendor/sums/"},
        {
            "name": "again",
            "format": "posthog_events",
            "url": "vendor/again/",
            "host": "app.example",
            "overlaps": "web",
        },
        {
            "name": "kiosk",
            "format": "table",
            "url": "vendor/kiosk/",
            "traits": ["plan"],
            "columns": KIOSK,
        },
    ],
}


def deliver(folder: Path, *, is_emptied: bool) -> None:
    """Write the exports below `folder`: a file a day each.

    When `is_emptied`, the events of EMPTIED are told again, a day later.
    """

    def moved(at: datetime) -> datetime:
        return at + timedelta(days=is_emptied and at.date() == EMPTIED)

    (folder / "index.json").write_text(json.dumps([SHOWN]))
    for number, day in enumerate(DAYS):
        tellers = {"web": _web, "map": _map, "till": sales, "again": _again, "kiosk": _kiosk}
        for export, told in {**tellers, "sums": sums}.items():
            file = folder / "vendor" / export / f"{day}.jsonl"
            file.parent.mkdir(parents=True, exist_ok=True)
            lines = [json.dumps(row, ensure_ascii=number % 2 == 0) for row in told(number, moved)]
            file.write_text("\n".join([*lines, '{"broken": ', "[]"]) + "\n", encoding="utf-8")


def _at(number: int, minutes: float) -> datetime:
    """A time of a day; minutes may reach into the next one."""
    return datetime.combine(DAYS[number], datetime.min.time()) + timedelta(minutes=minutes)


def _text_of(at: datetime) -> str:
    return at.isoformat(timespec="microseconds") + "Z"


def _web(number: int, moved: Moved) -> Iterator[Row]:
    """PostHog's events; every other person's visit goes over midnight."""
    yield from _stuck(number, moved)
    for who, person in enumerate(PEOPLE):
        start = 1425 + who / 7 if who % 2 else 600 + 7 * who
        for step in range(8):
            at = moved(_at(number, start + 3.7 * step))
            path = PATHS[(who // 2 + 5 * number + step) % len(PATHS)] if step % 3 else "/shop/cart"
            event = ("$pageview", "$autocapture", "$autocapture", "$pageleave")[step % 4]
            uuid = f"web-{number}-{who}-{step}"
            properties = _web_properties(person, path, event, f"{number}-{who}-{step // 4}")
            if (who, step) == (3, 2):
                properties["$viewport_height"] = "no number"
            if step == 6:
                properties["flag"] = "it's test" if who % 2 else "control"
            merged = " merged" if who == 5 and step > 3 else ""  # within a session of the vendor
            row = {
                "uuid": uuid,
                "event": "signed up" if step == 6 and who % 3 == 0 else event,
                "distinct_id": person.name if who % 5 else f"device {who}",
                "person_id": f"p-{person.name}{merged}" if who % 4 else None,
                "timestamp": _text_of(at),
                "_inserted_at": _text_of(at + timedelta(seconds=5)),
                "elements_chain": _chain(number + who + step) if event == "$autocapture" else "",
                "properties": properties,
                "person_properties": _traits(person, number),
            }
            yield row
            if step == 0:  # somebody has one variant today and the other tomorrow
                is_test = (who + (number if who == 5 else 0)) % 2
                flag = {
                    "$feature_flag": "it's",
                    "$feature_flag_response": "on" if is_test else "control",
                }
                called = {**row, "uuid": f"{uuid}-flag", "event": "$feature_flag_called"}
                yield {**called, "elements_chain": "", "properties": {**properties, **flag}}
            if step == 5:  # delivered twice, and once more in another file, later and changed
                yield row
                yield {**row, "_inserted_at": _text_of(at + timedelta(hours=2)), "event": "$screen"}


def _stuck(number: int, moved: Moved) -> Iterator[Row]:
    """PostHog's events of people for whom nothing works."""
    for who, person in enumerate(PEOPLE[:8]):
        for step, (seconds, event, path) in enumerate(STUCK):
            at = moved(_at(number, 1000 + who + seconds / 60))
            properties = _web_properties(person, path, event, f"{number}-{who}-s")
            if event.endswith("click"):
                properties["$event_type"] = "click"
            yield {
                "uuid": f"stuck-{number}-{who}-{step}",
                "event": event,
                "distinct_id": person.name,
                "person_id": f"p-{person.name}",
                "timestamp": _text_of(at),
                "_inserted_at": _text_of(at + timedelta(seconds=5)),
                "elements_chain": "" if event == "$pageview" else _chain(who % 2),
                "properties": properties,
                "person_properties": _traits(person, number),
            }


def _again(number: int, moved: Moved) -> Iterator[Row]:
    """The same visits as another project has them: half a second later, and once more alone."""
    for row in _stuck(number, moved):
        told = datetime.fromisoformat(row["timestamp"].removesuffix("Z"))
        for later in (0.5, 30):
            at = told + timedelta(seconds=later)
            yield {**row, "uuid": f"again-{later}-{row['uuid']}", "timestamp": _text_of(at)}


def _web_properties(person: Person, path: str, event: str, view: str) -> Row:
    properties: Row = {
        "$current_url": f"https://{person.host}{path}?q=1#top",
        "$session_id": f"session{' ' if person.width == 400 else '-'}{view[:-2]}",
        "$user_id": person.name if person.name != "hal" else None,
        "$viewport_width": person.width,
        "$viewport_height": 801,
        "$raw_user_agent": person.agent,
        "$geoip_country_code": person.country,
        "$referring_domain": "Search.example" if person.width == 400 else "$direct",
        "title": f"{person.name} – {path[:20]}",
    }
    if event == "$autocapture":
        properties["$event_type"] = "click"
    if event == "$pageleave":
        depth = 801 + 37.5 * len(person.name)
        properties |= {
            "$prev_pageview_max_content": depth,
            "$prev_pageview_max_content_percentage": depth / 3000,
            "$prev_pageview_max_scroll": depth - 801,
            "$prev_pageview_duration": 12.345678,
        }
    return properties


def _traits(person: Person, number: int) -> Row:
    return {
        "plan": person.plan if number % 2 else str(person.plan),
        "a/b~c": f"{number}/~{person.name}",
        "d.e$f": "0123456789 anna@example.org",
        "it's": None if number == 1 else "it's",
        "ключ": "да" if person.width == 400 else "",
    }


def _chain(number: int) -> str:
    """PostHog's text of an element and what is around it."""

    def quoted(text: str) -> str:
        return '"' + text.replace('"', '\\"') + '"'

    text, element = TEXTS[number % len(TEXTS)], IDS[number % len(IDS)]
    name = f":attr__data-attr={quoted('buy ' + text)}" if number % 5 == 0 else ""
    identity = f":attr__id={quoted(element)}:attr_id={quoted(element)}" if number % 2 else ""
    return f'button.x{name}{identity}:nth-of-type="2":text={quoted(text)};main:nth-of-type="1"'


def _map(number: int, moved: Moved) -> Iterator[Row]:
    """PostHog's heatmaps: the clicks of its events again, with their place, rounded to 16 px."""
    for who, person in enumerate(PEOPLE):
        for step in range(7):
            kinds = ("click", "click", "rageclick", "deadclick", "scrolldepth", "click")
            at = moved(_at(number, 601 + 7 * who + step))
            yield {
                "session_id": f"session{' ' if person.width == 400 else '-'}{number}-{who}",
                "distinct_id": person.name,
                "timestamp": _text_of(at),
                "x": (person.width // 16) * (step % 5) // 4 + (who % 3 == 0),
                "y": 5 + 11 * step + number,
                "scale_factor": 16,
                "viewport_width": person.width // 16,
                "viewport_height": 50,
                "pointer_target_fixed": step == 5,
                "current_url": f"https://{person.host}/shop/cart",
                "type": kinds[step] if step < len(kinds) else "mousemove",
                "_inserted_at": _text_of(at + timedelta(seconds=30)),
            }


def _kiosk(number: int, moved: Moved) -> Iterator[Row]:
    """A table with exact places; somebody who never pauses, many who come at one moment, and what
    is told of people at no visit.
    """
    for step in range(50 if number < 3 else 5):  # activity without a pause for three days
        yield _press(number, "never tired", 29 * step, step, moved)
    for who, person in enumerate(PEOPLE[:8]):
        for step in range(5):
            yield _press(number, person.name, 660 + step // 2, 5 * who + step, moved)
        for step, seconds in enumerate((0, 0.5, 0.999999)):  # a rest, and none twice
            row = _press(number, person.name, 663 + seconds / 60, who + step, moved)
            yield {**row, "id": f"{row['id']} move {step}", "kind": "move"}
    for who, person in enumerate(PEOPLE[:8]):
        for step, (kind, top) in enumerate(FORM):
            if (who == 0 or step < 3) if kind != "submit" else who % 2:
                row = _press(number, person.name, 900 + step / 60, who, moved)
                yield {**row, "id": f"{row['id']} form", "kind": kind, "page": "/form", "top": top}
        told = {"id": f"kiosk {person.name} {number} profile", "kind": "profile"}
        yield {**_press(number, person.name, 300, who, moved), **told}
    yield from _hush(number, moved)
    yield {**_press(number, "late", 1439.999, 1, moved), "user": None}
    yield {**_press(number, "early", 0, 2, moved), "at": "not a time"}


def _hush(number: int, moved: Moved) -> Iterator[Row]:
    """Too few people at any band of a day, and enough of the first two days together."""
    for who in range(4 if number < 2 else 0):
        row = _press(number, f"hush {number} {who}", 800, 1, moved)
        wide = {"width": (390, 1200)[who % 2], "depth": 400 * (1 + who)}
        yield {**row, **wide, "kind": "page_view", "page": "/hush"}


def _press(number: int, user: str, minutes: float, step: int, moved: Moved) -> Row:
    at = moved(_at(number, minutes))
    kinds = ("page_view", "click", "click", "scroll", "click", "page_leave", "custom")
    page = PATHS[(step // 7 + number) % len(PATHS)] if step % 2 else "/shop/cart"
    return {
        "id": f"kiosk {user} {number} {step} {minutes}",
        "at": at.isoformat(),
        "received": (at + timedelta(minutes=step % 3)).isoformat() if step % 4 else None,
        "kind": kinds[step % 7],
        "name": "signed-up" if step % 9 == 0 else None,
        "user": user,
        "page": page,
        "title": TEXTS[step % len(TEXTS)],
        "tag": "button" if step % 3 else "A",
        "element": IDS[step % len(IDS)] if step % 2 else None,
        "text": TEXTS[(step + number) % len(TEXTS)],
        "attributes": ATTRIBUTES[step % len(ATTRIBUTES)] if step % 5 else None,
        **placed(step),
        "width": (1200, 390, None)[step % 3],
        "height": 700,
        "page_height": (2400 if number < 3 else 3000) if step % 6 else None,
        "depth": 333.3 * step if step % 2 else None,
        "top": 111.5 * step if step % 4 == 2 else None,
        "client_y": (step * 11.25) % 700 if step % 4 == 1 else None,
        "hover": 0.37 * step if step % 4 == 1 else None,
        "inside": step % 7 == 3 if step % 5 else None,
        "country": (None, "DE", "Türkiye")[step % 3],
        "from": ("search.example", None)[step % 2],
        "plan": ("pro", None, "free", "1")[step % 4],
    }
