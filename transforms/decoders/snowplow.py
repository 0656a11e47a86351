"""Snowplow's fields: of enriched events, and as its loaders write them as Parquet.

What to put here: how the columns of the loaders, one for each kind of entity and event, become what
enriched events have in `contexts`, `derived_contexts` and `unstruct_event`: one decoder reads both.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from transforms.decoders.fields import MAX_OBJECT, text_of
from transforms.decoders.quoting import literal

ENRICHED: Final = {
    3: "collector_tstamp",
    5: "event",
    6: "event_id",
    12: "user_id",
    15: "domain_userid",
    17: "network_userid",
    18: "geo_country",
    29: "page_url",
    30: "page_title",
    39: "refr_urlhost",
    52: "contexts",
    53: "se_category",
    54: "se_action",
    55: "se_label",
    56: "se_property",
    57: "se_value",
    58: "unstruct_event",
    76: "pp_yoffset_max",
    77: "useragent",
    95: "br_viewwidth",
    96: "br_viewheight",
    103: "dvce_screenwidth",
    104: "dvce_screenheight",
    106: "doc_width",
    107: "doc_height",
    122: "derived_contexts",
    123: "domain_sessionid",
    124: "derived_tstamp",
    125: "event_vendor",
    126: "event_name",
}
"""What is read of the 131 fields of an enriched event, by their place from 0."""

COLUMN: Final = re.compile(r"(contexts|unstruct_event)_(\w+?)_(\d+)(?:_\d+_\d+)?")
"""Vendor, name and version of a schema; symbols of the first two are underscores."""

VENDORS: Final = {
    "com_snowplowanalytics_snowplow_": "com.snowplowanalytics.snowplow/",
    "com_snowplowanalytics_": "com.snowplowanalytics/",
    "org_w3_": "org.w3/",
    "com_google_": "com.google/",
}
"""Vendors whose entities have no traits of people, as columns and as schemas name them."""

READ: Final = ("/web_page", "/client_session", "/element")
"""Entities of these vendors that the decoder reads."""

ROBOTS: Final = "_spiders_and_robots_"
OWN: Final = tuple(f"iglu:{vendor}" for vendor in VENDORS.values())

SPELLED: Final = {
    "element_id": "elementId",
    "element_classes": "elementClasses",
    "element_content": "elementContent",
    "target_url": "targetUrl",
    "node_name": "nodeName",
    "user_id": "userId",
    "session_id": "sessionId",
    "spider_or_robot": "spiderOrRobot",
}
"""Names of the vendor's fields that the decoder reads: the loaders write them in snake case."""


def entities(types: Mapping[str, str]) -> str | None:
    """SQL for the list of entities as text, each with its schema, without those that nothing reads;
    None if there is no column.
    """
    schemas = {name: _schema(name) for name in _columns("contexts", types)}
    lists = [
        f"list_transform(try(from_json({_text(name, types)}, '[\"JSON\"]')),"
        f" lambda one: json_object('schema', {literal(schema)}, 'data', one))"
        for name, schema in schemas.items()
        if not schema.startswith(OWN) or schema.rpartition("/")[0].endswith(READ)
    ]
    if not lists:
        return None
    joined = ", ".join(f"coalesce({one}, [])" for one in lists)
    return f"left(cast(to_json(flatten([{joined}])) as varchar), {MAX_OBJECT})"


def robots(types: Mapping[str, str]) -> str | None:
    """SQL for what says whether it was a robot, as text; None if there is no column."""
    found = [_text(name, types) for name in _columns("contexts", types) if ROBOTS in name]
    return f"left({found[0]}, {MAX_OBJECT})" if found else None


def event_data(types: Mapping[str, str]) -> str | None:
    """SQL for what the event itself says, as text; None if there is no column."""
    found = [_text(name, types) for name in _columns("unstruct_event", types)]
    return f"left(coalesce({', '.join(found)}), {MAX_OBJECT})" if found else None


def _columns(kind: str, types: Mapping[str, str]) -> Iterable[str]:
    found = (COLUMN.fullmatch(name) for name in types)
    return [match[0] for match in found if match and match[1] == kind]


def _schema(name: str) -> str:
    """A schema as enriched events name it, as far as the name of its column tells.

    >>> _schema("contexts_com_snowplowanalytics_snowplow_web_page_1")
    'iglu:com.snowplowanalytics.snowplow/web_page/1'
    >>> _schema("contexts_com_example_person_1_0_0")
    'iglu:com_example_person/1'
    """
    match = COLUMN.fullmatch(name)
    assert match is not None
    _, path, version = match.groups()
    for vendor, written in VENDORS.items():
        path = path.replace(vendor, written) if path.startswith(vendor) else path
    return f"iglu:{path}/{version}"


def _text(name: str, types: Mapping[str, str]) -> str:
    text, kind = text_of(name, types), types[name]
    if "_com_snowplowanalytics_" in name or ROBOTS in name:
        for snake, camel in SPELLED.items():
            if snake in kind or "STRUCT" not in kind:  # it is text, which may have any
                named = (literal(f'"{one}":') for one in (snake, camel))
                text = f"replace({text}, {', '.join(named)})"
    return text
