"""What the rows of each format look like before they are decoded.

What to put here: names of the vendor's fields, and the little that must be known of them while a
file is read. What the fields mean is in the decoders' SQL.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True)
class Layout:
    """Fields at the top of a row, and how to read time and identity from them.

    `columns` maps names the decoder uses to names in the file; `nested` are JSON objects. Without
    the `required` of them nothing can be decoded. `event_at` is SQL over these fields.

    `others` is SQL that tells which rows keep the properties that no column of the contract holds;
    of those that begin with $ the `wanted` are kept, of the others all but the `unwanted`.

    Rows without an id are `told_apart` by their content: equal rows are numbered within a run of
    rows of one session, person and time ("run"), or within the file ("file").
    """

    columns: Mapping[str, str]
    event_at: str
    nested: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    traits_in: tuple[str, ...] = ()
    others: str = "false"
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    told_apart: Literal["", "run", "file"] = ""
    hashed: bool = False


def _as_named(*names: str) -> Mapping[str, str]:
    return {name: name for name in names}


LAYOUTS: Final[Mapping[str, Layout]] = {
    "posthog_events": Layout(
        columns=_as_named(
            "uuid",
            "event",
            "distinct_id",
            "person_id",
            "elements_chain",
            "timestamp",
            "created_at",
            "_inserted_at",
        ),
        event_at="instant(timestamp)",
        nested=("properties", "person_properties"),
        required=("uuid", "event", "timestamp", "properties"),
        traits_in=("properties", "person_properties"),
        others="not starts_with(event, '$') or event in ('$exception', '$feature_flag_called')",
        wanted=("$exception_type", "$feature_flag", "$feature_flag_response"),
        unwanted=("distinct_id", "title", "token"),
    ),
    "posthog_heatmaps": Layout(
        columns=_as_named(
            "session_id",
            "distinct_id",
            "timestamp",
            "x",
            "y",
            "scale_factor",
            "viewport_width",
            "viewport_height",
            "pointer_target_fixed",
            "current_url",
            "type",
            "_inserted_at",
        ),
        event_at="instant(timestamp)",
        required=("session_id", "distinct_id", "timestamp", "x", "y", "type"),
        told_apart="run",
    ),
    "mixpanel": Layout(
        columns=_as_named("event"),
        event_at="epoch_of_either_unit(properties.time)",
        nested=("properties",),
        required=("event", "properties"),
        traits_in=("properties",),
        others="not starts_with(event, '$') or event = '$experiment_started'",
        wanted=("$experiment_name", "$variant_name"),
        unwanted=(
            "current_domain",
            "current_page_title",
            "current_url_path",
            "current_url_protocol",
            "current_url_search",
            "distinct_id",
            "mp_country_code",
            "mp_lib",
            "mp_processing_time_ms",
            "mp_sent_by_lib_version",
            "time",
            "token",
        ),
    ),
}
"""Formats of vendors; that of a table follows from its mapping (table.py)."""

Fields = Mapping[str, tuple[str, ...]]
"""Fields wanted of each nested object."""


def nested_fields(layout: Layout, decoder: str, traits: Sequence[str]) -> Fields:
    """Fields that a decoder's SQL reads of each nested object, and the traits in it.

    What nothing reads is not parsed, and costs nothing.

    >>> layout = Layout({}, "null", nested=("p",), traits_in=("p",))
    >>> nested_fields(layout, 'select p.title, p."$x", p.title', ["plan"])
    {'p': ('title', '$x', 'plan')}
    """
    time_and_decoder = layout.event_at + decoder
    fields = {}
    for name in layout.nested:
        found = re.findall(rf'\b{name}\.(?:"([^"]+)"|(\w+))', time_and_decoder)
        read = [quoted or plain for quoted, plain in found]
        fields[name] = tuple(dict.fromkeys((*read, *(traits if name in layout.traits_in else ()))))
    return fields
