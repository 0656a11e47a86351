"""Rows of any vendor's format with a secret in one field of each."""

import random
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import product
from typing import Any, Final

from orchestration.decoding.engine import decoder_sql
from tests.damaged.rows import ROWS
from transforms.decoders.layouts import nested_fields
from transforms.decoders.registry import LAYOUTS

AT: Final = datetime(2026, 11, 16, 10, tzinfo=UTC)

ROWS_OF_EACH: Final = 7
"""Rows with a secret in one field, one after the other: their kinds go by their numbers."""


def rows_with(
    name: str, person: str, place: int, value: Callable[[str], Any]
) -> Iterator[Mapping[str, Any]]:
    """For every path that a decoder reads, some sound rows of a person with a secret there; their
    numbers follow from the person's place.
    """
    layout, chance = LAYOUTS[name], random.Random(person)
    paths = {path for paths in layout.columns.values() for path in paths}
    read = nested_fields(layout, decoder_sql(layout.sql or name), ["plan"])
    for nested, fields in read.items():
        paths |= {f"{nested}.{field}" for field in (*fields, "anything else")}
    sound = ROWS[name](chance, 0, person, AT)
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


def snowplow(path: str, text: str, url: str) -> Any:
    """What is in an event of Snowplow, or in its entities, with texts of a person."""
    inside = {"id": text, "elementId": text, "label": text, "plan": text, "targetUrl": url}
    if path != "contexts.data":
        return {**inside, "elementClasses": [text], "name": text}
    schemas = ("iglu:com.snowplowanalytics.snowplow/web_page/1", "iglu:com.example/person/1")
    return [{"schema": schema, "data": inside} for schema in schemas]


def google(text: str, url: str) -> Any:
    """Parameters of an event of Google's, or properties of a person, with texts of a person."""
    names = ("page_title", "link_id", "link_classes", "link_text", "plan", "anything else")
    texts = {**dict.fromkeys(names, text), "page_location": url, "page_referrer": url}
    return [{"key": name, "value": {"string_value": value}} for name, value in texts.items()]
