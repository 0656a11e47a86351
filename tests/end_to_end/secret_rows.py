"""Rows of any vendor's format with a secret in one field of each."""

import random
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import product
from typing import Any, Final

from orchestration.decoding.engine import decoder_sql
from tests.damaged.rows import ROWS
from transforms.decoders.layouts import nested_fields
from transforms.decoders.registry import LAYOUTS

AT: Final = datetime(2026, 11, 16, 10, tzinfo=UTC)

ROWS_OF_EACH: Final = 6
"""Rows with a secret in one field, one after the other: their kinds go by their numbers."""


def rows_with(
    name: str, person: str, place: int, value: Callable[[str], Any]
) -> Iterator[Mapping[str, Any]]:
    """For every path that a decoder reads, some sound rows of a person with a secret there; their
    numbers follow from the person's place.
    """
    layout, chance = LAYOUTS[name], random.Random(person)
    times = set(re.findall(r"\w+", layout.event_at))
    paths = {path for name, paths in layout.columns.items() if name not in times for path in paths}
    read = nested_fields(layout, decoder_sql(layout.sql or name), ["plan"])
    for nested, fields in read.items():
        paths |= {f"{nested}.{field}" for field in (*fields, "anything else")}
    sound = ROWS[name](chance, 0, person, AT)
    if "entry" in layout.columns:  # of a log, whose lines are made of these
        paths = set(sound) - {"address", "time"}
    needed = {field for field in layout.required if not isinstance(sound.get(field), list)}
    each = product(sorted(paths - needed), range(ROWS_OF_EACH))
    for number, (path, _) in enumerate(each, 10_000 * place):
        row = ROWS[name](chance, number, person, AT)
        *above, last = path.split(".")
        inside = row
        for part in above:
            inside = inside.setdefault(part, {})
        inside[last] = value(path)
        yield row


def _event(text: str, url: str) -> Any:
    """What is in an event of Snowplow, with texts of a person."""
    inside = {"id": text, "elementId": text, "label": text, "plan": text, "targetUrl": url}
    return {**inside, "elementClasses": [text], "name": text}


def _entities(text: str, url: str) -> Any:
    schemas = ("iglu:com.snowplowanalytics.snowplow/web_page/1", "iglu:com.example/person/1")
    return [{"schema": schema, "data": _event(text, url)} for schema in schemas]


def _parameters(text: str, url: str) -> Any:
    """Parameters of an event of Google's, or properties of a person, with texts of a person."""
    names = ("page_title", "link_id", "link_classes", "link_text", "plan", "anything else")
    texts = {**dict.fromkeys(names, text), "page_location": url, "page_referrer": url}
    return [{"key": name, "value": {"string_value": value}} for name, value in texts.items()]


def _recorded(text: str, url: str) -> Any:
    """Elements of a recording, with texts of a person."""
    named = {name: text for name in ("id", "class", "data-id", "aria-label")}
    typed = {"tag": "div", "text": text, "attributes": {"contenteditable": "true"}}
    return [{"tag": "a", "text": text, "attributes": {**named, "href": url}}, typed]


def _hierarchy(text: str, url: str) -> Any:
    """Elements of Amplitude, with texts of a person."""
    named = {name: text for name in ("data-id", "aria-label")}
    return [{"tag": "button", "id": text, "classes": [text], "attrs": {**named, "href": url}}]


def _target(text: str, url: str) -> Any:
    """A target of Fullstory, with texts of a person."""
    return {"text": text, "raw_selector": f"main > a[href='{url}'] > button"}


def _located(text: str, url: str) -> Any:
    """Where an event of Fullstory happened."""
    return {"full_url": url, "host": text, "path": url}


NESTED: Final[Mapping[str, Callable[[str, str], Any]]] = {
    "contexts.data": _entities,
    "unstruct_event.data.data": _event,
    "event_params": _parameters,
    "user_properties": _parameters,
    "elements": _recorded,
    "event_properties.target": _target,
    "source_properties.url": _located,
    "event_properties.[Amplitude] Element Hierarchy": _hierarchy,
}
"""What is in fields that are objects or lists, from a text and a URL."""
